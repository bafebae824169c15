// Bytes of an action and of a change, against the whole state as JSON.

import { briefly } from "./lib/briefly.ts";
import { runAlone } from "./lib/child.ts";
import { median, ratios, short, spread } from "./lib/figures.ts";
import { interleave } from "./lib/interleave.ts";
import { report } from "./lib/report.ts";

const SIZES: readonly number[] = briefly([100, 1_000, 10_000], [100]);
const FIGURES = [
  { figure: "action", title: "an action, one at a time: all that its caller sends and hears" },
  { figure: "gathered", title: "the same, a hundred in one turn" },
  { figure: "change", title: "somebody else's change, one at a time: all that one hears of it" },
  { figure: "gatheredChange", title: "the same, a hundred in one turn" },
  { figure: "whole", title: "the whole state as JSON (control)" },
] as const;

const measured = await interleave(
  SIZES.map((size) => ({ name: String(size), run: () => runAlone("runs/wire", [String(size)]) })),
  1, // Bytes are the same every time.
);

report(
  "wire",
  "Bytes on the wire",
  measured,
  [
    {
      title: "Bytes each",
      note:
        "Payloads of frames between the real client and the real server, per action: the title of one row is set, 29 bytes of it. An action counts with its key and its " +
        "time, its commit, its result, and what is said once that is saved.",
      columns: ["", ...SIZES.map((size) => `${size.toLocaleString("en")} rows`), "of the whole state, at most"],
      rows: FIGURES.map(({ figure, title }) => [
        title,
        ...SIZES.map((size) => spread(measured.of(String(size), figure))),
        short(Math.max(...SIZES.map((size) => median(ratios(measured.of(String(size), figure), measured.of(String(size), "whole")))))),
      ]),
    },
  ],
  [
    {
      name: "size",
      title: "Bytes against the size of the state",
      x: { label: "rows", scale: "logarithmic" },
      y: { label: "bytes", scale: "logarithmic" },
      lines: FIGURES.filter(({ figure }) => !figure.startsWith("gathered")).map(({ figure, title }) => ({
        name: title,
        points: SIZES.map((size): [number, number] => [size, median(measured.of(String(size), figure))]),
      })),
    },
  ],
);
