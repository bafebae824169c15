import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decode, encode } from "../value/codec.ts";
import { copy } from "../value/copy.ts";
import { deepEqual } from "../value/equal.ts";
import { apply } from "./apply.ts";
import { setState } from "./edit.ts";
import { mergeState } from "./merge.ts";
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
          s.extra = copy(value, { name: "value", finite: true });
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

  test("is its own snapshot until it is written to, and no snapshot ever changes", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.tuple(actArb(), fc.boolean()), { maxLength: 5 }), { maxLength: 6 }), (stretches) => {
        const tree = makeTree(initial());
        // One that nobody looks at is never frozen.
        const unseen = makeTree(initial());
        const pictures: [snapshot: unknown, then: unknown][] = [];
        const look = (): void => void pictures.push([snapshotState(tree), plain(raw(tree))]);
        const journals = stretches.map((steps) => {
          for (const [act, isSeen] of steps) {
            perform(live(tree), [act], (value) => value);
            perform(live(unseen), [act], (value) => value);
            if (isSeen) look();
          }
          const journal = endStretch(tree);
          endStretch(unseen);
          expect(deepEqual(raw(tree), raw(unseen))).toBe(true);
          look();
          return journal;
        });
        for (const journal of journals.reverse()) {
          takeBack(tree, journal);
          look();
        }
        expect(deepEqual(raw(tree), initial())).toBe(true);
        for (const [picture, then] of pictures) expect(deepEqual(picture, then)).toBe(true);
      }),
      { numRuns: runs },
    );
  });

  test("shares with its snapshot what nobody has written to, and copies one container for each that somebody does", () => {
    const loaded = { rows: { a: { title: "A", tags: ["x"] }, b: { title: "B", tags: ["y"] } }, at: new Date(0) };
    const { rows, rows: { a, b } } = loaded;
    const tree = makeTree(loaded);
    const before = snapshotState(tree) as typeof loaded;
    expect(before.rows).toBe(rows);
    expect([a, a.tags, b, rows].every(Object.isFrozen)).toBe(true);
    (liveState(tree) as typeof loaded).rows.a.title = "C";
    const after = snapshotState(tree) as typeof loaded;
    expect(before.rows.a.title).toBe("A");
    expect(after.rows.a).toEqual({ title: "C", tags: ["x"] });
    expect(after.rows.b).toBe(b);
    expect(after.rows.a.tags).toBe(a.tags);
    takeBack(tree, endStretch(tree));
    expect(snapshotState(tree)).toEqual(before);
  });

  test("is not reached, nor copied, by another one that is the same there", () => {
    const loaded = { rows: { a: { title: "A" }, b: { title: "B" } } };
    const { b } = loaded.rows;
    const tree = makeTree(loaded);
    snapshotState(tree);
    mergeState(tree, { rows: { a: { title: "new" }, b: { title: "B" } } });
    expect(raw(tree)).toEqual({ rows: { a: { title: "new" }, b: { title: "B" } } });
    expect((raw(tree) as typeof loaded).rows.b).toBe(b);
  });

  test("keeps what is held of it live when what moved it is taken back", () => {
    const tree = makeTree(initial());
    snapshotState(tree);
    live(tree).rows.reverse();
    const held = live(tree).rows[0];
    takeBack(tree, endStretch(tree));
    if (held !== undefined) held.title = "held";
    expect(live(tree).rows.at(-1)?.title).toBe("held");
    expect(endStretch(tree).ops).toEqual([["set", ["rows", 4], "title", "held"]]);
  });

  // What was taken out as a snapshot, and written to where it came next, comes back as what it is written to.
  test.each<[what: string, patch: Patch, at: readonly unknown[]]>([
    ["deleted from an object", [["delete", ["byId"], "a"], ["reuse", ["byId"], "z", 0], ["set", ["byId", "z"], "title", "new"]], ["byId", "a"]],
    ["replaced in an object", [["set", ["byId"], "a", null], ["reuse", ["byId"], "z", 0], ["set", ["byId", "z"], "title", "new"]], ["byId", "a"]],
    ["replaced in an array", [["set", ["rows"], 1, null], ["reuse", ["more"], 0, 0], ["set", ["more", 0], "title", "new"]], ["rows", 1]],
    ["spliced out", [["splice", ["rows"], 1, 1, []], ["splice", ["more"], 0, 0, [null], [[0, 0]]], ["set", ["more", 0], "title", "new"]], ["rows", 1]],
    ["cleared away", [["clear", ["map"]], ["reuse", ["byId"], "a", 0], ["set", ["byId", "a"], "title", "new"]], ["map", "x"]],
    ["moved", [["move", ["rows"], [1, 0, 2, 3, 4]], ["set", ["rows", 0], "title", "new"]], ["rows", 1]],
    ["doubled", [["twin", ["rows"], 0, 1], ["set", ["rows", 0], "title", "new"]], ["rows", 1]],
  ])("%s", (_what, patch, at) => {
    const tree = makeTree(initial());
    snapshotState(tree);
    apply(tree, patch);
    takeBack(tree, endStretch(tree));
    expect(raw(tree)).toEqual(initial());
    apply(tree, [["set", at, "title", "again"]]);
    const other = makeTree(initial());
    apply(other, [["set", at, "title", "again"]]);
    expect(raw(tree)).toEqual(raw(other));
    expect(snapshotState(tree)).toEqual(raw(other));
  });

  test.each<[what: string, patch: Patch, at: readonly unknown[]]>([
    ["into an object", [["set", ["byId"], "z", { id: 9, title: "brought" }]], ["byId", "z"]],
    ["over an item", [["set", ["rows"], 0, { id: 9, title: "brought" }]], ["rows", 0]],
    ["into an array", [["splice", ["rows"], 0, 0, [{ id: 9, title: "brought" }]]], ["rows", 0]],
  ])("what was brought %s, seen, and written to is brought again as what it is written to", (_what, patch, at) => {
    const tree = makeTree(initial());
    apply(tree, patch);
    const journal = endStretch(tree);
    snapshotState(tree);
    apply(tree, [["set", at, "title", "new"]]);
    takeBack(tree, endStretch(tree));
    takeBack(tree, journal);
    apply(tree, patch, journal.brought);
    apply(tree, [["set", at, "title", "again"]]);
    const other = makeTree(initial());
    apply(other, [...patch, ["set", at, "title", "again"]]);
    expect(raw(tree)).toEqual(raw(other));
    expect(snapshotState(tree)).toEqual(raw(other));
  });

  test("an item that stands in two places is written to in both", () => {
    const tree = makeTree({ rows: [{ title: "a" }, { title: "b" }] });
    snapshotState(tree);
    apply(tree, [["twin", ["rows"], 0, 1], ["set", ["rows", 0], "title", "new"]]);
    expect(raw(tree)).toEqual({ rows: [{ title: "new" }, { title: "new" }] });
  });
});
void setState;
