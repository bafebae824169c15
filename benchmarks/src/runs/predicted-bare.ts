// The floor: a plain container, changed in place, and a callback: `predicted-bare <array|record|map> <size>`.

import { giveCalls } from "../lib/calls.ts";
import { FOLLOWED, rowOfCall } from "../lib/plan.ts";
import { keptOf, makeRows, type Row, rowId, titleOf } from "../lib/rows.ts";

const kept = keptOf(process.argv[2]);
const rows = makeRows(Number(process.argv[3]));
const entries = rows.map((row): [string, Row] => [row.id, row]);
const record = Object.fromEntries(entries);
const map = new Map(entries);
const find = (index: number): Row | undefined => {
  if (kept === "array") return rows[index];
  return kept === "map" ? map.get(rowId(index)) : record[rowId(index)];
};

let heardAt = 0;
const listeners = new Map<Row, (row: Row) => void>();
for (let row = 0; row < FOLLOWED; row++) {
  const followed = find(row);
  if (followed !== undefined) listeners.set(followed, () => (heardAt = performance.now()));
}

let calls = 0;
const call = (): number => {
  const title = titleOf(calls + 1);
  const calledAt = performance.now();
  const row = find(rowOfCall(calls++));
  if (row !== undefined) {
    row.title = title;
    listeners.get(row)?.(row);
  }
  return heardAt - calledAt;
};

giveCalls(call);
