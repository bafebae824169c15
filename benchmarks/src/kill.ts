// What a server said that it has done, and has done no more once it was killed under load and started again.

import { rmSync } from "node:fs";
import { briefly } from "./lib/briefly.ts";
import { type Figures, short, spread } from "./lib/figures.ts";
import { ROUNDS } from "./lib/interleave.ts";
import { linesOf, logActor, openLogWriter } from "./lib/log-writer.ts";
import { serverNode } from "./lib/node.ts";
import { isInstalled } from "./lib/peers.ts";
import { report } from "./lib/report.ts";
import { newFolder, startServerIn } from "./lib/serving.ts";

const CLIENTS = 4;
const IN_FLIGHT = 16;
/** A server lives so long under load, in milliseconds. */
const SHORTEST = briefly(500, 100);
const LONGEST = briefly(3_000, 200);

const node = serverNode();

/** One life under load, its end, and what the next one finds. */
async function killOnce(script: string): Promise<Figures> {
  const folder = newFolder();
  const first = await startServerIn(folder, node.path, script);
  let second: Awaited<ReturnType<typeof startServerIn>> | null = null;
  try {
    const actor = await logActor(first.port);
    const writers = await Promise.all(Array.from({ length: CLIENTS }, (_, i) => openLogWriter(first.port, actor, `w${i}`, IN_FLIGHT)));
    await new Promise((resolve) => setTimeout(resolve, SHORTEST + Math.random() * (LONGEST - SHORTEST)));
    await first.stop();
    await Promise.all(writers.map(({ ended }) => ended));
    second = await startServerIn(folder, node.path, script);
    const lines = await linesOf(second.port, await logActor(second.port));
    const there = new Set(lines);
    const acknowledged = writers.flatMap((writer) => writer.acknowledged);
    return {
      acknowledged: acknowledged.length,
      lost: acknowledged.filter((line) => !there.has(line)).length,
      twice: lines.length - there.size,
      unheard: writers.flatMap((writer) => writer.unheard()).filter((line) => there.has(line)).length,
    };
  } finally {
    await (second ?? first).stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const SERVERS = [
  { name: "**Rivulet**", script: "runs/kill-rivulet" },
  ...(isInstalled("rivetkit") ? [{ name: "RivetKit 2.0.33", script: "runs/kill-rivetkit" }] : []),
];

const found = new Map<string, Figures[]>(SERVERS.map(({ name }) => [name, []]));
for (let round = 0; round < ROUNDS; round++) for (const { name, script } of SERVERS) found.get(name)?.push(await killOnce(script));

const how = ` · ${ROUNDS} kills each, in turn; median (least–most)`;
report("kill", "Killed under load", how, [
  {
    title: "What is there after `kill -9` and a new start",
    note:
      `${CLIENTS} clients write lines over RivetKit's WebSocket, each with ${IN_FLIGHT} actions in flight; after ${SHORTEST} to ${LONGEST} ms the ` +
      "server is killed and started again on what it left. An action that was in flight then may have run or not: without ids of actions its " +
      "caller cannot know. With ids, as clients with replicas have them, it is asked for again and runs once.",
    columns: ["server", "acknowledged", "of these gone", "there twice", "in flight, and there"],
    rows: SERVERS.map(({ name }) => {
      const of = (figure: string): readonly number[] => (found.get(name) ?? []).map((each) => each[figure] ?? Number.NaN);
      const sum = (figure: string): string => short(of(figure).reduce((all, each) => all + each, 0));
      return [name, spread(of("acknowledged")), `${sum("lost")} of ${sum("acknowledged")} in all`, sum("twice"), spread(of("unheard"))];
    }),
  },
]);
