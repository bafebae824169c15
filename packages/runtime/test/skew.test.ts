import { describe, expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { makeBaseKeeper } from "../src/client/base-keeper.ts";
import { makeDevice } from "../src/client/device.ts";
import { guardedStorage } from "../src/client/guarded-storage.ts";
import { EMPTY } from "../src/replica/state.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { ADDRESS, skewWorld, v1, v2 } from "./skew-world.ts";

/** A device with two confirmed names, the server stopped, and calls of the first version waiting. */
async function beforeTheDeploy(...calls: readonly (readonly [name: string, ...args: unknown[]])[]) {
  const world = skewWorld();
  const old = world.open(v1);
  void old.call("add", "a");
  void old.call("add", "b");
  await world.until(() => world.settled.length === 2);
  world.stop();
  await world.until(() => old.conn.sync.phase === "offline");
  const made = calls.map(([name, ...args]) => old.call(name, ...args));
  await world.until(() => world.records("row/").length === calls.length);
  return { world, old, made };
}

describe("a page of a new version on a device of an old one", () => {
  test("L6: keeps what waits, leaves out the old base, and sends the calls under their own version (case 14, complaint 8)", async () => {
    const { world, old } = await beforeTheDeploy(["add", "c"], ["add", "d"]);
    old.close();
    const page = world.open(v2);
    await world.pass(1_000);
    expect(page.conn.sync).toMatchObject({ phase: "offline", pending: 2 });
    expect(page.conn.state).toBeUndefined();
    expect(page.conn.outbox.pending.map(({ args }) => args)).toEqual([["c"], ["d"]]);
    world.deploy(v2);
    await world.until(() => page.conn.sync.phase === "live" && page.conn.sync.pending === 0);
    expect(world.truth()).toEqual(["a.", "b.", "c.", "d."]);
    expect(page.shown).toEqual(world.truth());
    expect(world.settled.map(({ error }) => error)).toEqual([undefined, undefined, undefined, undefined]);
    await world.until(() => world.records("row/").length === 0);
    expect(world.records("head/")).toMatchObject([{ schema: 2 }]);
  });

  test("L9: leaves out what an old view gave, though no step changes the state: what a view gives, no step upgrades", async () => {
    const seen = (version: number, view: (c: unknown, state: { readonly names: readonly string[] }) => unknown) => {
      const list = actor({ state: { names: [] as string[] }, sync: { version, view }, actions: { add: (c, name: string) => void c.state.names.push(name) } });
      return setup({ use: { list } });
    };
    const first = seen(1, (_c, { names }) => ({ names }));
    const second = seen(2, (_c, { names }) => ({ items: names.map((name) => ({ name, done: true })) }));
    const world = skewWorld(first);
    const old = world.open(first);
    void old.call("add", "a");
    await world.until(() => world.settled.length === 1);
    await world.until(() => world.records("row/").length === 0);
    world.stop();
    await world.until(() => old.conn.sync.phase === "offline");
    old.close();
    const same = world.open(first);
    await world.until(() => same.conn.state !== undefined);
    expect(same.shown).toEqual(["a"]);
    same.close();
    const page = world.open(second);
    await world.pass(1_000);
    expect(page.conn.sync.phase).toBe("offline");
    expect(page.conn.state).toBeUndefined();
    world.deploy(second);
    await world.until(() => page.conn.sync.phase === "live");
    expect(page.shown).toEqual(["a!"]);
  });

  test("L4: predicts the calls of the old version, with their arguments upgraded", async () => {
    const { world, old } = await beforeTheDeploy(["add", "c"]);
    old.close();
    world.deploy(v2);
    const page = world.open(v2);
    await world.until(() => page.shown !== undefined);
    expect(page.shown).toEqual(["a.", "b.", "c."]);
    const seen: unknown[] = [];
    page.conn.subscribe(() => seen.push(page.shown));
    await world.until(() => page.conn.sync.pending === 0);
    // It leaves the fold in the step in which its effect enters the base: no flicker.
    expect(new Set(seen.map((each) => JSON.stringify(each)))).toEqual(seen.length === 0 ? new Set() : new Set(['["a.","b.","c."]']));
  });

  test("shows no new actor in place of one that exists, while its base is not known", async () => {
    const { world, old } = await beforeTheDeploy(["add", "c"]);
    old.close();
    const page = world.open(v2);
    await world.pass(5_000);
    expect(page.conn.sync.phase).toBe("offline");
    expect(page.conn.state).toBeUndefined();
  });

  test("goes on with the base it has, offline too, where the state kept its shape", async () => {
    const { world, old } = await beforeTheDeploy(["add", "c"]);
    old.close();
    const same = setup({
      use: {
        list: actor({
          state: { names: [] as string[] },
          sync: { version: 2, upgrade: { 2: { actions: { add: ([name]: readonly unknown[]) => [{ name }] } } } },
          actions: { add: (c, { name }: { name: string }) => void c.state.names.push(name) },
        }),
      },
    });
    const page = world.open(same);
    await world.until(() => page.shown !== undefined);
    expect(page.conn.sync.phase).not.toBe("live");
    expect(page.shown).toEqual(["a", "b", "c"]);
    world.deploy(same);
    await world.until(() => page.conn.sync.pending === 0 && page.conn.sync.phase === "live");
    expect(world.truth()).toEqual(["a", "b", "c"]);
  });

  test("L5: an action that the new version does not have predicts nothing, and is answered so: it goes to the box (case 5)", async () => {
    const { world, old } = await beforeTheDeploy(["shout", "c"], ["add", "d"]);
    old.close();
    world.deploy(v2);
    const page = world.open(v2);
    await world.until(() => page.conn.sync.phase === "live" && page.conn.sync.pending === 0);
    expect(world.truth()).toEqual(["a.", "b.", "d."]);
    expect(page.conn.outbox.rejected).toMatchObject([{ name: "shout", args: ["c"], error: { group: "action", code: "not_found" } }]);
  });

  test("L6: a rejected call of the old version is called again under it", async () => {
    const { world, old, made } = await beforeTheDeploy(["refuse", "c"]);
    made[0]?.catch(() => {});
    world.deploy(v1);
    await world.until(() => old.conn.sync.rejected === 1);
    old.close();
    world.deploy(v2);
    const page = world.open(v2);
    await world.until(() => page.conn.outbox.rejected.length === 1);
    const [rejected] = page.conn.outbox.rejected;
    let heard: unknown = null;
    page.conn.outbox.retry(rejected?.id ?? "").catch((error: unknown) => (heard = error));
    await world.until(() => heard !== null);
    expect(heard).toMatchObject({ message: "no c" });
  });

  test("waits for a server that is still old, loses nothing, and comes in once it is new (case 35)", async () => {
    const world = skewWorld();
    const page = world.open(v2);
    void page.call("add", { name: "early", done: false });
    await world.pass(20_000);
    expect(page.conn.sync).toMatchObject({ pending: 1 });
    expect(["loading", "connecting"]).toContain(page.conn.sync.phase);
    world.deploy(v2);
    await world.until(() => page.conn.sync.pending === 0);
    expect(world.truth()).toEqual(["early."]);
  });
});

describe("a page of an old version whose server is new", () => {
  test("L6: is outdated: it keeps its queue, saves what is called, and tells the app once", async () => {
    const { world, old } = await beforeTheDeploy(["add", "c"]);
    const told: string[] = [];
    old.tab.onOutdated(({ error }) => told.push(`${error.group}/${error.code}`));
    world.deploy(v2);
    await world.until(() => old.conn.sync.phase === "outdated");
    void old.call("add", "d");
    await world.until(() => world.records("row/").length === 2);
    old.conn.retry();
    await world.pass(10_000);
    world.deploy(v2);
    await world.pass(10_000);
    expect(old.conn.sync).toMatchObject({ phase: "outdated", pending: 2 });
    expect(old.shown).toEqual(["a", "b", "c", "d"]);
    expect(told).toEqual(["version/outdated"]);
    // Who asks late hears of it too, and once.
    old.tab.onOutdated(() => told.push("late"));
    await world.pass(10);
    expect(told).toEqual(["version/outdated", "late"]);
    old.close();
    const page = world.open(v2);
    await world.until(() => page.conn.sync.phase === "live" && page.conn.sync.pending === 0);
    expect(page.shown).toEqual(["a.", "b.", "c.", "d."]);
  });

  test("takes up again where the deploy is taken back", async () => {
    const world = skewWorld();
    const old = world.open(v1);
    await world.until(() => old.conn.sync.phase === "live");
    // Deployed, and not one actor has woken yet.
    const before = new Map(world.server.disk);
    world.deploy(v2);
    await world.until(() => old.conn.sync.phase === "outdated");
    void old.call("add", "c");
    world.stop();
    world.server.disk = before;
    world.deploy(v1);
    await world.until(() => old.conn.sync.phase === "live" && old.conn.sync.pending === 0);
    expect(world.truth()).toEqual(["c"]);
  });
});

test("L6: the time to which the server changed a call stays with it in the box", async () => {
  const world = skewWorld();
  const page = world.open(v1, 600_000);
  await world.until(() => page.conn.sync.phase === "live");
  page.call("refuse", "a").catch(() => {});
  expect(page.conn.outbox.pending[0]?.calledAt).toBe(world.now() + 600_000);
  await world.until(() => page.conn.sync.rejected === 1);
  const calledAt = page.conn.outbox.rejected[0]?.calledAt ?? 0;
  expect(calledAt).toBeLessThanOrEqual(world.now() + 60_000);
  expect(calledAt).toBeGreaterThan(world.now() + 50_000);
});

describe("pages of two versions on one device", () => {
  test("an old one neither takes over the base of the new one, nor predicts its calls", async () => {
    const { world, old } = await beforeTheDeploy();
    world.deploy(v2);
    const page = world.open(v2);
    await world.until(() => page.conn.sync.phase === "live" && old.conn.sync.phase === "outdated");
    void page.call("finish", "a");
    void page.call("add", { name: "c", done: true });
    await world.until(() => page.conn.sync.pending === 0);
    await world.until(() => JSON.stringify(world.records("head/")).includes('"schema":2'));
    old.tab.wake();
    await world.pass(5_000);
    expect(old.shown).toEqual(["a", "b"]);
    // Nor does a second old one, which knows nothing of its own.
    const another = world.open(v1);
    await world.pass(5_000);
    expect(another.conn.state).toBeUndefined();
    expect(another.conn.sync.phase).toBe("outdated");
    expect(page.shown).toEqual(["a!", "b.", "c!"]);
    expect(world.records("head/")).toMatchObject([{ schema: 2 }]);
  });

  test("L6: an old one never sends what a new one left: that waits for a page of its own version", async () => {
    const { world, old } = await beforeTheDeploy();
    const early = world.open(v2);
    void early.call("add", { name: "c", done: true });
    await world.until(() => early.conn.outbox.pending[0]?.saved === true);
    // The old page has heard of it, and waits for its end.
    await world.pass(100);
    early.close();
    await world.pass(100);
    // The deploy of the server is late: here the old page could send, and does not.
    world.deploy(v1);
    await world.until(() => old.conn.sync.phase === "live");
    void old.call("add", "d");
    await world.until(() => world.truth().includes("d"));
    await world.pass(10_000);
    expect(world.truth()).toEqual(["a", "b", "d"]);
    const { tabs } = old.tab.page.parts;
    const { client } = early.tab.page.parts.tabs.own;
    expect([tabs.knows(client), tabs.held.has(client)]).toEqual([true, false]);
    expect(world.records("row/")).toMatchObject([{ row: { name: "add", schema: 2 } }]);
    // It holds nothing back either: the new page comes, and sends it, while the old one is still there.
    world.deploy(v2);
    const page = world.open(v2);
    await world.until(() => page.conn.sync.phase === "live" && page.conn.sync.pending === 0);
    expect(page.shown).toEqual(["a.", "b.", "d.", "c!"]);
    await world.until(() => world.records("row/").length === 0);
  });

  test("L6: an old one hands what waits in it to the new one, as soon as that one has the server", async () => {
    const { world, old } = await beforeTheDeploy(["add", "c"], ["add", "d"]);
    world.deploy(v2);
    await world.until(() => old.conn.sync.phase === "outdated");
    await world.pass(10_000);
    const page = world.open(v2);
    await world.until(() => page.shown !== undefined);
    await world.until(() => world.truth().length === 4);
    await world.until(() => page.conn.sync.pending === 0 && old.conn.sync.pending === 0);
    expect(page.shown).toEqual(["a.", "b.", "c.", "d."]);
    // To those who look at it, nothing has happened.
    expect(old.shown).toEqual(["a", "b", "c", "d"]);
    // Called in it now, it goes the same way.
    void old.call("add", "e");
    await world.pass(1_000);
    void page.call("finish", "a");
    await world.until(() => world.truth().includes("e."));
    expect(old.conn.sync.phase).toBe("outdated");
  });

  test("an old one writes over nothing that the new one has", async () => {
    const device = makeDevice(guardedStorage({ storage: memoryStorage(), random: { bytes: () => new Uint8Array() }, forgotten: () => {} }));
    const keeper = (schema: number, epoch: string) => makeBaseKeeper({ ...parts, device, schema, replica: { state: { ...EMPTY, cursor: [epoch, 0, "run"] }, onBase: () => null } });
    const parts = { address: ADDRESS, timers: { now: () => 0, after: () => () => {} }, actorId: () => "a", hints: { post() {} }, report: (error: unknown) => { throw error; } };
    const keep = async (schema: number, epoch: string, version: number): Promise<unknown> => {
      const own = keeper(schema, epoch);
      const base = { how: "snapshot", state: {}, text: `{"of":${schema}}` } as const;
      own.found(await device.load(ADDRESS));
      own.keep(base, { cursor: [epoch, version, "run"], marks: new Map(), markedFrom: version }, [], undefined, () => {});
      await own.settled();
      return (await device.load(ADDRESS)).base?.state;
    };
    expect(await keep(1, "e", 5)).toEqual({ of: 1 });
    expect(await keep(2, "e", 6)).toEqual({ of: 2 });
    expect(await keep(1, "e", 5)).toEqual({ of: 2 });
    // Where the store was put back together with its app, the old version counts.
    expect(await keep(1, "another", 5)).toEqual({ of: 1 });
  });

  test("an old one does not call again what a new one had rejected", async () => {
    const world = skewWorld();
    const old = world.open(v1);
    await world.until(() => old.conn.sync.phase === "live");
    world.deploy(v2);
    const page = world.open(v2);
    page.call("refuse", { name: "c" }).catch(() => {});
    await world.until(() => page.conn.sync.rejected === 1 && old.conn.sync.rejected === 1);
    const [rejected] = old.conn.outbox.rejected;
    expect(() => old.conn.outbox.retry(rejected?.id ?? "")).toThrow("load this one anew");
    expect(() => old.conn.outbox.edit(rejected?.id ?? "", [{ name: "d" }])).toThrow("load this one anew");
    expect(old.conn.sync.rejected).toBe(1);
  });
});
