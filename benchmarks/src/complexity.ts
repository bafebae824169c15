// What work costs as the state grows: the cost is to be that of the change.

import { briefly } from "./lib/briefly.ts";
import { runAlone } from "./lib/child.ts";
import { median, spread, timesOf } from "./lib/figures.ts";
import { type Contender, interleave } from "./lib/interleave.ts";
import type { Table } from "./lib/page.ts";
import { report } from "./lib/report.ts";
import { type Kept, KEPT } from "./lib/rows.ts";

const SIZES: readonly number[] = briefly([100, 10_000, 100_000], [100]);

const WORK = [
  { script: "scale-client", figure: "predicted", title: "predicted action to the subscriber of its row", grows: "no" },
  { script: "scale-client", figure: "remote", title: "remote change to the subscriber of its row", grows: "no" },
  { script: "scale-client", figure: "catchUp", title: "client: connected again, ten changes missing", grows: "no" },
  { script: "scale-client", figure: "row", title: "snapshot of the changed row", grows: "no" },
  { script: "scale-client", figure: "whole", title: "snapshot of everything", grows: "one shallow copy" },
  { script: "scale-server", figure: "commit", title: "server: action to its result, most", grows: "no" },
  { script: "scale-server", figure: "cpu", title: "server: CPU of an action, all that comes seldom in it", grows: "no" },
  { script: "scale-server", figure: "catchUp", title: "server: opened again, ten commits missing", grows: "no" },
] as const;

const contender = (script: string, kept: Kept, size: number): Contender => {
  const args = [kept, String(size)];
  return { name: [script, ...args].join(" "), run: () => runAlone(`runs/${script}`, args) };
};
const measured = await interleave(
  SIZES.flatMap((size) => KEPT.flatMap((kept) => [contender("scale-client", kept, size), contender("scale-server", kept, size)])),
);

report(
  "complexity",
  "Cost and size",
  measured,
  KEPT.map((kept): Table => ({
    title: `Rows kept as ${kept}`,
    note: "Milliseconds; then how many times the cost at 100 rows the cost at 100,000 is.",
    columns: ["", ...SIZES.map((size) => size.toLocaleString("en")), "100,000 against 100", "may grow"],
    rows: WORK.map(({ script, figure, title, grows }) => {
      const of = (size: number): readonly number[] => measured.of(`${script} ${kept} ${size}`, figure);
      return [title, ...SIZES.map((size) => spread(of(size))), timesOf(of(100_000), of(100)), grows];
    }),
  })),
  KEPT.map((kept) => ({
    name: kept,
    title: `Cost against size, rows kept as ${kept}`,
    x: { label: "rows", scale: "logarithmic" },
    y: { label: "ms", scale: "logarithmic" },
    lines: WORK.map(({ script, figure, title }) => ({
      name: title,
      points: SIZES.map((size): [number, number] => [size, median(measured.of(`${script} ${kept} ${size}`, figure))]),
    })),
  })),
);
