import { describe, expect, test } from "vitest";
import { type Bucket, fullBucket, type Rate, takeTokens } from "./token-bucket.ts";

const rate: Rate = { perSecond: 10, burst: 100 };

/** Asks for one thing after another, each with its cost and its instant; tells what became of each. */
function asked(each: readonly (readonly [cost: number, at: number])[], given: Rate = rate): (number | "taken")[] {
  let bucket: Bucket = fullBucket(given, 0);
  return each.map(([cost, at]) => {
    const taken = takeTokens(given, bucket, cost, at);
    if (taken.how === "refused") return taken.retryAfter;
    ({ bucket } = taken);
    return "taken";
  });
}
const times = <T>(count: number, of: T): T[] => Array.from({ length: count }, () => of);

describe("a bucket of tokens", () => {
  test("gives a burst at once, and not one more", () => {
    expect(asked([...times(100, [1, 0] as const), [1, 0]])).toEqual([...times(100, "taken"), 1_000]);
  });

  test("says when there is a second's worth again, and keeps its word", () => {
    expect(asked([[100, 0], [1, 50], [10, 1_000], [1, 1_000]])).toEqual(["taken", 950, "taken", 1_000]);
  });

  test("gives what it says for ever: no less than its rate, and no more", () => {
    const given = asked(Array.from({ length: 100_000 }, (_, ms) => [1, ms] as const)).filter((how) => how === "taken");
    expect(given.length).toBeGreaterThanOrEqual(100 + 999);
    expect(given.length).toBeLessThanOrEqual(100 + 1_000);
  });

  test("never holds more than a burst, however long nobody asks", () => {
    expect(asked([[0, 0], ...times(101, [1, 1e12] as const)]).at(-1)).toBe(1_000);
  });

  test("gives what costs more than a burst, on credit, which has to be paid back first", () => {
    expect(asked([[250, 0], [1, 1_000], [1, 15_100]])).toEqual(["taken", 15_000, "taken"]);
  });

  test("takes nothing from who is refused", () => {
    expect(asked([[100, 0], ...times(50, [1_000, 50] as const), [1, 1_000]]).slice(-2)).toEqual([950, "taken"]);
  });

  test("gives for nothing what costs nothing", () => {
    expect(asked([[1_000, 0], [0, 1], [1, 1]])).toEqual(["taken", "taken", 90_999]);
  });

  test("is neither filled nor emptied by a clock that is set back", () => {
    expect(asked([[100, 1_000_000], [1, 0], [1, 1_001_000]])).toEqual(["taken", 1_000, "taken"]);
  });

  test("of less than one each second lets one through each time", () => {
    expect(asked([[2, 0], [1, 0], [1, 4_000]], { perSecond: 0.5, burst: 2 })).toEqual(["taken", 4_000, "taken"]);
  });
});
