// An action accepted and on disk: one WebSocket, 100 in flight, against a bare echo and against RivetKit.

import { median, ratios, spread, timesOf } from "./lib/figures.ts";
import { interleave } from "./lib/interleave.ts";
import { report, verdict } from "./lib/report.ts";
import { SERVERS_NODE, underLoad } from "./lib/under-load.ts";

const CONTENDERS = [
  { load: "echo", script: "runs/server-echo", name: "bare `ws` echo of JSON (control)" },
  { load: "rivulet", script: "runs/server-rivulet", name: "**Rivulet**, an action a frame" },
  { load: "gathered", script: "runs/server-rivulet", name: "**Rivulet**, a turn's actions in one frame, as its client sends them" },
  { load: "memory", script: "runs/server-rivulet", args: ["memory"], name: "Rivulet, an action a frame, its storage in memory" },
  { load: "rivetkit", script: "runs/server-rivetkit", peer: "rivetkit", name: "RivetKit 2.0.33, nothing on disk" },
] as const;

/** What bounds it. */
const BOUND =
  "Server, SQLite's thread and load generator share two cores: the processor time of an action is what bounds it, that of its frame and its " +
  "transaction first, as the rows with a turn's actions in one frame and with the storage in memory tell.";

const contenders = CONTENDERS.map(({ load, script, ...rest }) =>
  underLoad({
    name: load,
    peer: "peer" in rest ? rest.peer : undefined,
    server: script,
    serverArgs: "args" in rest ? rest.args : [],
    load: ["runs/server-load", load === "memory" ? "rivulet" : load],
  }),
);
const measured = await interleave(contenders);

const echoed = measured.of("echo", "perSecond");
const peer = measured.of("rivetkit", "perSecond");
const share = ratios(measured.of("rivulet", "perSecond"), echoed);
report("server", "Server: accepted and on disk", measured, [
  {
    title: "One WebSocket, 100 actions in flight",
    note:
      `Server and load generator each in a process of its own, on the same machine; the servers under ${SERVERS_NODE}. Rivulet answers ` +
      "an action once SQLite (`synchronous = FULL`) has it on disk, with its commit and its result; the echo parses a message " +
      "as long as Rivulet's and sends it back.",
    columns: ["server", "actions a second", "of the echo", "of RivetKit", "p50 ms", "p99 ms", "server's CPU, µs an action"],
    rows: CONTENDERS.map(({ load, name }) => {
      const perSecond = measured.of(load, "perSecond");
      return [
        name,
        spread(perSecond),
        timesOf(perSecond, echoed),
        timesOf(perSecond, peer),
        spread(measured.of(load, "p50")),
        spread(measured.of(load, "p99")),
        spread(measured.of(load, "cpu")),
      ];
    }),
  },
  {
    title: "Target",
    note: BOUND,
    columns: ["what", "measured", "target"],
    rows: [["accepted and on disk, of what the echo does", spread(share), verdict(median(share), "at least", 0.5)]],
  },
]);
