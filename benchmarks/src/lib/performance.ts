// The page of the documentation that tells what was measured. A pure function of the results.

import { type Page, type Plot, type Table, tableText } from "./page.ts";
import { draw } from "./plot.ts";
import { QUESTIONS } from "./questions.ts";

/** Its terms are not known to us: what was measured of it stays in the results, and out of the documentation. */
const UNPUBLISHED = "Replicache";

export interface Performance {
  readonly page: string;
  /** The plots, by the names of their files. */
  readonly plots: ReadonlyMap<string, string>;
}

const OPENING = `# Performance

What was measured, beside peers and beside the bare machine, all in the same run. This page is written by the command that measures:

\`\`\`sh
npm run bench                # measures everything, and writes this page
npm run bench -- fan-out     # measures one thing
\`\`\`

A figure of one machine says little on another; the ratios are what to compare. [How it is measured](../benchmarks/README.md#how-it-is-measured)
is told with the benchmarks, whose [results](../benchmarks/results) hold every figure of every round.`;

/** `results`: what there is, by the names of the benchmarks. */
export function tellPerformance(results: ReadonlyMap<string, Page>): Performance {
  const plots = new Map<string, string>();
  const chapters = QUESTIONS.map(({ name, asks }) => {
    const result = results.get(name);
    if (result === undefined) return [`## ${asks}`, `Not measured yet: \`npm run bench -- ${name}\`.`];
    const pictures = result.plots.map(publicPlot).map((plot) => {
      const file = `${name}-${plot.name}.svg`;
      plots.set(file, draw(plot));
      return `![${plot.title}](performance/${file})`;
    });
    return [`## ${asks}`, result.how, ...pictures, ...result.tables.map(publicTable).map((table) => tableText(table, 3))];
  });
  return { page: `${[OPENING, ...chapters.flat()].join("\n\n")}\n`, plots };
}

function isPublic(words: string): boolean {
  return !words.includes(UNPUBLISHED);
}

/** Without the columns, the rows and the sentences that tell of it. */
export function publicTable({ title, note, columns, rows }: Table): Table {
  const kept = columns.map(isPublic);
  const cells = (row: readonly string[]): string[] => row.filter((_, i) => kept[i]);
  const told = (note ?? "").split(/(?<=[.:]) (?=[A-Z*])/).filter(isPublic).join(" ");
  return { title, ...(told !== "" && { note: told }), columns: cells(columns), rows: rows.filter((row) => row.every(isPublic)).map(cells) };
}

function publicPlot(plot: Plot): Plot {
  return { ...plot, lines: plot.lines.filter(({ name }) => isPublic(name)) };
}
