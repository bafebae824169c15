// What a long queue costs, by count: times differ from machine to machine.

import { beforeEach, expect, test } from "vitest";
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

beforeEach(() => void Object.assign(runs, { predicted: 0, replayed: 0, authoritative: 0 }));

/** A device on which a page left so many actions unsent, and the server, which is out of reach. */
async function leave(count: number) {
  const w = inProcess(registry, { timers });
  const disk: MemoryDisk = new Map();
  const page = w.client({ disk });
  const conn = page.list.getOrCreate(["a"]).connect();
  await soon(() => conn.sync.phase).toBe("live");
  w.isOnline = false;
  for (let i = 0; i < count; i++) void conn.add();
  await soon(() => conn.outbox.pending.at(-1)?.saved).toBe(true);
  await page.dispose();
  return { w, disk };
}

/** A storage that tells how many records each read of a range gave. */
function counting(disk: MemoryDisk) {
  const storage = memoryStorage(disk);
  const read: number[] = [];
  const list = async (range: Range) => {
    const found = await storage.list(range);
    read.push(found.length);
    return found;
  };
  return { storage: { ...storage, list }, read };
}

test("a queue that the server confirms as predicted is run once on the device, and read some at a time (complaint 15)", async () => {
  const { w, disk } = await leave(WAITING);
  expect(runs).toEqual({ predicted: WAITING, replayed: 0, authoritative: 0 });

  const { storage, read } = counting(disk);
  const guarded = { ...storage, look: () => Promise.resolve(), forget: () => Promise.resolve(), write: () => Promise.resolve(true) };
  const rows = await makeDevice(guarded).rowsOf({ name: "list", key: ["a"] });
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

test("a queue on the device is run some at a time, and shown once all of it has run (complaint 15)", async () => {
  const { w, disk } = await leave(1_000);
  Object.assign(runs, { predicted: 0, replayed: 0 });
  const perTurn: number[] = [];
  const next = w.client({ disk, ports: { turns: { size: 250, later } } }).list.getOrCreate(["a"]).connect();
  const seen: (number | undefined)[] = [];
  next.subscribe(() => seen.push(next.state?.count));
  const called: ReturnType<typeof next.add>[] = [];
  function later(task: () => void): void {
    perTurn.push(runs.predicted);
    // What is called before there is anything to be seen comes after what was called long ago.
    if (called.length === 0) called.push(next.add());
    setTimeout(task);
  }
  await soon(() => next.state?.count).toBe(1_001);
  expect(perTurn).toEqual([250, 500, 750, 1_000]);
  expect(seen).toEqual([1_001]);
  w.isOnline = true;
  await soon(() => next.sync).toMatchObject({ phase: "live", pending: 0 });
  expect(await Promise.all(called)).toEqual([undefined]);
  expect(next.state).toEqual({ count: 1_001 });
});

test("what other pages have left is read some at a time, and not again with each answer (complaint 15)", async () => {
  const { w, disk } = await leave(1_200);
  const { storage, read } = counting(disk);
  w.isOnline = true;
  // Nothing is asked of the actor: it is opened for what waits. Answers are taken a few at a time.
  const next = w.client({ disk, ports: { openStorage: () => Promise.resolve(storage), turns: { size: 25, later: (task) => void setTimeout(task) } } });
  await soon(() => [...disk.keys()].filter((key) => key.startsWith("row/")).length).toBe(0);
  expect(runs.authoritative).toBe(1_200);
  await next.dispose();
  expect(Math.max(...read)).toBe(500);
  // A few times from end to end, and not again with each answer.
  expect(read.reduce((sum, each) => sum + each)).toBeLessThan(10 * 1_200);
});
