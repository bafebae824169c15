// How results lie in the storage: rows of neighbours, each whole until all of it may go.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ActorLedger } from "../src/host/ledger.ts";
import type { Member } from "../src/host/member.ts";
import { makeResults, rowsOf } from "../src/host/results.ts";
import type { Range } from "../src/ports/storage.ts";
import { memoryStorage } from "../src/storage/memory.ts";

const SETTLED = '"settled":true';

function results() {
  const memory = memoryStorage();
  let reads = 0;
  const storage = { ...memory, list: (range: Range) => (reads++, memory.list(range)) };
  const ledger = new ActorLedger({ storage, checks: [], failed: (error) => expect.unreachable(String(error)), relaxed: null, gather: null });
  const member: Member = { client: "c", lane: "l", last: 0, settled: 0, isStored: true, running: new Map(), time: 0, heard: 0 };
  const table = makeResults({ actorId: "a", ledger, storage });
  return {
    member,
    table,
    ledger,
    put: (...ids: number[]) => ids.forEach((id) => table.put(member, id, `"output":${id}`)),
    settle(through: number) {
      member.settled = through;
      table.settle(member);
    },
    reads: () => reads,
    read: (...ids: number[]) => table.read(member, ids),
    async rows() {
      await ledger.flushed();
      return (await storage.list({ from: "result/", to: "result0" })).map(([, value]) => value);
    },
  };
}

describe("results", () => {
  test("of one batch are one row, and each is found in it", async () => {
    const { put, rows, read } = results();
    put(1, 2, 3);
    expect(await rows()).toEqual(['[{"output":1},{"output":2},{"output":3}]']);
    expect(await read(1, 2, 3, 4)).toEqual(['"output":1', '"output":2', '"output":3', SETTLED]);
  });

  test("of one row are read together, however many are asked for", async () => {
    const { put, rows, read, reads } = results();
    put(...Array.from({ length: 1_000 }, (_, i) => i + 1));
    await rows();
    const before = reads();
    expect(await read(...Array.from({ length: 1_000 }, (_, i) => i + 1))).toEqual(Array.from({ length: 1_000 }, (_, i) => `"output":${i + 1}`));
    expect(reads() - before).toBe(1);
  });

  test("that end out of turn are found all the same", async () => {
    const { put, rows, read, ledger } = results();
    put(4, 1, 2);
    await ledger.flushed();
    put(3);
    expect(await rows()).toHaveLength(3);
    expect(await read(1, 2, 3, 4)).toEqual([1, 2, 3, 4].map((id) => `"output":${id}`));
  });

  test("a row goes when the last of it is settled, and what is settled is not told again", async () => {
    const { put, rows, read, settle } = results();
    put(1, 2, 3);
    await rows();
    settle(2);
    expect(await rows()).toHaveLength(1);
    expect(await read(2, 3)).toEqual([SETTLED, '"output":3']);
    settle(3);
    expect(await rows()).toEqual([]);
  });

  test("what is settled before it is written is never written", async () => {
    const { put, rows, settle } = results();
    put(1, 2, 3);
    settle(2);
    expect(await rows()).toEqual(['[{"output":3}]']);
  });

  test("a member that is dropped leaves none", async () => {
    const { put, rows, ledger, table, member } = results();
    put(1, 2);
    await ledger.flushed();
    put(3);
    table.drop(member);
    expect(await rows()).toEqual([]);
  });
});

test("rows hold every number once, in order, and end where the next one is missing", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(40)), (ids) => {
      const rows = rowsOf(ids);
      const held = rows.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
      expect(held).toEqual([...ids].sort((a, b) => a - b));
      for (const { last } of rows) expect(ids).not.toContain(last + 1);
    }),
  );
});
