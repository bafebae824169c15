import fc from "fast-check";
import { expect, test } from "vitest";
import { backoff, RECONNECT } from "./backoff.ts";

test("each wait is longer than the one before, up to the most", () => {
  const waits = Array.from({ length: 12 }, (_, attempt) => backoff(attempt, 0.5));
  expect(waits[0]).toBe(0.75 * RECONNECT.first);
  for (const [i, wait] of waits.entries()) if (i > 0) expect(wait).toBeGreaterThanOrEqual(waits[i - 1] ?? 0);
  expect(waits.at(-1)).toBe(0.75 * RECONNECT.most);
});

test("waits spread over their upper half, whatever the attempt", () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const full = backoff(attempt, 1);
      expect(backoff(attempt, 0)).toBe(full / 2);
      expect(backoff(attempt, random)).toBeGreaterThanOrEqual(full / 2);
      expect(backoff(attempt, random)).toBeLessThanOrEqual(Math.min(full, RECONNECT.most));
    }),
  );
});
