// Writes docs/performance.md and its plots from the results that there are.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "./page.ts";
import { tellPerformance } from "./performance.ts";
import { inBenchmarks } from "./places.ts";

const results = fileURLToPath(inBenchmarks("results/"));
const docs = fileURLToPath(inBenchmarks("../docs/"));

const pages = readdirSync(results)
  .filter((file) => file.endsWith(".json"))
  .map((file): [string, Page] => {
    const page: Page = JSON.parse(readFileSync(`${results}${file}`, "utf8"));
    return [page.name, page];
  });
const { page, plots } = tellPerformance(new Map(pages));
writeFileSync(`${docs}performance.md`, page);
rmSync(`${docs}performance`, { recursive: true, force: true });
if (plots.size > 0) mkdirSync(`${docs}performance`);
for (const [file, picture] of plots) writeFileSync(`${docs}performance/${file}`, picture);
