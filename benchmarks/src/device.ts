// What the device's disk costs, in Chromium: to open, to save, in memory, and to drain what waits.

import { briefly } from "./lib/briefly.ts";
import { runAlone } from "./lib/child.ts";
import { median, ratios, short, spread, timesOf } from "./lib/figures.ts";
import { type Contender, interleave } from "./lib/interleave.ts";
import { report, verdict } from "./lib/report.ts";

const SIZES: readonly number[] = briefly([100, 10_000], [100]);
const LARGEST = Math.max(...SIZES);
/** What bounds it. */
const BOUND =
  "Opened: the control reads one value, and that is all it can do. The row that reads and freezes as much shows what of the difference is IndexedDB's; " +
  "the rest is the client's own code, of which the page has to read and evaluate the whole first. Saved: the control's values are ready; here each action is " +
  "called, run, and made into its record in the same time, one after the other on the page's one thread. The row of the storage in memory is that part alone.";

const PAGES: readonly { readonly kind: string; readonly name: string; readonly peer?: string }[] = [
  { kind: "raw", name: "IndexedDB alone, all rows one value of JSON (control)" },
  { kind: "rivulet", name: "**Rivulet**" },
  { kind: "replicache", name: "Replicache 15.3 (peer)", peer: "replicache" },
];

/** What is opened, and how: a page may do so in more than one way. */
const OPENED = PAGES.flatMap(({ kind, name }) => [
  { kind, name, figure: "open" },
  ...(kind === "raw" ? [{ kind, name: "IndexedDB alone, which reads and freezes as much as Rivulet", figure: "alike" }] : []),
]);

const measured = await interleave(
  PAGES.map(({ kind, peer }): Contender => ({ name: kind, ...(peer !== undefined && { peer }), run: () => runAlone("runs/device", [kind]) })),
);
const of = (kind: string, figure: string): readonly number[] => measured.of(kind, figure);
const times = (one: string, other: string, figure: string): number => median(ratios(of(one, figure), of(other, figure)));
const openedOfRaw = times("rivulet", "raw", `open ${LARGEST}`);
const openedFaster = times("replicache", "rivulet", `open ${LARGEST}`);
const savedOfRaw = median(ratios(of("rivulet", "saved"), of("rivulet", "again")));

report("device", "The device's disk", measured, [
  {
    title: "Opened with no server",
    note:
      "From the beginning of the page's script until all rows are at hand, out of IndexedDB; the page is loaded anew each time, in a browser that runs. The " +
      "control opens the database, reads one value, and parses it.",
    columns: ["", "rows", "ms", "times the control", "of Replicache's"],
    rows: [
      ...SIZES.flatMap((size) =>
        OPENED.map(({ kind, figure, name }) => {
          const own = of(kind, `${figure} ${size}`);
          return [name, size.toLocaleString("en"), spread(own), timesOf(own, of("raw", `open ${size}`)), timesOf(own, of("replicache", `open ${size}`))];
        }),
      ),
      ["Of Rivulet's: until its code is ready", "", spread(of("rivulet", "evaluated")), "", ""],
    ],
  },
  {
    title: "Saved with no server",
    note:
      "A thousand actions called at once, until all of them are on disk (`durability: \"strict\"`), after as many in the same page. The control writes as many values of the same length in as many " +
      "transactions as Rivulet did. Replicache has saved when the transaction with the last one is complete; it does so with its own durability.",
    columns: ["", "actions on disk a second", "of the control", "of Replicache's", "transactions"],
    rows: [
      ["IndexedDB alone (control)", spread(of("rivulet", "again")), "1", timesOf(of("rivulet", "again"), of("replicache", "saved")), ""],
      ["Rivulet, its storage in memory", spread(of("rivulet", "called")), timesOf(of("rivulet", "called"), of("rivulet", "again")), timesOf(of("rivulet", "called"), of("replicache", "saved")), ""],
      ["**Rivulet**", spread(of("rivulet", "saved")), short(savedOfRaw), short(times("rivulet", "replicache", "saved")), short(median(of("rivulet", "transactions")))],
      ["Replicache 15.3 (peer)", spread(of("replicache", "saved")), timesOf(of("replicache", "saved"), of("rivulet", "again")), "1", ""],
    ],
  },
  {
    title: "Memory",
    note: `Of the page's heap, after a collection, what the largest number of rows (${LARGEST.toLocaleString("en")}) needs once they are at hand.`,
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
      [`${LARGEST.toLocaleString("en")} rows opened, times the control`, short(openedOfRaw), verdict(openedOfRaw, "at most", 1.4)],
      [`${LARGEST.toLocaleString("en")} rows opened, times as fast as Replicache`, short(openedFaster), verdict(openedFaster, "at least", 2.5)],
      ["3,300 waiting actions drained: the longest task over 50 ms, in ms", spread(of("rivulet", "longest")), verdict(median(of("rivulet", "longest")), "at most", 50)],
      ["actions saved, of the control", short(savedOfRaw), verdict(savedOfRaw, "at least", 0.7)],
      ["actions saved, times Replicache", short(times("rivulet", "replicache", "saved")), verdict(times("rivulet", "replicache", "saved"), "at least", 10)],
    ],
  },
]);
