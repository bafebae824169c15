// What the device's disk costs, in Chromium: to open, to save, in memory, and to drain what waits.

import { briefly } from "./lib/briefly.ts";
import { runAlone } from "./lib/child.ts";
import { median, ratios, short, spread } from "./lib/figures.ts";
import { type Contender, interleave } from "./lib/interleave.ts";
import { report, verdict } from "./lib/report.ts";

const SIZES: readonly number[] = briefly([100, 10_000], [100]);
/** What bounds it. */
const BOUND =
  "Opened: the control reads one value, and that is all it can do; here the records of rows, steps and clients are looked for in the same transaction, " +
  "the tab takes a lock, and the state is looked through for what JSON has no form for, and frozen. Saved: the control's values are ready; " +
  "here each action is called, run, and made into its record in the same time.";

const PAGES: readonly { readonly kind: string; readonly name: string; readonly peer?: string }[] = [
  { kind: "raw", name: "IndexedDB alone, all rows one value of JSON (control)" },
  { kind: "rivulet", name: "**Rivulet**" },
  { kind: "replicache", name: "Replicache 15.3 (peer)", peer: "replicache" },
];

const measured = await interleave(
  PAGES.map(({ kind, peer }): Contender => ({ name: kind, ...(peer !== undefined && { peer }), run: () => runAlone("runs/device", [kind]) })),
);
const of = (kind: string, figure: string): readonly number[] => measured.of(kind, figure);
const times = (one: string, other: string, figure: string): number => median(ratios(of(one, figure), of(other, figure)));
const savedOfRaw = median(ratios(of("rivulet", "saved"), of("rivulet", "again")));

report("device", "The device's disk", measured, [
  {
    title: "Opened with no server",
    note:
      "From the beginning of the page's script until all rows are at hand, out of IndexedDB; the page is loaded anew each time, in a browser that runs. The " +
      "control opens the database, reads one value, and parses it.",
    columns: ["", "rows", "ms", "times the control", "of Replicache's"],
    rows: SIZES.flatMap((size) =>
      PAGES.map(({ kind, name }) => [
        name,
        size.toLocaleString("en"),
        spread(of(kind, `open ${size}`)),
        short(times(kind, "raw", `open ${size}`)),
        short(times(kind, "replicache", `open ${size}`)),
      ]),
    ),
  },
  {
    title: "Saved with no server",
    note:
      "A thousand actions called at once, until all of them are on disk (`durability: \"strict\"`), after as many in the same page. The control writes as many values of the same length in as many " +
      "transactions as Rivulet did. Replicache has saved when the transaction with the last one is complete; it does so with its own durability.",
    columns: ["", "actions on disk a second", "of the control", "of Replicache's", "transactions"],
    rows: [
      ["IndexedDB alone (control)", spread(of("rivulet", "again")), "1", short(median(ratios(of("rivulet", "again"), of("replicache", "saved")))), ""],
      ["**Rivulet**", spread(of("rivulet", "saved")), short(savedOfRaw), short(times("rivulet", "replicache", "saved")), short(median(of("rivulet", "transactions")))],
      ["Replicache 15.3 (peer)", spread(of("replicache", "saved")), short(median(ratios(of("replicache", "saved"), of("rivulet", "again")))), "1", ""],
    ],
  },
  {
    title: "Memory",
    note: `Of the page's heap, after a collection, what the largest number of rows (${Math.max(...SIZES).toLocaleString("en")}) needs once they are at hand.`,
    columns: ["", "MiB", "times the control"],
    rows: PAGES.map(({ kind, name }) => [name, spread(of(kind, "memory").map((bytes) => bytes / 2 ** 20)), short(times(kind, "raw", "memory"))]),
  },
  {
    title: "3,300 waiting actions drained",
    note: "The server comes within reach; until it has accepted all of them. A long task is one of more than 50 ms.",
    columns: ["", "ms", "in long tasks, ms", "the longest, ms"],
    rows: [["**Rivulet**", spread(of("rivulet", "took")), spread(of("rivulet", "longTasks")), spread(of("rivulet", "longest"))]],
  },
  {
    title: "Targets",
    note: BOUND,
    columns: ["what", "measured", "target"],
    rows: [
      ...SIZES.flatMap((size) => {
        const raw = times("rivulet", "raw", `open ${size}`);
        const faster = times("replicache", "rivulet", `open ${size}`);
        return [
          [`${size.toLocaleString("en")} rows opened, times the control`, short(raw), verdict(raw, "at most", 1.4)],
          [`${size.toLocaleString("en")} rows opened, times as fast as Replicache`, short(faster), verdict(faster, "at least", 2.5)],
        ];
      }),
      ["actions saved, of the control", short(savedOfRaw), verdict(savedOfRaw, "at least", 0.7)],
      ["actions saved, times Replicache", short(times("rivulet", "replicache", "saved")), verdict(times("rivulet", "replicache", "saved"), "at least", 10)],
    ],
  },
]);
