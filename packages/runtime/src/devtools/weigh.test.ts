import { expect, test } from "vitest";
import { weigh } from "./weigh.ts";

test("texts of 5 MB are heavy, circles end, and nothing is walked beyond what is asked", () => {
  const circle: Record<string, unknown> = { text: "x".repeat(5_000_000) };
  circle["self"] = circle;
  expect(weigh(circle)).toBeGreaterThan(10_000_000);
  expect(weigh(Array.from({ length: 1_000_000 }, () => 1), 1_000)).toBe(1_000);
});
