// Subscriptions that fail, and those that come late. The numbers are those of docs/guarantees.md.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { inProcess } from "../../src/testing/in-process.ts";
import { virtualTime } from "../../src/testing/virtual-time.ts";
import { makeViewWorld } from "../view-world.ts";

const thrown: unknown[] = [];
const note = (error: unknown): void => void thrown.push(error);
beforeEach(() => {
  thrown.length = 0;
  process.on("unhandledRejection", note);
});
afterEach(() => void process.off("unhandledRejection", note));
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a selector that throws", () => {
  test("runs again when something changes that it read until then, and so comes back to life (case 42)", async () => {
    const w = makeViewWorld();
    const { counts, selected } = w.count((s) => {
      const row = s.byId["k1"];
      if (row === undefined) throw new Error("k1 is gone");
      return row.title;
    });
    w.call((s) => void delete s.byId["k1"]);
    expect([counts, selected.value]).toEqual([{ runs: 2, told: 0 }, "row 1"]);
    w.call((s) => s.n++);
    expect(counts.runs).toBe(2);
    w.call((s) => void (s.byId["k1"] = { id: 1, title: "again", tags: [] }));
    expect([counts, selected.value]).toEqual([{ runs: 3, told: 1 }, "again"]);
    await turn();
    expect(thrown).toMatchObject([{ message: "k1 is gone" }]);
  });

  test("keeps nothing from others who watch (case 42)", async () => {
    const w = makeViewWorld();
    w.count((s) => {
      if (s.n > 0) throw new Error("no");
      return s.n;
    });
    const { counts } = w.count((s) => s.n);
    const whole: number[] = [];
    w.view.subscribe(() => whole.push(w.state.n));
    w.call((s) => s.n++);
    expect([counts, whole]).toEqual([{ runs: 2, told: 1 }, [1]]);
    await turn();
    expect(thrown).toMatchObject([{ message: "no" }]);
  });
});

test("whoever begins to watch has what is so far, and misses nothing from then on, also before anything is known (case 43)", async () => {
  const list = actor({ state: { items: [] as string[] }, sync: true, actions: { add: (c, item: string) => void c.state.items.push(item) } });
  const time = virtualTime(turn);
  const w = inProcess(setup({ use: { list } }), { timers: time.timers });
  const conn = w.client().list.getOrCreate(["a"]).connect();
  const early: unknown[] = [];
  conn.subscribe((state) => state.items.length, (count) => early.push(count));
  void conn.add("before it is known");
  await time.advance(10);
  expect(conn.state?.items).toEqual(["before it is known"]);
  expect(early.at(-1)).toBe(1);
  const late: unknown[] = [];
  void conn.add("before");
  conn.subscribe((state) => state.items.length, (count) => late.push(count));
  void conn.add("after");
  expect(late).toEqual([3]);
  await time.advance(1_000);
  expect([early.at(-1), late]).toEqual([3, [3]]);
});
