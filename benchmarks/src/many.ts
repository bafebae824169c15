// Many sockets, an actor each: 16 with 16 actions in flight, and 1,000 with one, against a bare echo and against RivetKit.

import { briefly } from "./lib/briefly.ts";
import { median, ratios, short, spread } from "./lib/figures.ts";
import { interleave } from "./lib/interleave.ts";
import type { Table } from "./lib/page.ts";
import { report, verdict } from "./lib/report.ts";
import { SERVERS_NODE, underLoad } from "./lib/under-load.ts";

const CROWDS = briefly(
  [
    { sockets: 16, each: 16 },
    { sockets: 1_000, each: 1 },
  ],
  [{ sockets: 4, each: 4 }],
);
const SERVERS: readonly { readonly kind: string; readonly script: string; readonly name: string; readonly peer?: string }[] = [
  { kind: "echo", script: "runs/server-echo", name: "bare `ws` echo of JSON (control)" },
  { kind: "rivulet", script: "runs/server-rivulet", name: "**Rivulet**, an action a frame" },
  { kind: "gathered", script: "runs/server-rivulet", name: "**Rivulet**, a turn's actions in one frame, as its client sends them" },
  { kind: "rivetkit", script: "runs/server-rivetkit", name: "RivetKit 2.0.33, nothing on disk", peer: "rivetkit" },
];

const measured = await interleave(
  CROWDS.flatMap(({ sockets, each }) =>
    SERVERS.map(({ kind, script, peer }) =>
      underLoad({ name: `${kind} ${sockets}`, peer, server: script, load: ["runs/server-load", kind, String(sockets), String(each)] }),
    ),
  ),
);
const of = (kind: string, sockets: number, figure: string): readonly number[] => measured.of(`${kind} ${sockets}`, figure);
const share = (kind: string, sockets: number, other: string): number =>
  median(ratios(of(kind, sockets, "perSecond"), of(other, sockets, "perSecond")));

report("many", "Server: many sockets, many actors", measured, [
  ...CROWDS.map(
    ({ sockets, each }): Table => ({
      title: `${sockets.toLocaleString("en")} sockets, ${each} in flight on each, an actor each`,
      note:
        `Server and load generator each in a process of its own, on the same machine; the servers under ${SERVERS_NODE}. Rivulet answers an ` +
        "action once SQLite (`synchronous = FULL`) has it on disk. Where one is in flight, a frame holds one action either way.",
      columns: ["server", "actions a second", "of the echo", "of RivetKit", "p50 ms", "p99 ms", "server's CPU, µs an action"],
      rows: SERVERS.map(({ kind, name }) => [
        name,
        spread(of(kind, sockets, "perSecond")),
        short(share(kind, sockets, "echo")),
        short(share(kind, sockets, "rivetkit")),
        spread(of(kind, sockets, "p50")),
        spread(of(kind, sockets, "p99")),
        spread(of(kind, sockets, "cpu")),
      ]),
    }),
  ),
  {
    title: "Targets",
    columns: ["what", "measured", "target"],
    rows: (["rivulet", "gathered"] as const).map((kind) => {
      const what = kind === "rivulet" ? "an action a frame" : "a turn's actions in one frame";
      return [`16 × 16, ${what}, of what the echo does`, short(share(kind, 16, "echo")), verdict(share(kind, 16, "echo"), "at least", 0.6)];
    }),
  },
]);
