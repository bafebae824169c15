// Values that stores and frames are known to change. The numbers are those of docs/guarantees.md.

import { expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { inProcess } from "../../src/testing/in-process.ts";
import { virtualTime } from "../../src/testing/virtual-time.ts";
import { show } from "../show.ts";

const runs: string[] = [];
const box = actor({
  state: { items: [] as unknown[] },
  sync: true,
  actions: {
    put(c, item: unknown) {
      runs.push(c.mode);
      c.state.items.push(item);
    },
  },
});
const registry = setup({ use: { box } });

const ODD: readonly (readonly [string, unknown])[] = [
  ["keys that are not in the order of their names", { z: 1, a: 2, m: { y: 1, b: 2 } }],
  ["a key whose value is undefined, and one that is left out", { there: undefined }],
  ["undefined in a list", [undefined, 1, undefined]],
  ["-0", { n: -0 }],
  ["a Map and a Set in an order of their own", new Map<unknown, unknown>([["z", new Set([2, 1])], ["a", new Map([[3, 1], [1, 3]])]])],
];

test.each(ODD)("L4 L8 %s: what is confirmed is what was predicted, so that nothing runs again, before and after a restart (case 27)", async (_name, item) => {
  const time = virtualTime(() => new Promise<void>((resolve) => setImmediate(resolve)));
  const disk = new Map();
  const start = () => inProcess(registry, { timers: time.timers, storage: memoryStorage(disk) });
  const w = start();
  const [one, two] = [w.client(), w.client()].map((client) => client.box.getOrCreate(["a"]).connect());
  await time.advance(10);
  runs.splice(0);
  // The second waits: it would run again if the first were taken for another one.
  w.intercept = (frame) => JSON.stringify((JSON.parse(frame) as { actions?: unknown[] }[]).map((each) => ({ ...each, ...(each.actions === undefined ? {} : { actions: each.actions.slice(0, 1) }) })));
  void one?.put(item);
  void one?.put("waits");
  await time.advance(1_000);
  expect(one?.sync).toMatchObject({ phase: "live", pending: 1 });
  expect(runs).toEqual(["predicted", "predicted", "authoritative"]);
  w.intercept = (frame) => frame;
  w.isOnline = false;
  await time.advance(1);
  w.isOnline = true;
  await time.advance(5_000);
  const later = start().client().box.getOrCreate(["a"]).connect();
  await time.advance(1_000);
  for (const { state } of [one, two, later].flatMap((each) => each ?? [])) expect(show(state?.items)).toBe(show([item, "waits"]));
});

const ENDS = ["\u2028", "\u2029", "a\u2028b\u2029c", "\u0000", "\ud800", "\r\n\u0085", "]}\u2028[{"];

test.each(ENDS.map((text) => [JSON.stringify(text), text] as const))("L6 a text such as %s arrives as it was, waits as it was, and breaks no frame (case 36)", async (_name, text) => {
  const time = virtualTime(() => new Promise<void>((resolve) => setImmediate(resolve)));
  const w = inProcess(registry, { timers: time.timers });
  const disk = new Map();
  const first = w.client({ disk });
  const conn = first.box.getOrCreate(["a"]).connect();
  await time.advance(10);
  w.isOnline = false;
  void conn.put({ [text]: text });
  await time.advance(100);
  await time.until(first.dispose());
  const next = w.client({ disk }).box.getOrCreate(["a"]).connect();
  await time.advance(100);
  expect(next.state?.items).toEqual([{ [text]: text }]);
  w.isOnline = true;
  await time.advance(5_000);
  expect(next.sync).toMatchObject({ phase: "live", pending: 0, rejected: 0 });
  const other = w.client().box.getOrCreate(["a"]).connect();
  await time.advance(100);
  expect(other.state?.items).toEqual([{ [text]: text }]);
});
