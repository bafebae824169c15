import { expect, test } from "vitest";
import { makeGather } from "../src/host/gather.ts";
import { ActorLedger } from "../src/host/ledger.ts";
import type { Batch } from "../src/ports/storage.ts";
import { memoryStorage } from "../src/storage/memory.ts";

/** A ledger, and an event loop of which each turn brings what a list says: how many writes, after how many milliseconds. */
function ledgerOver(turns: readonly (readonly [writes: number, ms: number])[]) {
  const batches: Batch[] = [];
  const memory = memoryStorage();
  let now = 0;
  let turn = 0;
  let written = 0;
  const write = (count: number): void => {
    for (let i = 0; i < count; i++) ledger.put(`key${++written}`, "");
  };
  const gather = makeGather(
    async () => {
      const [writes, ms] = turns[turn++] ?? [0, 0];
      now += ms;
      write(writes);
    },
    () => now,
  );
  const storage = { ...memory, write: (batch: Batch) => (batches.push(batch), memory.write(batch)) };
  const ledger = new ActorLedger({ storage, checks: [], failed: (error) => expect.unreachable(String(error)), relaxed: null, gather });
  return {
    write,
    async sizes() {
      await ledger.flushed();
      return batches.map(({ ops }) => ops.length);
    },
    turns: () => turn,
  };
}

test("a write that is alone waits for three turns", async () => {
  const { write, sizes, turns } = ledgerOver([]);
  write(1);
  expect(await sizes()).toEqual([1]);
  expect(turns()).toBe(3);
});

test("what arrives joins the batch, until three turns in a row bring nothing", async () => {
  const { write, sizes, turns } = ledgerOver([[2, 0], [0, 0], [0, 0], [1, 0], [0, 0], [0, 0], [0, 0], [5, 0]]);
  write(1);
  expect(await sizes()).toEqual([4]);
  expect(turns()).toBe(7);
});

test("however much keeps coming, it waits for 2 ms at most, whichever way the clock goes", async () => {
  for (const ms of [1, -3_600_000]) {
    const { write, sizes, turns } = ledgerOver(Array.from({ length: 50 }, () => [1, ms] as const));
    write(1);
    await sizes();
    expect(turns()).toBeLessThan(60);
    const [first = 0] = await sizes();
    expect(first).toBeLessThanOrEqual(3);
  }
});
