// What the test runners counted, read from their JSON reports.

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @param {unknown} report @param {string} name */
function numberAt(report, name) {
  const value = typeof report === "object" && report !== null ? new Map(Object.entries(report)).get(name) : undefined;
  if (typeof value !== "number") throw new Error(`The report has no number ${name}.`);
  return value;
}

/** @param {unknown} report @returns {Counts} */
export function countVitest(report) {
  return {
    passed: numberAt(report, "numPassedTests"),
    failed: numberAt(report, "numFailedTests") + numberAt(report, "numFailedTestSuites"),
    skipped: numberAt(report, "numPendingTests") + numberAt(report, "numTodoTests"),
  };
}

/** A flaky test passed in the end, and counts as failed: here nothing may depend on luck. @param {unknown} report @returns {Counts} */
export function countPlaywright(report) {
  const stats = typeof report === "object" && report !== null && "stats" in report ? report.stats : null;
  return {
    passed: numberAt(stats, "expected"),
    failed: numberAt(stats, "unexpected") + numberAt(stats, "flaky"),
    skipped: numberAt(stats, "skipped"),
  };
}

/** @param {Counts | undefined} a @param {Counts} b @returns {Counts} */
export function sum(a, b) {
  if (a === undefined) return b;
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** As in "1234 tests passed (1190 vitest, 44 Playwright)". @param {ReadonlyMap<string, Counts>} counts */
export function tell(counts) {
  const all = [...counts.values()].reduce((a, b) => sum(a, b), { passed: 0, failed: 0, skipped: 0 });
  const each = [...counts].map(([runner, { passed }]) => `${passed} ${runner}`).join(", ");
  return [
    `${all.passed} tests passed${each === "" ? "" : ` (${each})`}`,
    ...(all.failed > 0 ? [`${all.failed} failed`] : []),
    ...(all.skipped > 0 ? [`${all.skipped} skipped`] : []),
  ].join(", ");
}
