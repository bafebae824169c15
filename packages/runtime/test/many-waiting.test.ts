// What a long queue costs, by count: times differ from machine to machine.

import { expect, test } from "vitest";
import { makeDevice } from "../src/client/device.ts";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import type { Range } from "../src/ports/storage.ts";
import { type MemoryDisk, memoryStorage } from "../src/storage/memory.ts";
import { inProcess } from "../src/testing/in-process.ts";

const WAITING = 3_300;

const runs = { predicted: 0, replayed: 0, authoritative: 0 };
const list = actor({
  state: { count: 0 },
  sync: true,
  actions: {
    add(c) {
      runs[c.mode]++;
      c.state.count++;
    },
  },
});
const registry = setup({ use: { list } });
const timers = {
  now: () => Date.now(),
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
const soon = <T>(read: () => T) => expect.poll(read, { interval: 1, timeout: 30_000 });

test("a queue that the server confirms as predicted is run once on the device, and read some at a time (complaint 15)", async () => {
  const w = inProcess(registry, { timers });
  const disk: MemoryDisk = new Map();
  const first = w.client({ disk });
  const conn = first.list.getOrCreate(["a"]).connect();
  await soon(() => conn.sync.phase).toBe("live");
  w.isOnline = false;
  for (let i = 0; i < WAITING; i++) void conn.add();
  expect(runs).toEqual({ predicted: WAITING, replayed: 0, authoritative: 0 });
  await soon(() => conn.outbox.pending.at(-1)?.saved).toBe(true);
  await first.dispose();

  const read: number[] = [];
  const storage = memoryStorage(disk);
  const counting = {
    ...storage,
    look: () => Promise.resolve(),
    forget: () => Promise.resolve(),
    write: () => Promise.resolve(true),
    list: async (range: Range) => {
      const found = await storage.list(range);
      read.push(found.length);
      return found;
    },
  };
  const rows = await makeDevice(counting).rowsOf({ name: "list", key: ["a"] });
  expect(new Set(rows.map(({ seq }) => seq)).size).toBe(WAITING);
  expect(Math.max(...read)).toBeLessThanOrEqual(500);

  Object.assign(runs, { predicted: 0, replayed: 0 });
  const next = w.client({ disk }).list.getOrCreate(["a"]).connect();
  await soon(() => next.state?.count).toBe(WAITING);
  w.isOnline = true;
  await soon(() => next.sync).toMatchObject({ phase: "live", pending: 0 });
  expect(next.state).toEqual({ count: WAITING });
  // Each was folded in when it was read; confirmed, none was run again.
  expect(runs).toEqual({ predicted: WAITING, replayed: 0, authoritative: WAITING });
});
