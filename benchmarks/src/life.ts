// What an actor's life costs: made, put to sleep, woken; in memory; and how soon a server answers.

import { Agent } from "node:http";
import { briefly } from "./lib/briefly.ts";
import { runAlone } from "./lib/child.ts";
import { type Figures, median, ratios, spread, timesOf } from "./lib/figures.ts";
import { ask, CALL, incrementPath } from "./lib/http.ts";
import { type Contender, interleave } from "./lib/interleave.ts";
import { serverNode } from "./lib/node.ts";
import { report, verdict } from "./lib/report.ts";
import { startServer } from "./lib/serving.ts";
import { underLoad } from "./lib/under-load.ts";

/** What bounds it. */
const BOUND =
  "Waking: record and snapshot are two of the five things that are read; who has the actor, what is to be swept, and the log since the snapshot are " +
  "asked for with them, and the actor is made of all that. Sleeping: a client needs a session, whatever it has open, as its own row tells; what an open " +
  "actor needs beyond it is the lane, the queue of what is said there, its place, and their names.";

const node = serverNode();
const TIMED = briefly(1_000, 10);
const KEPT = briefly(10_000, 50);
const WARM_SOCKETS = briefly(20, 10);
const SOCKETS = briefly(1_000, 20);

const SERVERS = {
  bare: "runs/server-echo",
  greeted: "runs/server-rivulet",
  attached: "runs/server-rivulet",
} as const;
const STARTS: readonly { readonly kind: string; readonly script: string; readonly name: string; readonly peer?: string }[] = [
  { kind: "start-echo", script: "runs/http-echo", name: "bare `node:http` echo (control)" },
  { kind: "start-rivulet", script: "runs/server-rivulet", name: "**Rivulet**, with its storage" },
  { kind: "start-rivetkit", script: "runs/server-rivetkit", name: "RivetKit 2.0.33", peer: "rivetkit" },
];

/** Bytes of the server for each socket of a kind. */
async function memoryOfSockets(kind: keyof typeof SERVERS): Promise<Figures> {
  const server = await startServer(node.path, SERVERS[kind]);
  const load = await startServer(process.execPath, "runs/life-sockets", [kind, String(server.port)]);
  const settled = async (): Promise<{ heap: number; rss: number }> => {
    while (kind === "attached" && (await server.ask("awake")) > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, briefly(300, 20)));
    await server.ask("heap");
    return { heap: await server.ask("heap"), rss: await server.ask("rss") };
  };
  try {
    await load.ask(`open ${WARM_SOCKETS}`);
    const before = await settled();
    await load.ask(`open ${SOCKETS}`);
    const after = await settled();
    const usedMicros = (await server.cpu()) + (await load.cpu());
    return { heap: (after.heap - before.heap) / SOCKETS, rss: (after.rss - before.rss) / SOCKETS, usedMicros };
  } finally {
    await load.stop();
    await server.stop();
  }
}

/** Milliseconds from the start of the process to its first answer. */
async function start(script: string): Promise<Figures> {
  const begun = performance.now();
  const server = await startServer(node.path, script);
  const agent = new Agent();
  try {
    const port = String(server.port);
    const path = script === "runs/http-echo" ? "/" : await incrementPath(agent, port, "first");
    await ask(agent, port, "POST", path, CALL);
    return { ms: performance.now() - begun, rss: await server.ask("rss"), usedMicros: await server.cpu() };
  } finally {
    agent.destroy();
    await server.stop();
  }
}

const measured = await interleave([
  { name: "times", run: () => runAlone("runs/life-times", [String(TIMED)], node.path) },
  { name: "memory", run: () => runAlone("runs/life-memory", [String(KEPT)], node.path) },
  ...(["bare", "greeted", "attached"] as const).map((kind): Contender => ({ name: kind, run: () => memoryOfSockets(kind) })),
  ...STARTS.map(({ kind, script, peer }): Contender => ({ name: kind, ...(peer !== undefined && { peer }), run: () => start(script) })),
  underLoad({ name: "create-rivulet", server: "runs/server-rivulet", load: ["runs/http-create", "rivulet"] }),
  underLoad({ name: "create-rivetkit", peer: "rivetkit", server: "runs/server-rivetkit", load: ["runs/http-create", "rivetkit"] }),
]);
const times = (figure: string): readonly number[] => measured.of("times", figure);
const timesRow = (title: string, figure: string): string[] => [
  title,
  spread(times(figure)),
  spread(times(`${figure}99`)),
  timesOf(times(figure), times("row")),
];
const beyond = (kind: string, figure: string): number[] => measured.of(kind, figure).map((value, i) => value - (measured.of("bare", figure)[i] ?? Number.NaN));
const wake = ratios(times("wake"), times("row"));
const attached = beyond("attached", "heap");

report("life", "An actor's life", measured, [
  {
    title: "Made, asleep, awake",
    note:
      `Each of ${TIMED.toLocaleString("en")} actors with about a kilobyte of state, one after another, without a network, over SQLite on disk; under ` +
      `${node.what}. *Put to sleep*: all at once, the mean. The control reads an actor's record and its snapshot from the same storage, in turn with the wakes.`,
    columns: ["", "p50 ms", "p99 ms", "times the row"],
    rows: [
      timesRow("read its row (control)", "row"),
      timesRow("wake it, after it slept in this process", "wake"),
      timesRow("wake it, after another process has left it", "restart"),
      timesRow("make it, on disk", "create"),
      ["put it to sleep, of many at once", spread(times("sleep")), "", timesOf(times("sleep"), times("row"))],
    ],
  },
  {
    title: "Made over HTTP, with one action",
    columns: ["server", "a second, one at a time", "a second, 32 at a time"],
    rows: [
      ["**Rivulet**, on disk", spread(measured.of("create-rivulet", "one")), spread(measured.of("create-rivulet", "many"))],
      ["RivetKit 2.0.33", spread(measured.of("create-rivetkit", "one")), spread(measured.of("create-rivetkit", "many"))],
    ],
  },
  {
    title: "Memory",
    note:
      `Bytes of the server after a collection, heap and what lies outside of it, per piece of ${KEPT.toLocaleString("en")} actors with one row of state, or of ` +
      `${SOCKETS.toLocaleString("en")} sockets. *Resident*: as the system counts the process; it rounds to pages, and counts what is free again.`,
    columns: ["one more …", "bytes", "beyond a bare socket", "resident"],
    rows: [
      ["actor, awake", spread(measured.of("memory", "live")), "", ""],
      ["actor, asleep", spread(measured.of("memory", "sleeping")), "", ""],
      ["bare `ws` socket (control)", spread(measured.of("bare", "heap")), "", spread(measured.of("bare", "rss"))],
      ["client that has nothing open", spread(measured.of("greeted", "heap")), spread(beyond("greeted", "heap")), spread(measured.of("greeted", "rss"))],
      ["sleeping actor with its client", spread(measured.of("attached", "heap")), spread(attached), spread(measured.of("attached", "rss"))],
    ],
  },
  {
    title: "From the start of the process to the first answer",
    columns: ["server", "ms", "resident, MiB"],
    rows: STARTS.map(({ kind, name }) => [name, spread(measured.of(kind, "ms")), spread(measured.of(kind, "rss").map((bytes) => bytes / 2 ** 20))]),
  },
  {
    title: "Targets",
    note: BOUND,
    columns: ["what", "measured", "target"],
    rows: [
      ["wake, p50, times reading its row", spread(wake), verdict(median(wake), "at most", 1.5)],
      ["sleeping actor with a client, bytes beyond a bare socket", spread(attached), verdict(median(attached), "at most", 1_024)],
    ],
  },
]);
