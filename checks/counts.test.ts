import { expect, test } from "vitest";
import { countPlaywright, countVitest, sum, tell } from "../scripts/test-counts.mjs";

const vitest = { numPassedTests: 1190, numFailedTests: 0, numFailedTestSuites: 0, numPendingTests: 0, numTodoTests: 0 };
const playwright = { stats: { expected: 44, unexpected: 0, flaky: 0, skipped: 0 } };

test("the total is that of the runners' own counts", () => {
  const counts = new Map([["vitest", sum(undefined, countVitest(vitest))], ["Playwright", countPlaywright(playwright)]]);
  expect(tell(counts)).toBe("1234 tests passed (1190 vitest, 44 Playwright)");
});

test("two runs of one runner are added up, failed and skipped tests are told", () => {
  const failing = countVitest({ ...vitest, numPassedTests: 10, numFailedTests: 2, numPendingTests: 1 });
  expect(tell(new Map([["vitest", sum(countVitest(vitest), failing)]]))).toBe("1200 tests passed (1200 vitest), 2 failed, 1 skipped");
  expect(tell(new Map())).toBe("0 tests passed");
});

test("a file that could not be loaded and a test that passed the second time have failed", () => {
  expect(countVitest({ ...vitest, numFailedTestSuites: 1 }).failed).toBe(1);
  expect(countPlaywright({ stats: { ...playwright.stats, flaky: 1 } }).failed).toBe(1);
});

test("what is no report is not counted as one", () => {
  expect(() => countVitest({})).toThrow("numPassedTests");
  expect(() => countPlaywright({ suites: [] })).toThrow("expected");
  expect(() => countPlaywright(null)).toThrow();
});
