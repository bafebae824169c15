// One row changed by a predicted action, and its subscriber: `predicted-rivulet <array|record|map> <size>`.

import { openBoard, until } from "../lib/board.ts";
import { cpuMicros, give, nextTask, perSecond, samples } from "../lib/clock.ts";
import { CALLS, FOLLOWED, rowOfCall, WARM_UP } from "../lib/plan.ts";
import { keptOf, titleOf } from "../lib/rows.ts";
import { scriptedServer } from "../lib/scripted-server.ts";

const kept = keptOf(process.argv[2]);
const size = Number(process.argv[3]);
const server = scriptedServer(kept, size);
const board = openBoard(kept, size, server.openLink);
await until(board, ({ phase }) => phase === "live");

let heardAt = 0;
let heard = 0;
for (let row = 0; row < FOLLOWED; row++) {
  board.followRow(row, () => {
    heardAt = performance.now();
    heard++;
  });
}

let calls = 0;
/** Milliseconds from the call until the row's subscriber was called. */
const call = (): number => {
  const row = rowOfCall(calls);
  const title = titleOf(++calls);
  const calledAt = performance.now();
  board.rename(row, title);
  return heardAt - calledAt;
};
const accepted = (): Promise<void> => until(board, ({ pending }) => pending === 0);

for (let i = 0; i < WARM_UP; i++) {
  call();
  if (i % 20 === 0) await nextTask();
}
await accepted();

// The server is out of reach: nothing happens but the prediction, and then the saving of what was called.
server.isOnline = false;
gc?.();
const alone = samples();
const cpu = cpuMicros();
let start = performance.now();
for (let i = 0; i < CALLS; i++) alone.add(call());
const callsPerSecond = perSecond(CALLS, start);
const cpuOfCall = cpu() / CALLS;
await until(board, () => true);
await nextTask();
const savedPerSecond = perSecond(CALLS, start);
server.isOnline = true;
await accepted();

// One call a task, each saved, sent, accepted, and folded into the base while the next ones are made.
gc?.();
const live = samples();
start = performance.now();
for (let i = 0; i < CALLS; i++) {
  live.add(call());
  await nextTask();
}
await accepted();
const acceptedPerSecond = perSecond(CALLS, start);
if (heard !== calls) throw new Error(`${calls} calls, but subscribers were called ${heard} times.`);

give({ p50: alone.p50, p99: alone.p99, callsPerSecond, cpu: cpuOfCall, savedPerSecond, liveP50: live.p50, acceptedPerSecond });
process.exit();
