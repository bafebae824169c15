import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { BRIEFLY } from "./briefly.ts";
import { median } from "./figures.ts";
import type { Measured } from "./interleave.ts";
import { inBenchmarks, inDist } from "./places.ts";
import { type Page, pageText, type Plot, type Table } from "./page.ts";

/** How what was measured in turn is to be read, and how far others disturbed it. */
function inTurn({ others, rounds, absent }: Measured): string {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return (
    ` · median of ${rounds} ${rounds === 1 ? "run" : "runs (least–most)"}, each in a process of its own, contenders in turn; ratios are medians of ` +
    `each round's own · other programs took ${percent(median(others))} of the machine during a run, at most ${percent(Math.max(...others))}` +
    (absent.length === 0 ? "" : ` · not installed, and so not measured: ${absent.join(", ")}`)
  );
}

/** Prints the tables and keeps all in `results/<name>.md` and `.json`. `measured`: in words where nothing was measured in turn. */
export function report(name: string, title: string, measured: Measured | string, tables: readonly Table[], plots: readonly Plot[] = []): void {
  const how = machine() + (typeof measured === "string" ? measured : inTurn(measured));
  const page: Page = { name, title, how, tables, plots, figures: typeof measured === "string" ? {} : measured.all };
  const folder = fileURLToPath(BRIEFLY ? inDist("brief/") : inBenchmarks("results/"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify(page, null, 1)}\n`);
  writeFileSync(`${folder}${name}.md`, pageText(page));
  console.log(BRIEFLY ? `${name}: it works` : `\n${pageText(page)}`);
}

function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const date = new Date().toISOString().slice(0, 16).replace("T", " ");
  return (
    `${date} UTC · Node ${process.versions.node} · ${cpus().length} × ${cpu?.model ?? "unknown"}, ${memory} GiB, ` +
    `${process.platform} ${release()}`
  );
}

/** Says whether a figure reaches its target. */
export function verdict(value: number, is: "at most" | "at least", target: number, unit = ""): string {
  if (Number.isNaN(value)) return `not measured: ${is} ${target.toLocaleString("en")}${unit}`;
  const met = is === "at most" ? value <= target : value >= target;
  return `${met ? "met" : "**missed**"}: ${is} ${target.toLocaleString("en")}${unit}`;
}
