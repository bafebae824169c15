import { expect, test } from "vitest";
import { countText, durationText, sizeText } from "./format.ts";
import { moved } from "./moved.ts";

test("durations in the unit that tells them", () => {
  expect([0.44, 240, 3_210, 300_000, 7_200_000, 260_000_000, Number.NaN].map(durationText)).toEqual(["0.4 ms", "240 ms", "3.2 s", "5 min", "2 h", "3 d", "unknown"]);
});

test("sizes and counts", () => {
  expect([812, 4_200, 5_242_880].map(sizeText)).toEqual(["812 B", "4.1 KiB", "5.0 MiB"]);
  expect([countText(1, "action"), countText(1_234, "action"), countText(2, "entry", "entries")]).toEqual(["1 action", "1,234 actions", "2 entries"]);
});

test("keys move within a list, and lead nowhere in an empty one", () => {
  expect([moved("ArrowDown", -1, 3, 2), moved("ArrowUp", -1, 3, 2), moved("PageDown", 0, 3, 9), moved("End", 0, 3, 2), moved("a", 0, 3, 2)]).toEqual([0, 2, 2, 2, null]);
  expect(moved("ArrowDown", -1, 0, 2)).toBeNull();
});
