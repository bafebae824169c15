// What a connection may not see never leaves the server: every byte that it is sent is searched for what was planted.

import { afterEach, describe, expect, test } from "vitest";
import type { MemoryDisk } from "../../src/storage/memory.ts";
import { KEY, server } from "../host-by-hand.ts";
import { PRIVATE, registry, runs, SECRET, type ShopState } from "./shop.ts";

const clientId = (n: number): string => n.toString(16).padStart(32, "0");

type World = ReturnType<typeof server>;
type Hand = ReturnType<World["client"]>;

interface Base { how: string; view?: boolean; state?: Partial<ShopState>; steps?: object[] }
interface Opened { cursor: [string, number, string]; base: Base; self?: unknown }
interface Commit { from: number; to: number; patch: unknown[]; by?: unknown[]; done?: boolean; run?: string }

const lastOpened = (hand: Hand): Opened => hand.of("opened").at(-1) as unknown as Opened;
const commits = (hand: Hand): Commit[] => hand.of("commit") as unknown as Commit[];

/** Opens a lane with these params by a client's hand. */
async function enter(world: World, n: number, params: object, name: "shop" | "hall" = "shop", more: object = {}) {
  const hand = world.client(clientId(n));
  await hand.hello();
  await hand.open({ name, params, seen: [], ...more });
  const act = (id: number, action: string, ...args: unknown[]) =>
    hand.say({ t: "push", ch: 1, client: clientId(n), epoch: lastOpened(hand).cursor[0], actions: [[id, action, args, KEY, 1_000_000]] });
  const reopen = (cursor: readonly unknown[], own: object = params) => hand.open({ name, params: own, seen: [], cursor }, 2);
  return Object.assign(hand, { act, reopen, heardText: () => JSON.stringify(hand.heard) });
}

/** Where the commits that a client has heard lead it. */
function cursorOf(hand: Hand): [string, number, string] {
  const { cursor: [epoch, version, run] } = lastOpened(hand);
  return commits(hand).reduce<[string, number, string]>(([, , at], commit) => [epoch, commit.to, commit.run ?? at], [epoch, version, run]);
}

afterEach(() => Object.assign(runs, { view: 0, audience: 0, self: 0 }));

describe("L9 under a view", () => {
  test("L9 snapshots, commits, acks and selves hold nothing that may not be seen", async () => {
    const world = server(registry);
    const boss = await enter(world, 1, { user: "boss", role: "boss" });
    const ann = await enter(world, 2, { user: "ann" });
    const bob = await enter(world, 3, { user: "bob" });
    await boss.act(1, "stock", "i1", "jam");
    await boss.act(2, "book", "paid");
    await ann.act(1, "order", "i0");
    await bob.act(1, "order", "i1");
    await boss.act(3, "rename", "i0", "green tea");
    expect(boss.heardText()).toContain(SECRET);
    for (const [hand, other] of [[ann, "bob"], [bob, "ann"]] as const) {
      expect(hand.heardText()).not.toContain(SECRET);
      expect(hand.heardText()).not.toContain(`${PRIVATE}${other}`);
    }
    expect(ann.heardText()).toContain(`${PRIVATE}ann`);
    expect(ann.heardText()).toContain("green tea");
    expect(lastOpened(ann).self).toEqual({ user: "ann", role: "customer" });
  });

  test("L9 every commit names its action to everybody, also where nothing of it is seen", async () => {
    const world = server(registry);
    const boss = await enter(world, 1, { user: "boss", role: "boss" });
    const ann = await enter(world, 2, { user: "ann" });
    await boss.act(1, "book", "paid");
    const [heard] = commits(ann);
    expect(heard).toMatchObject({ from: 0, to: 1, patch: [], by: [clientId(1), expect.any(String), 1], done: true });
    expect(commits(boss)[0]?.patch).toEqual([["splice", ["ledger"], 1, 0, [`${SECRET} paid`]]]);
  });

  test("L9 a client that comes back is told the steps of what it sees, or that nothing has changed, or all of what it sees", async () => {
    const world = server(registry);
    const boss = await enter(world, 1, { user: "boss", role: "boss" });
    const ann = await enter(world, 2, { user: "ann" });
    const stays = await enter(world, 3, { user: "ann" });
    const left = cursorOf(ann);
    await boss.act(1, "book", "paid");
    await boss.act(2, "stock", "i1", "jam");
    await ann.reopen(left);
    expect(lastOpened(ann).base).toMatchObject({ how: "steps", steps: [{ from: 0, to: 1, patch: [] }, { from: 1, to: 2 }] });
    const now = lastOpened(ann).cursor;
    expect(now).toEqual(cursorOf(stays));
    await ann.open({ name: "shop", params: { user: "ann" }, seen: [], cursor: now }, 3);
    expect(lastOpened(ann).base).toEqual({ how: "match" });
    // The same version, and somebody who may see something else.
    await ann.open({ name: "shop", params: { user: "bob" }, seen: [], cursor: now }, 4);
    expect(lastOpened(ann).base).toMatchObject({ how: "snapshot", view: true, state: { orders: { bob: [] } } });
    expect(ann.heardText()).not.toContain(SECRET);
  });

  test("L9 after a restart, after a new epoch, and with a cursor of old, all of what may be seen is told, and no more", async () => {
    const disk: MemoryDisk = new Map();
    const world = server(registry, disk);
    const boss = await enter(world, 1, { user: "boss", role: "boss" });
    const ann = await enter(world, 2, { user: "ann" });
    await boss.act(1, "stock", "i1", "jam");
    const cursor = cursorOf(ann);
    const old = new Map(disk);
    await boss.act(2, "book", "paid");

    const restarted = await enter(server(registry, disk), 2, { user: "ann" }, "shop", { cursor });
    expect(lastOpened(restarted).base).toMatchObject({ how: "snapshot", view: true });
    // What the boss's replica had is not what a customer's may become.
    const asCustomer = await enter(server(registry, disk), 1, { user: "carl" }, "shop", { cursor: cursorOf(boss) });
    expect(lastOpened(asCustomer).base).toMatchObject({ how: "snapshot", view: true, state: { orders: { carl: [] } } });

    const put = server(registry, old);
    const restored = await enter(put, 2, { user: "ann" }, "shop", { cursor: cursorOf(boss) });
    expect(lastOpened(restored)).toMatchObject({ restored: true, base: { how: "snapshot", view: true } });
    expect(lastOpened(restored).cursor[0]).not.toBe(cursor[0]);
    for (const hand of [restarted, asCustomer, restored]) expect(hand.heardText()).not.toContain(SECRET);
  });

  test("L9 a tail that is too long, and an actor that slept, are no way around it", async () => {
    const world = server(registry);
    const boss = await enter(world, 1, { user: "boss", role: "boss" });
    const ann = await enter(world, 2, { user: "ann" });
    const left = cursorOf(ann);
    for (let i = 1; i <= 120; i++) await boss.act(i, i % 2 === 0 ? "book" : "rename", "i0", `tea ${i}`);
    await ann.reopen(left);
    expect(lastOpened(ann).base).toMatchObject({ how: "snapshot", view: true });
    await world.pass(40_000);
    const id = [...world.disk.keys()].find((key) => key.startsWith("actor/"))?.split("/")[1] ?? "";
    expect(world.host.awake(id)).toBeUndefined();
    await boss.act(121, "stock", "i9", "salt");
    expect(commits(ann).at(-1)?.patch).toEqual([["splice", ["items"], 1, 0, [{ id: "i9", title: "salt" }]]]);
    expect(ann.heardText()).not.toContain(SECRET);
  });
});

describe("rights that change", () => {
  test("L9 what a connection may no longer see is taken away in the commit that says so, and given back", async () => {
    const world = server(registry);
    const boss = await enter(world, 1, { user: "boss", role: "boss" });
    const before = cursorOf(boss);
    await boss.act(1, "become", "customer");
    const [demoted] = commits(boss);
    expect(demoted).toMatchObject({ from: 0, to: 1, by: [clientId(1), expect.any(String), 1], done: true });
    expect(demoted?.patch).toContainEqual(["delete", [], "ledger"]);
    expect(demoted?.run).toMatch(/^[0-9a-f]{32}\.[0-9a-f]{16}$/);
    expect(demoted?.run).not.toBe(before[2]);
    const ann = await enter(world, 2, { user: "ann", role: "boss" });
    const quiet = boss.heard.length;
    await ann.act(1, "book", "paid");
    expect(JSON.stringify(boss.heard.slice(quiet))).not.toContain(SECRET);
    await boss.act(2, "become", "boss");
    expect(JSON.stringify(commits(boss).at(-1)?.patch)).toContain(`${SECRET} paid`);
    // Others are told that something happened, and not what.
    expect(commits(ann).at(-1)).toMatchObject({ patch: [], by: [clientId(1), expect.any(String), 2] });
    expect(commits(ann).at(-1)?.run).toBeUndefined();
  });

  test("L9 what is seen by audience goes with the audience", async () => {
    const world = server(registry);
    const red = await enter(world, 1, { room: "red" }, "hall");
    const blue = await enter(world, 2, { room: "blue" }, "hall");
    await red.act(1, "say", "red", "hi");
    await blue.act(1, "say", "blue", "ho");
    expect(red.heardText()).not.toContain(`${PRIVATE}blue`);
    await red.act(2, "go", "blue");
    expect(JSON.stringify(commits(red).at(-1)?.patch)).toContain(`${PRIVATE}blue ho`);
    const cursor = cursorOf(red);
    expect(cursor).toEqual(cursorOf(blue));
    const heard = red.heard.length;
    await blue.act(2, "say", "red", "still there?");
    expect(JSON.stringify(red.heard.slice(heard))).not.toContain(`${PRIVATE}red`);
    for (const hand of [red, blue]) expect(hand.heardText()).not.toContain(SECRET);
  });

  test("L9 a view that refuses on purpose closes the lane with its error; one that fails, with one that says nothing", async () => {
    const world = server(registry);
    const ann = await enter(world, 1, { user: "ann" });
    const bob = await enter(world, 2, { user: "bob" });
    await ann.act(1, "become", "banned");
    expect(ann.of("closed")).toMatchObject([{ error: { group: "user", code: "banned", message: "You are banned." } }]);
    await bob.act(1, "become", "broken");
    expect(bob.of("closed")).toMatchObject([{ error: { group: "sync", code: "view_failed" } }]);
    expect(bob.heardText()).not.toContain(SECRET);
    expect(world.log.error).toHaveBeenCalledWith(expect.objectContaining({ err: expect.objectContaining({ message: `${SECRET} reason` }) }));
    // The lane is gone, and with it what it would have been told; others go on.
    const carl = await enter(world, 3, { user: "carl" });
    await carl.act(1, "order", "i0");
    expect(carl.of("commit")).toHaveLength(1);
    expect(ann.of("commit")).toHaveLength(0);
  });
});

describe("what a view costs", () => {
  test("it runs once per commit for all who see the same, and not at all where nothing has changed", async () => {
    const world = server(registry);
    const hands = [];
    for (let n = 1; n <= 20; n++) hands.push(await enter(world, n, { room: n % 2 === 0 ? "red" : "blue" }, "hall"));
    expect(runs.view).toBe(2);
    expect(runs.audience).toBe(20);
    await hands[0]?.act(1, "say", "red", "hi");
    expect(runs.view).toBe(4);
    expect(runs.audience).toBe(20);
    await hands[0]?.act(2, "go", "red");
    expect(runs).toMatchObject({ view: 4, audience: 21 });
    expect(hands.map((hand) => commits(hand).length)).toEqual(Array.from({ length: 20 }, () => 2));
  });

  test("without an audience it runs once for all with equal params and an equal state", async () => {
    const world = server(registry);
    for (let n = 1; n <= 5; n++) await enter(world, n, { user: "ann" });
    const bob = await enter(world, 6, { user: "bob" });
    expect(runs.view).toBe(2);
    await bob.act(1, "order", "i0");
    expect(runs.view).toBe(4);
  });
});
