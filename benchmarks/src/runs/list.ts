// One row changed, and a subscriber to the whole list: `list <array|record|map> <size>`. Counts the copies of a
// container as large as the list that are made, and times one copy of it beside.

import { briefly } from "../lib/briefly.ts";
import { openBoard, until } from "../lib/board.ts";
import { give, nextTask, samples } from "../lib/clock.ts";
import { countCopies } from "../lib/count-copies.ts";
import { keptOf, makeRows, type Row, titleOf } from "../lib/rows.ts";
import { scriptedServer } from "../lib/scripted-server.ts";

const WARM_UP = briefly(200, 5);
const CALLS = briefly(300, 5);

const kept = keptOf(process.argv[2]);
const size = Number(process.argv[3]);
const server = scriptedServer(kept, size);
const board = openBoard(kept, size, server.openLink);
await until(board, ({ phase }) => phase === "live");

let heardAt = 0;
let heard = 0;
let seen: unknown = null;
board.followAll((rows) => {
  if (rows === seen) throw new Error("The list is the same object, though it has changed.");
  seen = rows;
  heardAt = performance.now();
  heard++;
});

const list = makeRows(size);
const entries = list.map((row): [string, Row] => [row.id, row]);
const record = Object.fromEntries(entries);
const map = new Map(entries);
const copy = (): unknown => (kept === "array" ? list.slice() : kept === "map" ? new Map(map) : { ...record });

const calls = samples();
const copies = samples();
let counted = 0;
let most = 0;
for (let i = 0; i < WARM_UP + CALLS; i++) {
  const before = heard;
  const calledAt = performance.now();
  board.rename(i % size, titleOf(i));
  const took = heardAt - calledAt;
  if (heard !== before + 1) throw new Error(`The subscriber was called ${heard - before} times for one change.`);
  const copiedAt = performance.now();
  copy();
  if (i >= WARM_UP) {
    calls.add(took);
    copies.add(performance.now() - copiedAt);
  }
  await nextTask();
}

// Counted apart: counting costs time. Of the copies of a plain object nobody can be told.
for (let i = 0; i < 20 && kept !== "record"; i++) {
  const { count } = countCopies(size / 2, () => board.rename(i % size, titleOf(-i - 1)));
  counted += count;
  most = Math.max(most, count);
  await nextTask();
}

give({ p50: calls.p50, copyP50: copies.p50, ...(kept === "record" ? {} : { copies: counted / 20, most }) });
process.exit();
