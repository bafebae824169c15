// What a replica decides by: who is acknowledged, and under which number something is sent. The numbers are those of
// docs/guarantees.md.

import { expect, test } from "vitest";
import { reconcile } from "../../src/replica/reconcile.ts";
import type { Row } from "../../src/replica/row.ts";
import { type BaseStep, EMPTY, entriesOf, foldOf, type Duty, type ReplicaEvent, type ReplicaState, type Result } from "../../src/replica/state.ts";

const rowOf = (client: string, id: number, epoch: string): Row => ({
  client,
  lane: "",
  id,
  epoch,
  kind: "action",
  name: `${client}${id}`,
  schema: 1,
  args: [],
  key: `${client}${id}`,
  origin: client,
  time: 0,
  since: 0,
  self: null,
});
const opened = (epoch: string, progress: readonly (readonly [string, number])[]): ReplicaEvent => ({
  type: "opened",
  lane: "",
  cursor: [epoch, 0, "r"],
  base: { how: "snapshot", state: [], text: "[]" },
  progress: progress.map(([client, last]) => [client, "", last, []] as const),
  ended: null,
});
const step = (from: number, client: string, id: number): BaseStep => ({ from, to: from + 1, patch: [], by: [client, "", id], done: true });
const result = (client: string, id: number): Result => ({ lane: "", client, id, answer: { ok: true, output: null }, time: undefined });
const frame = (steps: readonly BaseStep[], results: readonly Result[]): ReplicaEvent => ({ type: "frame", steps, results, now: 0 });

/** A replica after these events, and what the last of them had done. */
function after(state: ReplicaState, ...events: readonly ReplicaEvent[]) {
  let now = { state, duties: [] as readonly Duty[] };
  for (const event of events) now = reconcile(now.state, event);
  return { ...now, fold: foldOf(now.state).map(({ name }) => name) };
}
const pushed = (duties: readonly Duty[]) => duties.flatMap((duty) => (duty.do === "push" ? duty.rows.map(({ name, id, epoch }) => [name, id, epoch]) : []));

test("L2 L4 what is confirmed of one client says nothing of another's, in whatever order the two are confirmed (case 11)", () => {
  // On the device they stand as a1 b1 a2 b2; the server took b's first.
  const rows = [rowOf("a", 1, "e"), rowOf("b", 1, "e"), rowOf("a", 2, "e"), rowOf("b", 2, "e")];
  const start: readonly ReplicaEvent[] = [
    { type: "hold", client: "a", held: true },
    { type: "found", rows: rows.map((row, i) => ({ row, seq: i + 1 })) },
    opened("e", [["a", 0], ["b", 0]]),
  ];
  const { state, fold } = after(EMPTY, ...start);
  expect(fold).toEqual(["a1", "b1", "a2", "b2"]);
  const first = after(state, frame([step(0, "b", 1), step(1, "b", 2)], []));
  expect(first.fold).toEqual(["a1", "a2"]);
  expect(after(first.state, frame([step(2, "a", 1)], [result("a", 1)])).fold).toEqual(["a2"]);
  // Nor is an action over because a later one of the same client is: one that awaits may end after it.
  const outOfTurn = after(state, frame([step(0, "a", 2)], [result("a", 2)]));
  expect(outOfTurn.fold).toEqual(["a1", "b1", "b2"]);
  expect(outOfTurn.duties.filter((duty) => duty.do === "settle")).toMatchObject([{ row: { name: "a2" } }]);
});

test("L2 what was on its way when its number became another is sent under the new one, once the device has it so (case 25)", () => {
  const rows = [3, 4].map((id) => rowOf("a", id, "old"));
  const start: readonly ReplicaEvent[] = [
    { type: "hold", client: "a", held: true },
    { type: "loaded", cursor: ["old", 0, "r"], marks: new Map(), markedFrom: 0, state: [], text: "[]", atOnce: 100 },
    { type: "found", rows: rows.map((row, i) => ({ row, seq: i + 1 })) },
    opened("old", [["a", 2]]),
  ];
  const before = after(EMPTY, ...start);
  expect(pushed(before.duties)).toEqual([["a3", 3, "old"], ["a4", 4, "old"]]);
  // The server was put back to where it had not heard of this client.
  const moved = after(before.state, opened("new", [["a", 0]]));
  expect(pushed(moved.duties)).toEqual([]);
  const put = moved.duties.flatMap((duty) => (duty.do === "store" ? duty.step.put : []));
  expect(put.map(({ row, seq }) => [row.name, row.id, row.epoch, seq])).toEqual([["a3", 1, "new", 1], ["a4", 2, "new", 2]]);
  // An answer to what was on its way answers nothing: its numbers are nobody's.
  expect(after(moved.state, frame([], [result("a", 3)])).fold).toEqual(["a3", "a4"]);
  const stored = after(moved.state, { type: "stored", rows: new Set(put.map(({ row }) => row)) });
  expect(pushed(stored.duties)).toEqual([["a3", 1, "new"], ["a4", 2, "new"]]);
});

test("L6 what is called is sent once the device has it, and not before", () => {
  const draft = { client: "a", lane: "", name: "a1", schema: 1, args: [], key: "a1", origin: "a", time: 0, self: null };
  const live = after(EMPTY, { type: "hold", client: "a", held: true }, opened("e", [["a", 0]]));
  const called = after(live.state, { type: "called", draft });
  expect(called.duties.map((duty) => duty.do)).toEqual(["predict", "save"]);
  expect(pushed(after(called.state, frame([step(0, "b", 1)], [])).duties)).toEqual([]);
  const saved = after(called.state, { type: "saved", seqs: new Map([["a/a1", 1]]) });
  expect(pushed(saved.duties)).toEqual([["a1", 1, "e"]]);
});

test("L7 after the end of an actor, a call counts on from those that the device may still have for whatever comes next", () => {
  const draft = (name: string) => ({ client: "a", lane: "", name, schema: 1, args: [], key: name, origin: "a", time: 0, self: null });
  const ended = { of: [{ epoch: "e", client: "a", lane: "", settled: 0, results: new Map() }], now: 0 };
  // Called before anything was heard of an actor, and still on its way to the device when that actor has come and gone.
  const { state } = after(
    EMPTY,
    { type: "hold", client: "a", held: true },
    { type: "called", draft: draft("one") },
    { type: "called", draft: draft("two") },
    opened("e", [["a", 0]]),
    { type: "destroyed", ended },
  );
  const next = after(state, { type: "called", draft: draft("three") });
  expect(entriesOf(next.state).map(({ row }) => [row.name, row.id, row.epoch])).toEqual([["one", 1, "e"], ["two", 2, "e"], ["three", 3, null]]);
});
