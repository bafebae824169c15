import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, encode } from "../value/codec.ts";
import { copy } from "../value/copy.ts";
import { deepEqual } from "../value/equal.ts";
import { apply } from "./apply.ts";
import { setState } from "./edit.ts";
import { ROOT, type Tree } from "./node.ts";
import type { Patch } from "./patch.ts";
import { snapshotState } from "./snapshot.ts";
import { endStretch } from "./stretch.ts";
import { makeTree, restoreRevisions, revisionsOf, takeBack } from "./tree.ts";
import { liveState } from "./wrap.ts";

interface Row {
  id: number;
  title: string;
  done?: boolean;
  tags?: string[];
}
interface State {
  rows: Row[];
  more: Row[];
  byId: Record<string, Row>;
  map: Map<unknown, Row>;
  set: Set<unknown>;
  at: Date;
  bytes: Uint8Array;
  count: number;
  extra?: unknown;
}

function initial(): State {
  const row = (id: number): Row => ({ id, title: `row ${id}`, tags: ["a"] });
  return {
    rows: [1, 2, 3, 4, 5].map(row),
    more: [6, 7].map(row),
    byId: { a: row(8), b: row(9), c: row(10) },
    map: new Map<unknown, Row>([
      ["x", row(11)],
      [2, row(12)],
      [3n, row(13)],
    ]),
    set: new Set<unknown>(["p", 1, null]),
    at: new Date(1000),
    bytes: new Uint8Array([1, 2, 3, 4]),
    count: 0,
  };
}

const live = (tree: Tree): State => liveState(tree) as State;
const raw = (tree: Tree): unknown => tree.holder.raw[ROOT];
const plain = (value: unknown): unknown => copy(value, { name: "value" });
const overTheWire = (ops: Patch): Patch => decode(encode(ops)) as Patch;

/** One step a program may take. `own` copies a value that comes from elsewhere: the plain model would share it. */
type Act = (s: State, own: <T>(value: T) => T) => void;

const index = fc.nat(7);
const key = fc.constantFrom("a", "b", "c", "d", "1", "0");
const mapKey = fc.constantFrom<unknown>("x", 2, 3n, null, "y");
const fresh = fc.nat(99).map((id) => (): Row => ({ id, title: `new ${id}`, tags: [] }));

function actArb(): fc.Arbitrary<Act> {
  return fc.oneof(
    fc.nat(9).map((n): Act => (s) => void (s.count = n)),
    fc.tuple(index, fc.string()).map(([i, text]): Act => (s) => {
      const row = s.rows[i];
      if (row) row.title = text;
    }),
    fc.tuple(index, fresh).map(([i, make]): Act => (s) => void (i <= s.rows.length && (s.rows[i] = make()))),
    fresh.map((make): Act => (s) => void s.rows.push(make(), make())),
    fresh.map((make): Act => (s) => void s.rows.unshift(make())),
    fc.constant<Act>((s) => void s.rows.pop()),
    fc.constant<Act>((s) => void s.rows.shift()),
    fc.tuple(index, fc.nat(3), fc.array(fresh, { maxLength: 2 })).map(([at, count, make]): Act => (s) => {
      s.rows.splice(at, count, ...make.map((f) => f()));
    }),
    fc.constant<Act>((s) => void s.rows.sort((a, b) => b.id - a.id)),
    fc.constant<Act>((s) => void s.rows.reverse()),
    fc.tuple(index, index).map(([a, b]): Act => (s) => {
      const [left, right] = [s.rows[a], s.rows[b]];
      if (left && right) [s.rows[a], s.rows[b]] = [right, left];
    }),
    fc.tuple(index, index).map(([from, to]): Act => (s) => {
      const [row] = s.rows.splice(from, 1);
      if (row) s.more.splice(to, 0, row);
    }),
    fc.tuple(index, index).map(([from, to]): Act => (s) => {
      const [row] = s.rows.splice(from, 1);
      if (row) s.rows.splice(to, 0, row);
    }),
    fc.tuple(index, key).map(([i, k]): Act => (s, own) => {
      const row = s.rows[i];
      if (row) s.byId[k] = own(row);
    }),
    fc.nat(9).map((n): Act => (s) => void (s.rows = s.rows.filter((row) => row.id % 3 !== n % 3))),
    fc.tuple(index, fresh).map(([i, make]): Act => (s) => void (s.rows = s.rows.map((r, j) => (j === i ? make() : r)))),
    fresh.map((make): Act => (s) => void (s.rows = [make(), ...s.rows, make()])),
    fc.constant<Act>((s) => void (s.rows = [...s.rows].reverse())),
    fc.tuple(key, fresh).map(([k, make]): Act => (s) => void (s.byId[k] = make())),
    key.map((k): Act => (s) => void delete s.byId[k]),
    fc.tuple(key, fresh).map(([k, make]): Act => (s) => void (s.byId = { ...s.byId, [k]: make() })),
    key.map((k): Act => (s) => {
      const { [k]: _, ...rest } = s.byId;
      s.byId = rest;
    }),
    fc.tuple(key, fc.string()).map(([k, text]): Act => (s) => {
      const row = s.byId[k];
      if (row) row.tags = [...(row.tags ?? []), text];
    }),
    fc.tuple(mapKey, fresh).map(([k, make]): Act => (s) => void s.map.set(k, make())),
    mapKey.map((k): Act => (s) => void s.map.delete(k)),
    mapKey.map((k): Act => (s) => {
      const row = s.map.get(k);
      if (row) row.done = !row.done;
    }),
    fc.constant<Act>((s) => s.map.clear()),
    fc.constantFrom<unknown>("p", 1, null, "q").map((m): Act => (s) => void s.set.add(m)),
    fc.constantFrom<unknown>("p", 1, null, "q").map((m): Act => (s) => void s.set.delete(m)),
    fc.nat(5000).map((ms): Act => (s) => void s.at.setTime(ms)),
    fc.tuple(fc.nat(3), fc.nat(255)).map(([i, byte]): Act => (s) => void (s.bytes[i] = byte)),
    fc.constant<Act>((s) => void s.bytes.reverse()),
    fc.anything({ maxDepth: 2, withDate: true, withMap: false, withBigInt: true, maxKeys: 3 }).map((value): Act => {
      return (s) => {
        try {
          s.extra = plain(value);
        } catch {
          // not a value the state can hold
        }
      };
    }),
    fc.constant<Act>((s) => void delete s.extra),
    fc.tuple(index, index).map(([a, b]): Act => (s, own) => {
      const row = s.rows[a];
      if (row && b < s.rows.length) s.rows[b] = own(row);
    }),
    fc.nat(7).map((n): Act => (s) => void (s.rows.length = Math.min(n, s.rows.length))),
  );
}

const runs = Number(process.env.RIVULET_RUNS ?? 1500);

function perform(s: State, acts: readonly Act[], own: <T>(value: T) => T): void {
  for (const act of acts) act(s, own);
}

describe("a tracked state", () => {
  test("behaves like the plain value it stands for, tells its changes, and takes them back", () => {
    fc.assert(
      fc.property(fc.array(fc.array(actArb(), { maxLength: 5 }), { maxLength: 6 }), (stretches) => {
        const tree = makeTree(initial());
        const other = makeTree(initial());
        const model = initial();
        for (const acts of stretches) {
          const before = plain(raw(tree));
          const snapBefore = snapshotState(tree);
          perform(live(tree), acts, (value) => value);
          perform(model, acts, (value) => plain(value) as typeof value);
          const journal = endStretch(tree);
          expect(raw(tree)).toEqual(model);
          expect(deepEqual(raw(tree), model)).toBe(true);
          expect(deepEqual(snapshotState(tree), model)).toBe(true);
          const snapAfter = snapshotState(tree);

          apply(other, overTheWire(journal.ops));
          endStretch(other);
          expect(deepEqual(raw(other), model)).toBe(true);
          expect(deepEqual(snapshotState(other), model)).toBe(true);

          const after = revisionsOf(journal.before.keys());
          takeBack(tree, journal);
          expect(deepEqual(raw(tree), before)).toBe(true);
          expect(deepEqual(snapshotState(tree), snapBefore)).toBe(true);
          apply(tree, journal.ops, journal.brought);
          endStretch(tree);
          restoreRevisions(after);
          expect(deepEqual(raw(tree), model)).toBe(true);
          expect(deepEqual(snapshotState(tree), snapAfter)).toBe(true);
        }
      }),
      { numRuns: runs },
    );
  });
});
void setState;
