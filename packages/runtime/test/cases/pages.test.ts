// Pages that end while they write, or beside the next one, and what a long queue costs. The numbers are those of
// docs/guarantees.md.

import { beforeEach, expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import type { Batch } from "../../src/ports/storage.ts";
import { inProcess, type InProcess } from "../../src/testing/in-process.ts";
import { type VirtualTime, virtualTime } from "../../src/testing/virtual-time.ts";
import { type TestDevice, testDevice, type TestPage } from "../device.ts";
import { happensWithin } from "../within.ts";

const list = actor({
  state: { items: [] as string[] },
  sync: true,
  actions: {
    add(c, item: string) {
      c.state.items.push(item);
      return c.state.items.length;
    },
  },
});
const registry = setup({ use: { list } });

let time: VirtualTime;
let w: InProcess<typeof registry>;
let device: TestDevice;
beforeEach(() => {
  time = virtualTime(() => new Promise<void>((resolve) => setImmediate(resolve)));
  w = inProcess(registry, { timers: time.timers });
  device = testDevice();
});

function open(page: TestPage = device.page(w.openLink)) {
  const client = w.client({ ports: page.ports });
  return { page, client, list: client.list.getOrCreate("home").connect() };
}

const places = Array.from({ length: 14 }, (_, i) => i + 1).flatMap((step) => [[step, "before"], [step, "after"]] as const);
test.each(places)("L4 L6 a page that dies at write %d (%s it) leaves state, rows and marks that are of one moment (case 24)", async (step, when) => {
  let writes = 0;
  let atDeath: readonly string[] = [];
  const count = (at: typeof when): void => {
    if (at !== when || ++writes !== step) return;
    atDeath = [...saved];
    dying.kill();
  };
  const dying: TestPage = device.page(w.openLink, { beforeWrite: () => count("before"), afterWrite: () => count("after") });
  const saved: string[] = [];
  const first = open(dying);
  const called: string[] = [];
  for (let round = 0; round < 7; round++) {
    for (const n of [1, 2]) {
      const text = `${round}.${n}`;
      called.push(text);
      void first.list.add(text).saved.then(() => saved.push(text));
    }
    await time.advance(1_000);
  }
  expect(dying.isAlive).toBe(false);
  // Without the server, and so by what the device has alone.
  w.isOnline = false;
  const next = open();
  await time.advance(3_000);
  const shown = next.list.state?.items ?? [];
  expect(shown).toEqual(called.slice(0, shown.length));
  expect(shown).toEqual(expect.arrayContaining([...atDeath]));
  w.isOnline = true;
  await time.advance(5_000);
  expect(next.list.state?.items).toEqual(shown);
  expect(next.list.sync).toMatchObject({ phase: "live", pending: 0, rejected: 0 });
  expect(await within(next.list.add("more"))).toBe(shown.length + 1);
});

const within = <T>(promise: Promise<T>): Promise<T> => happensWithin(time, promise);

test("L2 L6 L7 a client that is made while the one before it is still closing shares the device with it, as tabs do (case 19)", async () => {
  const page = device.page(w.openLink);
  w.isOnline = false;
  const texts: string[] = [];
  const calls = [];
  let last = open(page);
  for (let i = 0; i < 5; i++) {
    for (const n of [1, 2]) {
      texts.push(`${i}.${n}`);
      calls.push(last.list.add(`${i}.${n}`).saved);
    }
    void last.client.dispose();
    last = open(page);
  }
  await time.advance(2_000);
  await Promise.all(calls);
  expect([...(last.list.state?.items ?? [])].sort()).toEqual(texts);
  w.isOnline = true;
  await time.advance(10_000);
  expect([...(last.list.state?.items ?? [])].sort()).toEqual(texts);
  expect(last.list.sync).toMatchObject({ phase: "live", pending: 0, rejected: 0 });
});

test("a call is one record on the device, however many wait before it (case 23, complaint 15)", async () => {
  const written: Batch[] = [];
  const { list: conn } = open(device.page(w.openLink, { beforeWrite: (_name, batch) => void written.push(batch) }));
  await time.advance(1_000);
  w.isOnline = false;
  const cost = async (): Promise<{ ops: number; size: number }> => {
    written.splice(0);
    const { saved } = conn.add("one more");
    await within(saved);
    const ops = written.flatMap((batch) => batch.ops);
    return { ops: ops.length, size: JSON.stringify(ops).length };
  };
  await cost();
  const few = await cost();
  for (let i = 0; i < 2_000; i++) void conn.add(`waits ${i}`);
  await time.advance(1_000);
  const many = await cost();
  expect(conn.sync.pending).toBe(2_003);
  expect([few.ops, many.ops]).toEqual([1, 1]);
  expect(many.size).toBeLessThan(few.size + 20);
});
