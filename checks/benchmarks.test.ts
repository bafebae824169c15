import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Page } from "../benchmarks/src/lib/page.ts";
import { publicTable, tellPerformance } from "../benchmarks/src/lib/performance.ts";
import { draw, makeScale } from "../benchmarks/src/lib/plot.ts";
import { QUESTIONS } from "../benchmarks/src/lib/questions.ts";
import { run } from "./support/run.ts";
import { ROOT } from "./support/workspace.ts";

const FOLDER = join(ROOT, "benchmarks");

const names = (folder: string, ending: string): string[] =>
  readdirSync(join(FOLDER, folder))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
const read = (folder: string, name: string): Page => JSON.parse(readFileSync(join(FOLDER, folder, `${name}.json`), "utf8"));

test("every benchmark runs, and measures what it says", async () => {
  const { code, output } = await run([process.execPath, join(FOLDER, "bench.mjs"), "--briefly"], { cwd: FOLDER });
  expect(code, output).toBe(0);
  expect(names("dist/brief", ".json")).toEqual(names("src", ".ts"));
  for (const name of names("src", ".ts")) {
    const { tables, figures } = read("dist/brief", name);
    expect(tables.length, name).toBeGreaterThan(0);
    for (const [contender, values] of Object.entries(figures)) {
      for (const [figure, rounds] of Object.entries(values)) {
        expect(rounds.every(Number.isFinite), `${name}: ${figure} of ${contender} is ${rounds.join()}`).toBe(true);
      }
    }
  }
});

test("every benchmark has its question", () => {
  expect(QUESTIONS.map(({ name }) => name).sort()).toEqual(names("src", ".ts"));
});

describe("docs/performance.md", () => {
  const results = new Map(names("results", ".json").map((name) => [name, read("results", name)]));
  const { page, plots } = tellPerformance(results);

  test("tells what the results say", () => {
    expect(readFileSync(join(ROOT, "docs/performance.md"), "utf8")).toBe(page);
    const drawn = join(ROOT, "docs/performance");
    expect(existsSync(drawn) ? readdirSync(drawn).sort() : []).toEqual([...plots.keys()].sort());
    for (const [file, picture] of plots) expect(readFileSync(join(drawn, file), "utf8")).toBe(picture);
  });

  test("says nothing of a peer whose terms are not known", () => {
    expect(page).not.toContain("Replicache");
    const table = { title: "T", note: "Kept. Replicache is slow. Kept, too.", columns: ["", "ms", "of Replicache's"], rows: [["we", "1", "2"], ["Replicache", "3", "1"]] };
    expect(publicTable(table)).toEqual({ title: "T", note: "Kept. Kept, too.", columns: ["", "ms"], rows: [["we", "1"]] });
  });

  test("tells what is not measured yet how to measure it", () => {
    expect(tellPerformance(new Map()).page).toContain("Not measured yet: `npm run bench -- fan-out`.");
  });
});

describe("a plot", () => {
  const axis = (scale: "linear" | "logarithmic") => ({ label: "", scale });

  test("has round marks, as far as the values go", () => {
    expect(makeScale(axis("linear"), [3, 87], 100).marks).toEqual([0, 20, 40, 60, 80, 100]);
    expect(makeScale(axis("logarithmic"), [30, 2_000], 100).marks).toEqual([10, 100, 1_000, 10_000]);
    expect(makeScale(axis("logarithmic"), [10, 1_000], 100).at(100)).toBe(50);
  });

  test("leaves out what is no number, and escapes its words", () => {
    const lines = [{ name: "a < b", points: [[1, 1], [10, Number.NaN], [100, 5]] as const }];
    const picture = draw({ name: "n", title: "t & u", x: axis("logarithmic"), y: axis("linear"), lines });
    expect(picture).not.toContain("NaN");
    expect(picture.match(/<circle/g)).toHaveLength(2);
    expect(picture).toContain("t &#38; u");
    expect(picture).toContain("a &#60; b");
  });
});
