// What RivetKit's clients are served with: stateless actions over HTTP, and actions over one of its WebSockets.

import { median, ratios, short, spread, timesOf } from "./lib/figures.ts";
import { interleave, type Measured } from "./lib/interleave.ts";
import type { Table } from "./lib/page.ts";
import { report, verdict } from "./lib/report.ts";
import { SERVERS_NODE, underLoad } from "./lib/under-load.ts";

interface Contestant {
  readonly id: string;
  readonly name: string;
  readonly server: string;
  readonly serverArgs?: readonly string[];
  readonly peer?: string;
  /** The script that asks, and what it is told. */
  readonly load: readonly [script: string, kind: string];
}

const PEER = "RivetKit 2.0.33, nothing on disk";
const HTTP: readonly Contestant[] = [
  { id: "http-echo", name: "bare `node:http` echo of JSON (control)", server: "runs/http-echo", load: ["runs/http-load", "echo"] },
  { id: "http-rivulet", name: "**Rivulet**", server: "runs/server-rivulet", load: ["runs/http-load", "actor"] },
  { id: "http-rivetkit", name: PEER, peer: "rivetkit", server: "runs/server-rivetkit", load: ["runs/http-load", "actor"] },
];
const SOCKET: readonly Contestant[] = [
  { id: "ws-echo", name: "bare `ws` echo of JSON (control)", server: "runs/server-echo", load: ["runs/server-load", "echo"] },
  { id: "ws-rivulet", name: "**Rivulet**", server: "runs/server-rivulet", load: ["runs/server-load", "rivetkit"] },
  { id: "ws-memory", name: "Rivulet, its storage in memory", server: "runs/server-rivulet", serverArgs: ["memory"], load: ["runs/server-load", "rivetkit"] },
  { id: "ws-rivetkit", name: PEER, peer: "rivetkit", server: "runs/server-rivetkit", load: ["runs/server-load", "rivetkit"] },
];

/** What bounds it. */
const BOUND =
  "Server, SQLite's thread and load generator share two cores, so that what is on disk before it is answered takes its time from the rest: " +
  "the row with the storage in memory, which promises as much as the peer does, tells how much.";

function table(measured: Measured, title: string, contestants: readonly Contestant[]): Table {
  const [echo, peer] = [contestants[0], contestants.at(-1)].map((contestant) => measured.of(contestant?.id ?? "", "perSecond"));
  return {
    title,
    note:
      `Server and load generator each in a process of its own, on the same machine; the servers under ${SERVERS_NODE}. Rivulet answers ` +
      "once SQLite (`synchronous = FULL`) has the action on disk. Where the load generator is what limits, the processor time tells more.",
    columns: ["server", "actions a second", "of the echo", "of RivetKit", "p50 ms", "p99 ms", "server's CPU, µs an action"],
    rows: contestants.map(({ id, name }) => {
      const perSecond = measured.of(id, "perSecond");
      return [
        name,
        spread(perSecond),
        timesOf(perSecond, echo ?? []),
        timesOf(perSecond, peer ?? []),
        spread(measured.of(id, "p50")),
        spread(measured.of(id, "p99")),
        spread(measured.of(id, "cpu")),
      ];
    }),
  };
}

const all = [...HTTP, ...SOCKET];
const measured = await interleave(all.map(({ id, name: _title, ...rest }) => underLoad({ ...rest, name: id })));
const share = (one: string, other: string): number => median(ratios(measured.of(one, "perSecond"), measured.of(other, "perSecond")));
const target = (what: string, one: string, other: string, least: number): readonly string[] => {
  return [what, short(share(one, other)), verdict(share(one, other), "at least", least)];
};

report("rivetkit", "Server: RivetKit's clients", measured, [
  table(measured, "Stateless HTTP actions, 32 at a time", HTTP),
  table(measured, "One WebSocket, 100 actions in flight", SOCKET),
  {
    title: "Targets",
    note: BOUND,
    columns: ["what", "measured", "target"],
    rows: [
      target("HTTP, of what the echo does", "http-rivulet", "http-echo", 0.5),
      target("HTTP, times RivetKit", "http-rivulet", "http-rivetkit", 3),
      target("WebSocket, times RivetKit", "ws-rivulet", "ws-rivetkit", 1.2),
    ],
  },
]);
