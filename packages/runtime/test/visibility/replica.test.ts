// What a device has of what a connection may see, and what predictions make of it: in virtual time, over tabs and reloads.

import { afterEach, describe, expect, test } from "vitest";
import { addressText } from "../../src/client/address.ts";
import { keys } from "../../src/client/device-records.ts";
import type { Immutable } from "../../src/contract/immutable.ts";
import { PRIVATE, registry, roles, SECRET, type ShopState } from "./shop.ts";
import { sim } from "./sim.ts";

type Seen = Partial<ShopState>;
const BOSS = { user: "boss", role: "boss" };
const ANN = { user: "ann" };
const make = () => sim(registry, { name: "shop", key: ["x"] });
const live = (...seats: readonly { readonly conn: { readonly sync: { readonly phase: string; readonly pending: number } } }[]) => (): boolean =>
  seats.every(({ conn }) => conn.sync.phase === "live" && conn.sync.pending === 0);
const titles = (state: Immutable<Seen> | undefined) => state?.items?.map(({ title }) => title);

afterEach(() => roles.clear());

describe("predictions run on what is seen", () => {
  test("L4 what was guessed of what is hidden is corrected in the step in which the effect enters the base", async () => {
    const world = make();
    const ann = world.enter<Seen>(world.device(), ANN);
    await world.until(live(ann));
    const shapes: unknown[] = [];
    ann.conn.subscribe(() => shapes.push(ann.conn.state?.items?.[1]));
    const call = ann.act("stock", "i1", "jam");
    expect(call.predicted.how).toBe("predicted");
    await world.until(live(ann));
    // With the cost that the caller itself has named, and then as a customer sees it; never without it, nor twice.
    expect(shapes).toEqual([{ id: "i1", title: "jam", cost: `${SECRET} cost of i1` }, { id: "i1", title: "jam" }]);
  });

  test("L5 an action that trips over what is hidden predicts nothing, and is sent; later ones are predicted", async () => {
    const world = make();
    const ann = world.enter<Seen>(world.device(), ANN);
    const boss = world.enter<Seen>(world.device(), BOSS);
    await world.until(live(ann, boss));
    expect(ann.act("book", "by ann").predicted.how).toBe("threw");
    expect(ann.act("rename", "i0", "green tea").predicted.how).toBe("predicted");
    expect(titles(ann.conn.state)).toEqual(["green tea"]);
    await world.until(() => live(ann, boss)() && boss.conn.state?.ledger?.length === 2);
    expect(boss.conn.state?.ledger?.[1]).toBe(`${SECRET} by ann`);
    expect(ann.conn.state).toEqual({ items: [{ id: "i0", title: "green tea" }], orders: { ann: [] }, version: 0 });
  });

  test("L4 L5 an action that waits while what it read is taken away predicts nothing any more, and is sent; the others stay shown (case 41)", async () => {
    const world = make();
    const device = world.device();
    roles.set("kim", "boss");
    const [kim, boss] = [world.enter<Seen>(device, { user: "kim" }), world.enter<Seen>(world.device(), BOSS)];
    await world.until(live(kim, boss));
    world.online(device, false);
    const calls = [kim.act("book", "by kim"), kim.act("rename", "i0", "green tea")];
    expect([kim.conn.state?.ledger?.length, titles(kim.conn.state)]).toEqual([2, ["green tea"]]);
    await world.until(() => kim.conn.outbox.pending.every(({ saved }) => saved));
    roles.set("kim", "customer");
    const shown: unknown[] = [];
    kim.conn.subscribe(() => shown.push([kim.conn.sync.pending, kim.conn.state?.ledger, titles(kim.conn.state)]));
    world.online(device, true);
    await world.until(live(kim));
    await Promise.all(calls);
    // Waiting, it is taken out of the view with what it was called on.
    expect(shown[0]).toEqual([2, undefined, ["green tea"]]);
    expect(shown.filter((each) => JSON.stringify(each).includes(SECRET))).toEqual([]);
    expect(kim.conn.sync).toMatchObject({ pending: 0, rejected: 0 });
    await world.until(() => boss.conn.state?.ledger?.length === 2);
    expect(boss.conn.state?.ledger?.[1]).toBe(`${SECRET} by kim`);
  });

  test("L4 two lanes of one page are two replicas, and show what each may see", async () => {
    const world = make();
    const device = world.device();
    const tab = world.tab(device);
    const boss = world.enter<Seen>(device, BOSS, tab);
    const ann = world.enter<Seen>(device, ANN, tab);
    await world.until(live(boss, ann));
    for (let i = 0; i < 5; i++) {
      void ann.act("order", `i${i}`);
      void boss.act("book", `entry ${i}`);
      void boss.act("rename", "i0", `tea ${i}`);
      await world.pass(7);
    }
    await world.until(() => live(boss, ann)() && titles(ann.conn.state)?.[0] === "tea 4");
    expect(Object.keys(ann.conn.state ?? {})).toEqual(["items", "orders", "version"]);
    expect(ann.conn.state?.orders).toEqual({ ann: Array.from({ length: 5 }, (_, i) => ({ item: `i${i}`, note: `${PRIVATE}ann` })) });
    expect(boss.conn.state?.orders).toEqual(ann.conn.state?.orders);
    expect(boss.conn.state?.ledger).toHaveLength(6);
  });
});

describe("L9 rights that shrink", () => {
  test("L9 live: it is gone from the replica in one step, and from the disk", async () => {
    const world = make();
    const device = world.device();
    const boss = world.enter<Seen>(device, BOSS);
    await world.until(live(boss));
    await world.pass(5_000);
    expect(world.diskText(device)).toContain(`${SECRET} ledger`);
    void boss.act("become", "customer");
    await world.until(live(boss));
    expect(boss.conn.state).toEqual({ items: [{ id: "i0", title: "tea" }], orders: { boss: [] }, version: 0 });
    await world.pass(100);
    expect(world.diskText(device)).not.toContain(SECRET);
  });

  test("L9 where it is the state that says so, also what was stored before the step that took it", async () => {
    const world = make();
    const device = world.device();
    const [ann, boss] = [world.enter<Seen>(device, ANN), world.enter<Seen>(world.device(), BOSS)];
    await world.until(live(ann, boss));
    void ann.act("order", "i0");
    await world.until(live(ann));
    await world.pass(5_000);
    expect(world.diskText(device)).toContain(`${PRIVATE}ann`);
    void boss.act("forget", "ann");
    await world.until(() => live(boss)() && ann.conn.state?.orders?.["ann"]?.length === 0);
    await world.pass(5_000);
    expect(world.diskText(device)).not.toContain(PRIVATE);
  });

  test.each(["in the same page", "after a reload"])("L9 offline, %s: it goes when the server is there again, though nothing else has changed", async (when) => {
    const world = make();
    const device = world.device();
    let boss = world.enter<Seen>(device, { user: "dan", role: "boss" });
    await world.until(live(boss));
    await world.pass(5_000);
    world.online(device, false);
    void boss.act("order", "i0");
    void boss.act("rename", "i0", "my tea");
    await world.pass(100);
    if (when === "after a reload") {
      boss.tab.kill();
      boss = world.enter<Seen>(device, { user: "dan", role: "boss" });
      await world.until(() => boss.conn.sync.pending === 2);
    }
    expect(boss.conn.state?.ledger).toEqual([`${SECRET} ledger`]);
    roles.set("dan", "customer");
    world.online(device, true);
    const seen: unknown[] = [];
    boss.conn.subscribe(() => seen.push([boss.conn.state?.ledger, titles(boss.conn.state), boss.conn.state?.orders?.["dan"]?.length]));
    await world.until(live(boss));
    // What waits is never gone, and what may not be seen never comes back.
    for (const each of seen) expect(each).toEqual([undefined, ["my tea"], 1]);
    expect(boss.conn.state).toEqual({ items: [{ id: "i0", title: "my tea" }], orders: { dan: [{ item: "i0", note: `${PRIVATE}dan` }] }, version: 0 });
    await world.pass(5_000);
    expect(world.diskText(device)).not.toContain(SECRET);
  });

  test("L9 a server that was restarted takes it away, too; what it rejected stays in the box", async () => {
    const world = make();
    const device = world.device();
    const boss = world.enter<Seen>(device, { user: "dan", role: "boss" });
    await world.until(live(boss));
    void boss.act("refuse", "what I wrote");
    await world.until(() => boss.conn.sync.rejected === 1);
    roles.set("dan", "customer");
    world.server.kill();
    world.network.cutAll();
    world.server.start();
    await world.until(() => boss.conn.sync.phase !== "live");
    await world.until(live(boss));
    expect(boss.conn.state?.ledger).toBeUndefined();
    expect(boss.conn.outbox.rejected).toMatchObject([{ name: "refuse", args: ["what I wrote"] }]);
    await world.pass(5_000);
    expect(world.diskText(device)).not.toContain(SECRET);
    expect(world.diskText(device)).toContain("what I wrote");
  });

  test("L9 one of two tabs: the disk is left with what that one may see, whichever was the first to write", async () => {
    const world = make();
    const device = world.device();
    const [one, two] = [world.enter<Seen>(device, BOSS), world.enter<Seen>(device, BOSS)];
    await world.until(live(one, two));
    for (let i = 0; i < 8; i++) {
      void one.act("become", "boss");
      void two.act("book", `entry ${i}`);
      await world.until(() => live(one, two)() && one.conn.state?.ledger?.length === i + 2);
      await world.pass(3_000);
      expect(world.diskText(device)).toContain(SECRET);
      void one.act("become", "customer");
      await world.until(live(one, two));
      await world.pass(3_000);
      expect(two.conn.state?.ledger).toHaveLength(i + 2);
      expect(world.diskText(device)).not.toContain(SECRET);
    }
  });

  test("L9 a base from before there was a view is forgotten", async () => {
    const world = make();
    const device = world.device();
    const whole = addressText({ name: "shop", key: ["x"] });
    device.disk.set(keys.head(whole), JSON.stringify({ actor: "a", cursor: ["e", 1, "r"] }));
    device.disk.set(keys.base(whole), JSON.stringify({ version: 0, marks: [], markedFrom: 0, state: { ledger: [SECRET] } }));
    device.disk.set(keys.step(whole, 1), JSON.stringify([{ from: 0, to: 1, patch: [["set", [], "more", SECRET]] }]));
    const ann = world.enter<Seen>(device, ANN);
    await world.until(live(ann));
    await world.pass(100);
    expect(world.diskText(device)).not.toContain(SECRET);
    expect([...device.disk.keys()].filter((key) => key.startsWith("head/"))).toHaveLength(1);
  });
});

describe("self", () => {
  test("L4 a row keeps the self it was called under, through reloads and in every tab, also where another one was told since", async () => {
    const world = make();
    const device = world.device();
    roles.set("eve", "boss");
    const first = world.enter<Seen>(device, { user: "eve" });
    await world.until(live(first));
    world.online(device, false);
    expect(first.act("sign", "a").predicted).toMatchObject({ how: "predicted", output: "a by eve, boss" });
    await world.pass(200);
    const second = world.enter<Seen>(device, { user: "eve" });
    await world.until(() => second.conn.state?.items?.length === 2);
    expect(titles(second.conn.state)).toEqual(["tea", "a by eve, boss"]);
    first.tab.kill();
    const third = world.enter<Seen>(device, { user: "eve" });
    await world.until(() => third.conn.state?.items?.length === 2);
    // What was told last is on the device, and holds for what is called now.
    expect(third.act("sign", "b").predicted).toMatchObject({ how: "predicted", output: "b by eve, boss" });
    await world.pass(200);

    roles.set("eve", "customer");
    world.online(device, true);
    await world.until(() => third.conn.sync.phase === "live");
    expect(third.act("sign", "c").predicted).toMatchObject({ how: "predicted", output: "c by eve, customer" });
    expect(titles(third.conn.state)).toEqual(["tea", "a by eve, boss", "b by eve, boss", "c by eve, customer"]);
    await world.until(live(second, third));
    for (const { conn } of [second, third]) {
      expect(titles(conn.state)?.toSorted()).toEqual(["a by eve, customer", "b by eve, customer", "c by eve, customer", "tea"]);
    }
  });

  test("what it does not tell is not there, and writing to it is not predicted; without it reading is not", async () => {
    const world = make();
    const ann = world.enter<Seen>(world.device(), ANN);
    await world.until(live(ann));
    expect(ann.act("pin").predicted).toMatchObject({ how: "predicted", output: undefined });
    expect(ann.act("become", "customer").predicted).toEqual({ how: "unpredictable", why: "it writes to c.conn.state" });
    expect(ann.act("replaceOwn").predicted).toEqual({ how: "unpredictable", why: "it writes to c.conn.state" });
    const hall = sim(registry, { name: "hall", key: ["x"] });
    const red = hall.enter<{ room: string }>(hall.device(), { room: "red" });
    await hall.until(live(red));
    expect(red.act("where").predicted).toEqual({ how: "unpredictable", why: "it reads c.conn.state" });
  });
});
