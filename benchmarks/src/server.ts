// An action accepted and on disk: one WebSocket, 100 in flight, against a bare echo and against RivetKit.

import { runAlone } from "./lib/child.ts";
import { type Figures, median, ratios, short, spread } from "./lib/figures.ts";
import { type Contender, interleave } from "./lib/interleave.ts";
import { serverNode } from "./lib/node.ts";
import { inTurn, report, verdict } from "./lib/report.ts";
import { startServer } from "./lib/serving.ts";

const node = serverNode();

const CONTENDERS = [
  { load: "echo", script: "runs/server-echo", name: "bare `ws` echo of JSON (control)" },
  { load: "rivulet", script: "runs/server-rivulet", name: "**Rivulet**, an action a frame" },
  { load: "gathered", script: "runs/server-rivulet", name: "**Rivulet**, a turn's actions in one frame, as its client sends them" },
  { load: "rivetkit", script: "runs/server-rivetkit", name: "RivetKit 2.0.33, nothing on disk" },
] as const;

const measure = async (script: string, load: string): Promise<Figures> => {
  const server = await startServer(node.path, script);
  try {
    const before = await server.cpu();
    const figures = await runAlone("runs/server-load", [load, String(server.port)]);
    const used = (await server.cpu()) - before;
    return { ...figures, cpu: used / (figures["answers"] ?? Number.NaN), usedMicros: used + (figures["usedMicros"] ?? 0) };
  } finally {
    await server.stop();
  }
};
const contenders = CONTENDERS.map(({ load, script }): Contender => ({ name: load, run: () => measure(script, load) }));
const measured = await interleave(contenders);

const echoed = measured.of("echo", "perSecond");
const peer = measured.of("rivetkit", "perSecond");
const share = ratios(measured.of("rivulet", "perSecond"), echoed);
report("server", "Server: accepted and on disk", inTurn(measured), [
  {
    title: "One WebSocket, 100 actions in flight",
    note:
      `Server and load generator each in a process of its own, on the same machine; the servers under ${node.what}. Rivulet answers ` +
      "an action once SQLite (`synchronous = FULL`) has it on disk, with its commit and its result; the echo parses a message " +
      "as long as Rivulet's and sends it back.",
    columns: ["server", "actions a second", "of the echo", "of RivetKit", "p50 ms", "p99 ms", "server's CPU, µs an action"],
    rows: CONTENDERS.map(({ load, name }) => {
      const perSecond = measured.of(load, "perSecond");
      return [
        name,
        spread(perSecond),
        short(median(ratios(perSecond, echoed))),
        short(median(ratios(perSecond, peer))),
        spread(measured.of(load, "p50")),
        spread(measured.of(load, "p99")),
        spread(measured.of(load, "cpu")),
      ];
    }),
  },
  {
    title: "Target",
    columns: ["what", "measured", "target"],
    rows: [["accepted and on disk, of what the echo does", spread(share), verdict(median(share), "at least", 0.5)]],
  },
]);
