// A state behind a Proxy that records each change with what it was before, and a callback, and nothing else:
// `predicted-recording <array|record|map> [remembering] <size>`. Remembering, it does for each call what has to be done for one
// that is saved, sent and run again later: draws a name for it, keeps a row of it with a promise, and gives the subscriber a
// frozen copy.

import { randomId } from "../../../packages/runtime/src/ports/random.ts";
import { giveCalls } from "../lib/calls.ts";
import { FOLLOWED, rowOfCall } from "../lib/plan.ts";
import { systemPorts } from "../lib/ports.ts";
import { keptOf, makeRows, type Row, rowId, titleOf } from "../lib/rows.ts";

type Path = readonly PropertyKey[];
interface Change {
  readonly path: Path;
  readonly from: unknown;
  readonly to: unknown;
}

const kept = keptOf(process.argv[2]);
const isRemembering = process.argv[3] === "remembering";
const rows = makeRows(Number(process.argv.at(-1)));
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
const listeners = new Map<string, (row: Row | undefined) => void>();
for (let row = 0; row < FOLLOWED; row++) listeners.set(rowId(row), () => (heardAt = performance.now()));

const { random } = systemPorts();
const client = randomId(random);
const waiting: object[] = [];
function remember(id: number, args: readonly unknown[]): void {
  let settle = (_output: unknown): void => {};
  const settled = new Promise((resolve) => (settle = resolve));
  const row = { client, lane: "", id, epoch: null, name: "rename", args: Object.freeze(args), key: randomId(random), time: Date.now(), changes };
  waiting.push({ row, settled, settle });
}

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
  if (isRemembering) remember(calls, [index, title]);
  listeners.get(rowId(index))?.(isRemembering && row !== undefined ? Object.freeze({ ...row }) : row);
  return heardAt - calledAt;
};

giveCalls(call);
