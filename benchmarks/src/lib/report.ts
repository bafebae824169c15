import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { median } from "./figures.ts";
import { type Measured, ROUNDS } from "./interleave.ts";

export interface Table {
  readonly title: string;
  /** What a reader must know to read it. */
  readonly note?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** How what was measured in turn is to be read, and how far others disturbed it. */
export function inTurn({ others }: Measured): string {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  return (
    ` · median of ${ROUNDS} runs (least–most), each in a process of its own, contenders in turn; ratios are medians of ` +
    `each round's own · other programs took ${percent(median(others))} of the machine during a run, at most ${percent(Math.max(...others))}`
  );
}

/** Prints the tables and keeps them in `results/<name>.md`. `how`: how was measured. */
export function report(name: string, title: string, how: string, tables: readonly Table[]): void {
  const text = [`# ${title}`, machine() + how, ...tables.map(tableText)].join("\n\n");
  const folder = fileURLToPath(new URL("../results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.md`, `${text}\n`);
  console.log(`\n${text}\n`);
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

function tableText({ title, note, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const table = [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
  return [`## ${title}`, ...(note === undefined ? [] : [note]), table].join("\n\n");
}

/** Says whether a figure reaches its target. */
export function verdict(value: number, is: "at most" | "at least", target: number, unit = ""): string {
  const met = is === "at most" ? value <= target : value >= target;
  return `${met ? "met" : "**missed**"}: ${is} ${target.toLocaleString("en")}${unit}`;
}
