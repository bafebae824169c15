// One remote change with actions pending becomes the view.

import { briefly } from "./lib/briefly.ts";
import { runAlone } from "./lib/child.ts";
import { median, spread, timesOf } from "./lib/figures.ts";
import { type Contender, interleave } from "./lib/interleave.ts";
import { report, verdict } from "./lib/report.ts";
import { KEPT } from "./lib/rows.ts";

const CASES = briefly([
  { size: 100, pending: 1_000 },
  { size: 10_000, pending: 1 },
  { size: 10_000, pending: 100 },
  { size: 10_000, pending: 1_000 },
], [{ size: 100, pending: 10 }]);

const contender = (...words: readonly string[]): Contender => {
  const [script = "", ...args] = words;
  const peer = script === "rebase-replicache" ? { peer: "replicache" } : {};
  return { name: words.join(" "), ...peer, run: () => runAlone(`runs/${script}`, args) };
};
const ways = [
  ...KEPT.map((kept) => ({ title: `**Rivulet**, ${kept}`, words: ["rebase-rivulet", kept], figure: "ms" })),
  { title: "Replicache 15.3 (peer)", words: ["rebase-replicache"], figure: "ms" },
  { title: "`structuredClone` of the base, then plain functions (control)", words: ["rebase-bare"], figure: "cloned" },
  { title: "the plain functions alone (control)", words: ["rebase-bare"], figure: "replayed" },
];
const contenders = CASES.flatMap(({ size, pending }) => {
  const names = new Set(ways.map(({ words }) => words.join(" ")));
  return [...names].map((name) => contender(...name.split(" "), String(size), String(pending)));
});
const measured = await interleave(contenders);

const rows = CASES.flatMap(({ size, pending }) => {
  const of = (words: readonly string[], figure: string): readonly number[] =>
    measured.of([...words, size, pending].join(" "), figure);
  return ways.map(({ title, words, figure }) => [
    title,
    size.toLocaleString("en"),
    pending.toLocaleString("en"),
    spread(of(words, figure)),
    spread(of(words, "cpuMs")),
    timesOf(of(words, figure), of(["rebase-replicache"], "ms")),
  ]);
});

report("rebase", "One remote change with actions pending", measured, [
  {
    title: "From the change in hand to the subscriber",
    note:
      "Every pending action renames a row of its own; the remote change renames the last one, which has the subscriber. Rivulet: the " +
      "whole client, from the text of the server's frame. Replicache: from a pull that is answered at once.",
    columns: ["", "rows", "pending", "ms", "CPU ms", "of Replicache's"],
    rows,
  },
  {
    title: "Targets",
    columns: ["what", "kept as", "measured", "target"],
    rows: KEPT.map((kept) => {
      const ms = measured.of(`rebase-rivulet ${kept} 10000 1000`, "ms");
      return ["1,000 pending on 10,000 rows, ms", kept, spread(ms), verdict(median(ms), "at most", 15)];
    }),
  },
]);
