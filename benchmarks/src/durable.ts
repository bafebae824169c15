// Actions accepted and on disk, against what SQLite does with the same batches in the same groups, without us.

import { join } from "node:path";
import { briefly } from "./lib/briefly.ts";
import { runAlone } from "./lib/child.ts";
import { median, ratios, short, spread } from "./lib/figures.ts";
import { type Contender, interleave } from "./lib/interleave.ts";
import { serverNode } from "./lib/node.ts";
import { report, verdict } from "./lib/report.ts";
import { temporaryFolder } from "./lib/temporary.ts";

const WRITERS: readonly number[] = briefly([1, 32, 1_000], [4]);
const WAYS = [
  { kind: "bare", name: "SQLite alone: the same batches in the same transactions, in one thread (control)" },
  { kind: "storage", name: "the same through `sqlite()`, with its worker" },
  { kind: "rivulet", name: "**Rivulet**, an actor each, without a network" },
] as const;

/** What bounds it. */
const BOUND =
  "No more is to be had than the storage does without actors, as its rows tell: its worker keeps the event loop off the disk, and each batch " +
  "has a message to it. What is left is the thread of the actors, as far as it is busy: here each turn of an actor has one action.";

const node = serverNode();
const folder = temporaryFolder();
const fileOf = (writers: number): string => join(folder, `${writers}.json`);
const measured = await interleave(
  WRITERS.flatMap((writers): Contender[] => [
    // It leaves behind what the others write again.
    { name: `rivulet ${writers}`, run: () => runAlone("runs/durable-rivulet", [String(writers), fileOf(writers)], node.path) },
    { name: `bare ${writers}`, run: () => runAlone("runs/durable-bare", [fileOf(writers)], node.path) },
    { name: `storage ${writers}`, run: () => runAlone("runs/durable-storage", [fileOf(writers)], node.path) },
  ]),
);
const of = (kind: string, writers: number, figure: string): readonly number[] => measured.of(`${kind} ${writers}`, figure);
const share = (kind: string, writers: number): readonly number[] => ratios(of(kind, writers, "perSecond"), of("bare", writers, "perSecond"));

report("durable", "Server: what the disk can do", measured, [
  {
    title: "Actions on disk",
    note:
      "Each writer has a connection and an actor of its own, and one action in flight. What the server then wrote, transaction by transaction, is " +
      "written again by SQLite alone, with the same settings (`WAL`, `synchronous = FULL`). *Actions a transaction*: how many shared one `fsync`. " +
      "*Busy*: the share of the time in which the thread that runs the actors had something to do. " +
      `Under ${node.what}.`,
    columns: ["", "writers", "actions a second", "of SQLite alone", "actions a transaction", "p50 ms", "p99 ms", "busy"],
    rows: WRITERS.flatMap((writers) =>
      WAYS.map(({ kind, name }) => [
        name,
        writers.toLocaleString("en"),
        spread(of(kind, writers, "perSecond")),
        short(median(share(kind, writers))),
        short(median(of("rivulet", writers, "group"))),
        spread(of(kind, writers, "p50")),
        spread(of(kind, writers, "p99")),
        kind === "rivulet" ? short(median(of(kind, writers, "busy"))) : "",
      ]),
    ),
  },
  {
    title: "Targets",
    note: BOUND,
    columns: ["what", "measured", "target"],
    rows: WRITERS.map((writers) => {
      const shares = share("rivulet", writers);
      return [`${writers.toLocaleString("en")} writers, of SQLite alone`, spread(shares), verdict(median(shares), "at least", 0.8)];
    }),
  },
]);
