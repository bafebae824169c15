// What a client's work costs at a size: `scale-client <array|record|map> <size>`.
//
// - predicted: a call until the subscriber to the changed row was called
// - remote: a remote change in hand until the subscriber was called
// - catchUp: the connection is back and ten changes are missing, until the last of them was seen
// - row, whole: a snapshot of one row, and of the whole state, after a change

import { briefly } from "../lib/briefly.ts";
import { openBoard, until } from "../lib/board.ts";
import { give, nextTask, samples } from "../lib/clock.ts";
import { keptOf, titleOf } from "../lib/rows.ts";
import { scriptedServer } from "../lib/scripted-server.ts";

const CALLS = briefly(2_000, 20);
const SELDOM = briefly(20, 2);

const kept = keptOf(process.argv[2]);
const size = Number(process.argv[3]);
const server = scriptedServer(kept, size);
const board = openBoard(kept, size, server.openLink);
await until(board, ({ phase }) => phase === "live");

let heardAt = 0;
let isHeard = (): void => {};
const changed = 7;
board.followRow(changed, () => {
  heardAt = performance.now();
  isHeard();
});
let changes = 0;

const predicted = samples();
const remote = samples();
for (let i = 0; i < CALLS; i++) {
  let at = performance.now();
  board.rename(changed, titleOf(++changes));
  if (i >= CALLS / 2) predicted.add(heardAt - at);
  await nextTask();
  at = performance.now();
  server.rename(changed, titleOf(++changes));
  if (i >= CALLS / 2) remote.add(heardAt - at);
}
await until(board, ({ pending }) => pending === 0);

const catchUp = samples();
for (let i = 0; i < SELDOM; i++) {
  server.isOnline = false;
  for (let missed = 0; missed < 10; missed++) server.rename(changed, titleOf(++changes));
  await nextTask();
  const seen = new Promise<void>((resolve) => (isHeard = resolve));
  const at = performance.now();
  server.isOnline = true;
  await seen;
  catchUp.add(heardAt - at);
  isHeard = () => {};
}

const row = samples();
const whole = samples();
for (let i = 0; i < SELDOM; i++) {
  // Nobody may have asked for the row before: the subscriber follows another one.
  board.rename(changed + 1, titleOf(++changes));
  let at = performance.now();
  board.row(changed + 1);
  row.add(performance.now() - at);
  at = performance.now();
  void board.conn.state;
  whole.add(performance.now() - at);
  await nextTask();
}

give({ predicted: predicted.p50, remote: remote.p50, catchUp: catchUp.p50, row: row.p50, whole: whole.p50 });
process.exit();
