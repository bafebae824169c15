// One remote change with actions pending: `rebase-rivulet <array|record|map> <size> <pending>`. From the server's frame
// in hand until the subscriber to the changed row was called.

import { briefly } from "../lib/briefly.ts";
import { openBoard, until } from "../lib/board.ts";
import { cpuMicros, give, nextTask, samples } from "../lib/clock.ts";
import { keptOf, titleOf } from "../lib/rows.ts";
import { scriptedServer } from "../lib/scripted-server.ts";

const WARM_UP = briefly(10, 1);
const CHANGES = briefly(30, 3);

const kept = keptOf(process.argv[2]);
const size = Number(process.argv[3]);
const pending = Number(process.argv[4]);
const server = scriptedServer(kept, size);
const board = openBoard(kept, size, server.openLink);
await until(board, ({ phase }) => phase === "live");

server.isHeld = true;
for (let row = 0; row < pending; row++) board.rename(row % (size - 1), titleOf(row));
await until(board, (sync) => sync.pending === pending);
await nextTask();

let heardAt = 0;
board.followRow(size - 1, () => (heardAt = performance.now()));
const measure = async (change: () => void): Promise<number> => {
  const changedAt = performance.now();
  change();
  const took = heardAt - changedAt;
  if (took < 0) throw new Error("The change was not seen.");
  await nextTask();
  return took;
};

for (let i = 0; i < WARM_UP; i++) await measure(() => server.rename(size - 1, titleOf(i)));
gc?.();
const remote = samples();
const cpu = cpuMicros();
for (let i = 0; i < CHANGES; i++) remote.add(await measure(() => server.rename(size - 1, titleOf(WARM_UP + i))));
const cpuMs = cpu() / CHANGES / 1_000;

if (board.conn.sync.pending !== pending) throw new Error(`${board.conn.sync.pending} actions are pending.`);
give({ ms: remote.p50, worst: remote.p99, cpuMs });
process.exit();
