// A client that another tab retired: the server knows nothing of it, and who still has its rows must not take them for such as never ran.

import { describe, expect, test } from "vitest";
import type { Storage } from "../src/ports/storage.ts";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { server } from "./host-by-hand.ts";
import { simBrowser } from "./sim-browser.ts";

const list = actor({
  state: { items: [] as string[] },
  // What a sight shows is told as a whole to whoever comes back after the actor slept: no step says whose action it was.
  sync: { view: (_c, state) => state },
  options: { sleepTimeout: 1_000 },
  actions: { add: (c, text: string) => void c.state.items.push(text) },
});
const registry = setup({ use: { list } });
const SEEDS = Array.from({ length: 16 }, (_, i) => i);

describe("a client that was retired", () => {
  test.each(SEEDS)("L2 L4 is not shown twice to a page that was put aside meanwhile (seed %d)", async (seed) => {
    const browser = simBrowser(registry, "list", `retired ${seed}`);
    // The device is read more slowly than the server is reached.
    const slow = async (disk: Storage): Promise<Storage> => ({
      ...disk,
      list: (range) => new Promise((resolve) => browser.scheduler.at(browser.scheduler.now() + 2_000, () => resolve(disk.list(range)))),
    });
    const [one, two] = [browser.open(slow), browser.open()];
    await browser.until(() => one.conn.sync.phase === "live" && two.conn.sync.phase === "live");
    browser.goOnline(false);
    void one.conn.action({ name: "add", args: ["a"] });
    void one.conn.action({ name: "add", args: ["b"] });
    await browser.until(() => two.conn.outbox.pending.length === 2);
    one.tab.freeze(800_000);
    await browser.pass(3_000);
    browser.goOnline(true);
    await browser.until(() => two.settled.length === 2);
    await browser.pass(797_500);
    expect(one.tab.isFrozen).toBe(false);
    const seen = new Set<string>();
    await browser.until(() => {
      seen.add(String((one.conn.state as { items: string[] }).items));
      return one.conn.sync.phase === "live" && one.conn.sync.pending === 0;
    });
    await browser.pass(5_000);
    seen.add(String((one.conn.state as { items: string[] }).items));
    expect([...seen]).toEqual(["a,b"]);
  });

  test("L2 is remembered for a while by how far it came", async () => {
    const s = server(setup({ use: { thing: actor({ state: { n: 0 }, sync: true, options: { sleepTimeout: 1e8 }, actions: { add: (c) => ++c.state.n } }) } }));
    const [dead, alive] = ["d".repeat(32), "b".repeat(32)];
    const heir = s.client(dead);
    await heir.hello();
    await heir.open();
    await heir.push(heir.epoch, 1, "add");
    await heir.push(heir.epoch, 2, "add");
    await heir.say({ t: "retire", client: dead });
    const other = s.client(alive);
    const progressIn = async (ch: number): Promise<unknown> => {
      await other.open({ seen: [[alive, "", 0], [dead, "", 0]] }, ch);
      return other.of("opened").at(-1)?.["progress"];
    };
    await other.hello();
    expect(await progressIn(1)).toEqual([[alive, "", 0, []], [dead, "", 2, []]]);
    expect([...s.disk.keys()].filter((key) => key.includes(dead))).toEqual([]);

    await s.pass(601_000);
    const next = s.client("c".repeat(32));
    await next.hello();
    await next.open();
    await next.push(next.epoch, 1, "add");
    await next.say({ t: "retire", client: "c".repeat(32) });
    expect(await progressIn(2)).toEqual([[alive, "", 0, []], [dead, "", 0, []]]);
  });
});
