// A state behind a Proxy that records each change with what it was before, and a callback, and nothing else:
// `predicted-recording <array|record|map> <size>`.

import { giveCalls } from "../lib/calls.ts";
import { FOLLOWED, rowOfCall } from "../lib/plan.ts";
import { keptOf, makeRows, type Row, rowId, titleOf } from "../lib/rows.ts";

type Path = readonly PropertyKey[];
interface Change {
  readonly path: Path;
  readonly from: unknown;
  readonly to: unknown;
}

const kept = keptOf(process.argv[2]);
const rows = makeRows(Number(process.argv[3]));
const entries = rows.map((row): [string, Row] => [row.id, row]);
const state = { array: rows, record: Object.fromEntries(entries), map: new Map(entries) };
let changes: Change[] = [];

function recording<T extends object>(target: T, path: Path): T {
  return new Proxy(target, {
    get(of, key) {
      const value: unknown = Reflect.get(of, key);
      if (of instanceof Map && key === "get") return (name: string) => inside(of.get(name), [...path, name]);
      return inside(value, [...path, key]);
    },
    set(of, key, to) {
      changes.push({ path: [...path, key], from: Reflect.get(of, key), to });
      return Reflect.set(of, key, to);
    },
  });
}

function inside(value: unknown, path: Path): unknown {
  return typeof value === "object" && value !== null ? recording(value, path) : value;
}

let heardAt = 0;
const listeners = new Map<string, () => void>();
for (let row = 0; row < FOLLOWED; row++) listeners.set(rowId(row), () => (heardAt = performance.now()));

let calls = 0;
const call = (): number => {
  const title = titleOf(calls + 1);
  const index = rowOfCall(calls++);
  const calledAt = performance.now();
  changes = [];
  const live = recording(state, []);
  const row = kept === "array" ? live.array[index] : kept === "map" ? live.map.get(rowId(index)) : live.record[rowId(index)];
  if (row !== undefined) row.title = title;
  if (changes.length !== 1) throw new Error("The change was not recorded.");
  listeners.get(rowId(index))?.();
  return heardAt - calledAt;
};

giveCalls(call);
