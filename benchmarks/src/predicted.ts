// A predicted action until its subscriber was called, and what it costs however the rows are kept and however many.

import { briefly } from "./lib/briefly.ts";
import { runAlone } from "./lib/child.ts";
import { median, ratios, short, spread, timesOf } from "./lib/figures.ts";
import { type Contender, interleave } from "./lib/interleave.ts";
import { CALLS, FOLLOWED } from "./lib/plan.ts";
import { report, verdict } from "./lib/report.ts";
import { KEPT } from "./lib/rows.ts";

const SIZES: readonly number[] = briefly([100, 10_000], [100]);
const LIST_SIZES: readonly number[] = briefly([100, 1_000, 10_000], [100]);

/** What bounds it. */
const BOUND =
  "A Proxy forgets: here the call draws its name, becomes a row that can be saved, sent, run again and taken back, has a promise, and its " +
  "subscriber is given a frozen snapshot that it may keep. The row of the Proxy that remembers the call does as much of that as can be done " +
  "without knowing what an action is: it has no replica that could run it again.";

const contender = (words: readonly string[], size: number, peer?: string): Contender => {
  const [script = "", ...args] = [...words, String(size)];
  return { name: [script, ...args].join(" "), ...(peer !== undefined && { peer }), run: () => runAlone(`runs/${script}`, args) };
};
const ways: readonly { readonly title: string; readonly args: readonly string[]; readonly peer?: string }[] = [
  ...KEPT.map((kept) => ({ title: `**Rivulet**, ${kept}`, args: ["predicted-rivulet", kept] as const })),
  { title: "Replicache 15.3 (peer)", args: ["predicted-replicache"] as const, peer: "replicache" },
  ...KEPT.map((kept) => ({ title: `a Proxy that records the change, over ${kept}, and a callback (control)`, args: ["predicted-recording", kept] as const })),
  { title: "the same over array, which remembers the call: a name, a row, a promise, a frozen copy", args: ["predicted-recording", "array", "remembering"] as const },
  ...KEPT.map((kept) => ({ title: `bare ${kept} and a callback (control)`, args: ["predicted-bare", kept] as const })),
];
const measured = await interleave([
  ...SIZES.flatMap((size) => ways.map(({ args, peer }) => contender(args, size, peer))),
  ...LIST_SIZES.flatMap((size) => KEPT.map((kept) => contender(["list", kept], size))),
]);
const of = (args: readonly (string | number)[], figure: string): readonly number[] => measured.of(args.join(" "), figure);

report("predicted", "Predicted action to subscriber", measured, [
  {
    title: "One row followed",
    note:
      `${FOLLOWED} subscribers select a row each; calls go round these rows. *p50, p99, calls a second*: ${CALLS.toLocaleString("en")} calls in ` +
      "one task with the server out of reach, each over when its subscriber was called. *CPU*: processor time of a call, all " +
      "threads of the process. *Saved*: the same, with what then writes them to the (memory) storage. *Accepted*: one call a " +
      "task; each is saved, pushed, accepted by a server that costs nothing, and folded into the base, all in the same thread. " +
      "Replicache pushes and pulls every 10 ms meanwhile, against a server that answers at once.",
    columns: ["", "rows", "p50 ms", "p99 ms", "calls a second", "CPU µs", "saved a second", "accepted a second", "p50 of Replicache's"],
    rows: SIZES.flatMap((size) =>
      ways.map(({ title, args }) => [
        title,
        size.toLocaleString("en"),
        spread(of([...args, size], "p50")),
        spread(of([...args, size], "p99")),
        spread(of([...args, size], "callsPerSecond")),
        spread(of([...args, size], "cpu")),
        spread(of([...args, size], "savedPerSecond")),
        spread(of([...args, size], "acceptedPerSecond")),
        timesOf(of([...args, size], "p50"), of(["predicted-replicache", size], "p50")),
      ]),
    ),
  },
  {
    title: "The whole list followed",
    note:
      "One subscriber selects all rows. *Copies*: arrays or Maps at least half as large as the list that were made during one call, " +
      "the most and on average, counted by watching their constructors and methods; copies of plain objects cannot be counted. *One " +
      "copy*: `slice()`, `{ ...rows }` or `new Map(rows)` of as many rows.",
    columns: ["kept as", "rows", "p50 ms", "one copy, ms", "times one copy", "copies, most", "on average"],
    rows: LIST_SIZES.flatMap((size) =>
      KEPT.map((kept) => {
        const all = ["list", kept, size];
        return [
          kept,
          size.toLocaleString("en"),
          spread(of(all, "p50")),
          spread(of(all, "copyP50")),
          timesOf(of(all, "p50"), of(all, "copyP50")),
          short(Math.max(...of(all, "most"))),
          short(median(of(all, "copies"))),
        ];
      }),
    ),
  },
  {
    title: "Targets",
    note: BOUND,
    columns: ["what", "kept as", "measured", "target"],
    rows: KEPT.flatMap((kept) => {
      const at = (size: number, figure: string): readonly number[] => of(["predicted-rivulet", kept, size], figure);
      const p50 = at(10_000, "p50");
      const perSecond = at(10_000, "callsPerSecond");
      const growth = ratios(p50, at(100, "p50"));
      const recorded = ratios(p50, of(["predicted-recording", kept, 10_000], "p50"));
      const faster = ratios(of(["predicted-replicache", 10_000], "p50"), p50);
      const more = ratios(perSecond, of(["predicted-replicache", 10_000], "callsPerSecond"));
      return [
        ["p50 with 10,000 rows, ms", kept, spread(p50), verdict(median(p50), "at most", 0.03)],
        ["calls a second, in memory", kept, spread(perSecond), verdict(median(perSecond), "at least", 60_000)],
        ["10,000 rows against 100, p50", kept, spread(growth), verdict(median(growth), "at most", 1.5)],
        ["p50, times a Proxy that records", kept, spread(recorded), verdict(median(recorded), "at most", 3)],
        ["p50, times as fast as Replicache", kept, spread(faster), verdict(median(faster), "at least", 5)],
        ["calls a second, times Replicache", kept, spread(more), verdict(median(more), "at least", 10)],
      ];
    }),
  },
]);
