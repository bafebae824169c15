// Everything that must hold before a change is taken, in order; stops at the first step that fails.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installChromium } from "./install-chromium.mjs";
import { pnpmCommand, root } from "./pnpm.mjs";
import { run } from "./run.mjs";
import { countPlaywright, countVitest, sum, tell } from "./test-counts.mjs";

/** @typedef {import("./test-counts.mjs").Counts} Counts */
/** @typedef {{ runner: string, args: string[], count: (report: unknown) => Counts }} Runner */

const reports = mkdtempSync(join(tmpdir(), "rivulet-reports-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));
const reportFile = join(reports, "report.json");

/** @type {Runner} */
const vitest = {
  runner: "vitest",
  args: ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`],
  count: countVitest,
};
/** @type {Runner} */
const playwright = { runner: "Playwright", args: ["--reporter=list,json"], count: countPlaywright };

/** Scripts of package.json, and by which runner those that run tests do. @type {readonly (readonly [string, Runner?])[]} */
const STEPS = [
  ["lint"],
  ["types"],
  ["build"],
  ["test:unit", vitest],
  ["test:browser", vitest],
  ["test:e2e", playwright],
];

try {
  await installChromium();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const pnpm = pnpmCommand();
const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile };
/** @type {Map<string, Counts>} */
const counts = new Map();
for (const [script, runner] of STEPS) {
  console.log(`\n── ${script}`);
  rmSync(reportFile, { force: true });
  const code = await run([...pnpm, "run", script, ...(runner?.args ?? [])], { cwd: root, env });
  const problem = runner === undefined ? null : take(runner);
  if (code === 0 && problem === null) continue;
  console.error(`\n${tell(counts)}; stopped at ${script}: ${problem ?? `exit code ${code}`}`);
  process.exit(1);
}
console.log(`\n${tell(counts)}`);

/**
 * Adds what a runner counted. A runner that ended well without a report or without a test has proven nothing.
 *
 * @param {Runner} runner
 */
function take({ runner, count }) {
  let counted;
  try {
    counted = count(JSON.parse(readFileSync(reportFile, "utf8")));
  } catch {
    return "it left no report";
  }
  counts.set(runner, sum(counts.get(runner), counted));
  if (counted.failed > 0) return `${counted.failed} failed`;
  return counted.passed === 0 ? "no test ran" : null;
}
