import { describe, expect, test } from "vitest";
import { SERVER_TOPICS } from "../../src/inspector/server-topics.ts";
import { fromJson } from "../../src/value/codec.ts";
import { CALLER, failure, thing } from "../actors/by-hand.ts";
import { allActors, inspectedHost } from "./inspected.ts";

const T = SERVER_TOPICS;

/** An actor with something of everything, which sleeps. */
async function asleep() {
  const world = inspectedHost();
  await world.call("x", "add", "one");
  await world.call("x", "put", "color", "<b>red</b>");
  await world.call("x", "later", 60_000, "scheduled");
  const { actor } = await world.gateway.resolve(thing());
  await world.pass(5_000);
  expect(world.host.awake(actor.id)).toBeUndefined();
  return { ...world, id: actor.id, world };
}

test("everything of a sleeping actor is shown from the storage: nobody wakes, nothing is written", async () => {
  const { world, id, inspector } = await asleep();
  const before = new Map(world.disk);
  const { writes, timers } = world;
  const i = inspector();
  expect(await i.ask(T.actor, { id })).toMatchObject({
    id, name: "thing", key: ["x"], status: "asleep", registered: true, version: 1, schema: 2, runs: 1, connections: 0,
    options: { sleepTimeout: 1_000 },
    actions: expect.arrayContaining([{ name: "add", kind: "action" }, { name: "count", kind: "read" }, { name: "hidden", kind: "serverOnly" }]),
  });
  const { seen, ...where } = await i.ask(T.state, { id });
  expect(where).toEqual({ status: "asleep", version: 1, path: [], from: 0 });
  expect(fromJson(seen.value)).toEqual({ items: ["one"], by: new Map([[1, { n: 1 }]]) });
  expect((await i.ask(T.state, { id, path: ["by", 1, "n"] })).seen).toEqual({ value: 1 });
  expect(await failure(i.ask(T.state, { id, path: ["toString"] }))).toBe("request/invalid");
  expect((await i.ask(T.kv, { id })).items).toEqual([{ hex: "636f6c6f72", text: "color", size: 10, value: { value: "<b>red</b>" } }]);
  expect((await i.ask(T.kv, { id, prefix: "co" })).items).toHaveLength(1);
  expect((await i.ask(T.kv, { id, prefix: "x" })).items).toEqual([]);
  expect((await i.ask(T.schedule, { id })).items).toMatchObject([{ action: "add", args: { value: ["scheduled"] }, begun: false }]);
  expect((await i.ask(T.log, { id })).items).toMatchObject([{ from: 0, to: 1 }]);
  expect((await i.ask(T.connections, { id })).items).toEqual([]);
  expect((await allActors(i)).rows).toMatchObject([{ id, status: "asleep" }]);
  await world.settle();
  expect(world.host.awake(id)).toBeUndefined();
  expect([world.writes, world.timers]).toEqual([writes, timers]);
  expect(new Map(world.disk)).toEqual(before);
});

test("watching an actor keeps nobody awake, and wakes nobody", async () => {
  const world = inspectedHost();
  await world.call("x", "add", "one");
  const { actor } = await world.gateway.resolve(thing());
  const i = world.inspector();
  const became: string[] = [];
  i.watch(T.activity, { id: actor.id }, { answer() {}, notice: ({ entries }) => entries.forEach((each) => each.what === "life" && became.push(each.became)) });
  i.watch(T.metrics, {}, { answer() {}, notice() {} });
  await i.ask(T.state, { id: actor.id });
  await world.pass(900);
  // Asked again and again, right up to its end.
  await i.ask(T.state, { id: actor.id });
  await i.ask(T.connections, { id: actor.id });
  await world.pass(200);
  expect(world.host.awake(actor.id)).toBeUndefined();
  await world.pass(60_000);
  expect(world.host.awake(actor.id)).toBeUndefined();
  expect(became).toEqual(["asleep"]);
});

test("what a live actor has not on disk yet is not shown: what was seen is never taken back", async () => {
  const world = inspectedHost();
  await world.call("x", "add", "one");
  const { actor } = await world.gateway.resolve(thing());
  const i = world.inspector();
  world.hold();
  void world.call("x", "add", "two");
  await world.settle();
  let shown: unknown = null;
  const looked = i.ask(T.state, { id: actor.id }).then(({ seen, version }) => (shown = [version, fromJson(seen.value)]));
  await world.settle();
  expect(shown).toBeNull();
  await world.release();
  await looked;
  expect(shown).toEqual([2, { items: ["one", "two"], by: new Map([[1, { n: 1 }]]) }]);
});

test("who looks at an actor that is dropped meanwhile is told what is on disk", async () => {
  const world = inspectedHost();
  await world.call("x", "add", "one");
  const { actor } = await world.gateway.resolve(thing());
  world.hold();
  world.call("x", "add", "two").catch(() => {});
  await world.settle();
  const looked = world.inspector().ask(T.state, { id: actor.id });
  world.failWrites(new Error("the disk is full"));
  await world.release();
  expect(await looked).toMatchObject({ status: "asleep", version: 1 });
});

describe("the list of actors", () => {
  test("has every status, is paged in the order of keys, and can be searched", async () => {
    const world = inspectedHost();
    for (let n = 0; n < 25; n++) await world.call(`k${String(n).padStart(2, "0")}`, "add", "x");
    await world.gateway.action({ by: "key", name: "other", key: ["a/b", "c"], create: { input: null } }, "add", [], CALLER);
    await world.pass(2_000);
    await world.call("k03", "add", "y");
    const { actor: gone } = await world.gateway.resolve(thing("k04"));
    await world.gateway.destroy(gone.id);
    const i = world.inspector();
    const { rows, pages } = await allActors(i, { limit: 10 });
    expect(pages).toBe(3);
    expect(rows).toHaveLength(25);
    expect(rows[0]).toMatchObject({ name: "other", key: ["a/b", "c"] });
    expect(rows.slice(1).map(({ key }) => key[0])).toEqual([...Array(25).keys()].filter((n) => n !== 4).map((n) => `k${String(n).padStart(2, "0")}`));
    const by = async (asked: object) => (await allActors(i, asked)).rows.map(({ key, status }) => `${key.join("/")} ${status}`);
    expect(await by({ status: "live" })).toEqual(["a/b/c live", "k03 live"]);
    expect(await by({ status: "destroyed" })).toEqual(["k04 destroyed"]);
    expect(await by({ status: "asleep", limit: 7 })).toHaveLength(23);
    expect(await by({ search: "K1" })).toEqual([...Array(10).keys()].map((n) => `k1${n} asleep`));
    expect(await by({ search: "b" })).toEqual(["a/b/c live"]);
    expect(await by({ search: gone.id })).toEqual(["k04 destroyed"]);
    expect(await by({ search: rows[5]?.id })).toEqual([`${rows[5]?.key[0]} asleep`]);
    expect(await by({ name: "thing", key: ["k07"] })).toEqual(["k07 asleep"]);
    expect(await by({ name: "other", key: ["a/b", "c"] })).toEqual(["a/b/c live"]);
    expect(await by({ name: "thing", key: ["k0"] })).toEqual([]);
    expect(await by({ name: "nobody" })).toEqual([]);
    expect(await failure(i.ask(T.actors, { after: "actor/x" }))).toBe("request/invalid");
    expect(await failure(i.ask(T.actors, { limit: 1_001 }))).toBe("request/invalid");
    expect(await failure(i.ask(T.actor, { id: "f".repeat(32) }))).toBe("actor/not_found");
    expect(await i.ask(T.actor, { id: gone.id })).toMatchObject({ status: "destroyed", key: ["k04"] });
  });

  test("of 100,000 actors reads a page at a time, wakes none, and finds one by its key", async () => {
    const disk = new Map<string, string>();
    const record = { name: "thing", epoch: "e", runs: [], created: 5, madeBy: "m" };
    for (let n = 0; n < 100_000; n++) {
      const id = n.toString(16).padStart(32, "0");
      const key = `user-${String(n).padStart(6, "0")}`;
      disk.set(`key/thing/${key}`, id);
      disk.set(`actor/${id}`, JSON.stringify({ ...record, key: [key] }));
      disk.set(`snapshot/${id}`, '{"version":0,"state":{"items":[]}}');
    }
    let read = 0;
    const world = inspectedHost(disk);
    const { storage } = world.host.ports;
    const { list, get } = storage;
    Object.assign(storage, {
      list: async (range: Parameters<typeof list>[0]) => {
        const rows = await list(range);
        read += rows.length;
        return rows;
      },
      get: (keys: readonly string[]) => {
        read += keys.length;
        return get(keys);
      },
    });
    const i = world.inspector();
    const first = await i.ask(T.actors, { limit: 100 });
    expect(first.items).toHaveLength(100);
    expect(read).toBeLessThan(2_000);
    const late = await i.ask(T.actors, { limit: 3, after: "key/thing/user-099990" });
    expect(late.items.map(({ key }) => key[0])).toEqual(["user-099991", "user-099992", "user-099993"]);
    read = 0;
    const nothing = await i.ask(T.actors, { search: "nowhere" });
    // So much for one page, and the next one goes on.
    expect([nothing.items.length, read <= 6_000, typeof nothing.next]).toEqual([0, true, "string"]);
    expect((await allActors(i, { search: "099999" })).rows.map(({ key }) => key[0])).toEqual(["user-099999"]);
    expect([...world.host.live()]).toEqual([]);
    expect(world.writes).toBe(0);
  });
});

test("steps of the log come last first, page by page, without one missing or twice", async () => {
  const world = inspectedHost();
  for (let n = 0; n < 30; n++) await world.call("x", "add", `item ${n}`);
  // Several in one batch.
  await Promise.all([30, 31, 32, 33].map((n) => world.call("x", "add", `item ${n}`)));
  const { actor } = await world.gateway.resolve(thing());
  const i = world.inspector();
  const versions: number[] = [];
  let next: string | undefined;
  do {
    const page = await i.ask(T.log, { id: actor.id, limit: 7, ...(next !== undefined && { after: next }) });
    versions.push(...page.items.map(({ to }) => to));
    ({ next } = page);
  } while (next !== undefined);
  expect(versions).toEqual([...Array(34).keys()].map((n) => 34 - n));
  expect(await failure(i.ask(T.log, { id: actor.id, after: "x" }))).toBe("request/invalid");
});

test("connections are shown awake and asleep, with what they were opened with and their state", async () => {
  const world = inspectedHost();
  const heard = world.connect("x", { token: "abc" });
  await world.settle();
  const { actor } = await world.gateway.resolve(thing());
  const i = world.inspector();
  const [row] = (await i.ask(T.connections, { id: actor.id })).items;
  expect(row).toMatchObject({ attached: true, params: { value: { token: "abc" } }, state: { value: { seat: 1 } } });
  await world.pass(2_000);
  expect(world.host.awake(actor.id)).toBeUndefined();
  expect((await i.ask(T.connections, { id: actor.id })).items).toMatchObject([{ id: row?.id, attached: true, params: { value: { token: "abc" } } }]);
  expect((await i.ask(T.actor, { id: actor.id })).connections).toBe(1);
  heard.connection.close();
});
