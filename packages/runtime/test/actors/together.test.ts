// Actors that call each other, that are synced as well, that are read only, or that are saved now and then.

import { describe, expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { read } from "../../src/definition/marks.ts";
import { setup } from "../../src/definition/registry.ts";
import type { RemoteClient, RemoteConnection } from "../../src/remote/types.ts";
import { failure, startHost, thing as query } from "./by-hand.ts";
import { server } from "../host-by-hand.ts";

/** Calls and connections of the one kind of actor here, by `c.client()`. */
function others(c: { client(): unknown }) {
  const handle = (key: string) => (c.client() as RemoteClient).getOrCreate("thing", key, { params: "inline" });
  return {
    call: (key: string, name: string, ...args: unknown[]) => handle(key).action({ name, args }),
    connect: (key: string) => handle(key).connect(),
  };
}

const open: RemoteConnection[] = [];
const node = actor({
  state: { n: 0, heard: [] as unknown[] },
  actions: {
    get: (c) => c.state.n,
    heard: (c) => [...c.state.heard],
    add(c, by: number) {
      c.state.n += by;
      c.broadcast("added", by, { n: c.state.n });
      return c.state.n;
    },
    keep: (c, what: unknown) => void c.state.heard.push(what),
    tellAndFail(c, key: string) {
      void others(c).call(key, "add", 1);
      throw new Error("no");
    },
    async pass(c, key: string) {
      c.state.heard.push({ own: 1 });
      const call = others(c).call(key, "keep", c.state.heard);
      c.state.heard.push("later");
      await call;
    },
    async callBack(c, key: string, depth: number): Promise<number> {
      c.state.n++;
      return depth === 0 ? c.state.n : ((await others(c).call(key, "callBack", c.key[0], depth - 1)) as number);
    },
    fanOut: async (c, keys: string[]) => {
      const all = await Promise.all(keys.map((key) => others(c).call(key, "add", 1)));
      return all.length;
    },
    listen(c, key: string) {
      const connected = others(c).connect(key);
      connected.on("added", (...args: unknown[]) => void c.state.heard.push(["added", ...args]));
      open.push(connected);
    },
  },
});
const registry = setup({ use: { thing: node } });
const start = (disk = new Map()) => startHost(registry, disk);

describe("c.client()", () => {
  test("lets actors call each other, and back again while they wait", async () => {
    const w = start();
    expect(await w.call("a", "callBack", "b", 3)).toBe(2);
    expect([await w.call("a", "get"), await w.call("b", "get")]).toEqual([2, 2]);
    expect(await w.call("a", "callBack", "a", 4)).toBe(7);
    expect(await w.call("a", "fanOut", ["1", "2", "3", "a"])).toBe(4);
  });

  test("calls nobody before what the caller wrote is on disk, nor for an action that was undone", async () => {
    const w = start();
    await Promise.all([w.call("a", "get"), w.call("b", "get")]);
    expect(await failure(w.call("a", "tellAndFail", "b"))).toBe("internal/internal_error");
    await w.settle();
    expect(await w.call("b", "get")).toBe(0);
    w.hold();
    void w.call("a", "callBack", "b", 1).catch(() => {});
    await w.settle();
    // Nothing of a is on disk, so b has heard nothing of it.
    expect(w.host.awake((await w.gateway.resolve(query("b"))).actor.id)?.recorder.version).toBe(0);
    await w.release();
    expect([await w.call("a", "get"), await w.call("b", "get")]).toEqual([1, 1]);
  });

  test("passes on copies, as they were at the call", async () => {
    const w = start();
    await w.call("a", "pass", "b");
    expect(await w.call("b", "heard")).toEqual([[{ own: 1 }]]);
  });

  test("listens to others: what a listener writes is kept, and the actor stays awake for it", async () => {
    const w = start();
    await w.call("a", "listen", "b");
    await w.settle();
    await w.call("b", "add", 5);
    await w.settle();
    expect(await w.call("a", "heard")).toEqual([["added", 5, { n: 5 }]]);
    const id = (await w.gateway.resolve(query("a"))).actor.id;
    await w.pass(200_000);
    expect(w.host.awake(id)).toBeDefined();
    await w.call("b", "add", 1);
    for (const connection of open.splice(0)) await connection.dispose();
    await w.pass(30_000);
    expect(w.host.awake(id)).toBeUndefined();
    expect(await w.kill().call("a", "heard")).toEqual([["added", 5, { n: 5 }], ["added", 1, { n: 6 }]]);
  });
});

test("a synced actor is there for calls without a replica too, and tells both (case 38)", async () => {
  const both = actor({
    state: { n: 0 },
    sync: true,
    connState: { of: "all" },
    actions: {
      add(c, by: number) {
        c.state.n += by;
        c.broadcast("added", by);
        return [c.state.n, c.conns.size, c.conn.state.of];
      },
    },
  });
  const s = server(setup({ use: { thing: both } }));
  const { makeGateway } = await import("../../src/host/gateway.ts");
  const gateway = makeGateway(s.host);
  const replica = s.client();
  await replica.hello();
  await replica.open();
  await replica.say({ t: "listen", ch: 1, events: ["added"] });
  const told: string[] = [];
  const key = { by: "key", name: "thing", key: ["x"] } as const;
  const plain = gateway.connect(key, { params: undefined }, { opened() {}, event: (name, args) => told.push(`${name} ${args.join()}`), closed() {} });
  plain.listen("added", true);
  await s.settle();
  expect(await gateway.action(key, "add", [2], { params: undefined })).toEqual([2, 3, "all"]);
  await replica.push(replica.epoch, 1, "add", [3]);
  expect(replica.of("result")).toMatchObject([{ output: [5, 2, "all"] }]);
  expect(replica.of("commit").map(({ patch }) => patch)).toEqual([[["set", [], "n", 2]], [["set", [], "n", 5]]]);
  expect(replica.of("event").map(({ args }) => args)).toEqual([[2], [3]]);
  expect(told).toEqual(["added 2", "added 3"]);
  await gateway.destroy((await gateway.resolve(key)).actor.id);
  expect(replica.of("closed")).toMatchObject([{ actor: "destroyed", error: { group: "actor", code: "destroyed" } }]);
});

test("an action made with read() writes nothing, however late", async () => {
  const reader = actor({
    state: { n: 0 },
    actions: {
      state: read(async (c) => (await Promise.resolve(), c.state.n++)),
      put: read(async (c) => (await Promise.resolve(), c.kv.put("a", "b"))),
      get: read(async (c) => (await Promise.resolve(), c.kv.get("a"))),
      later: read(async (c) => (await Promise.resolve(), c.schedule.after(1, "get"))),
      destroy: read((c) => c.destroy()),
    },
  });
  const w = startHost(setup({ use: { thing: reader } }));
  for (const name of ["state", "put", "later", "destroy"]) expect([name, await failure(w.call("x", name))]).toEqual([name, "action/read_only"]);
  expect(await w.call("x", "get")).toBeNull();
});

describe("relaxed durability", () => {
  const relaxed = actor({
    state: { n: 0 },
    options: { durability: "relaxed", stateSaveInterval: 5_000, sleepTimeout: 60_000 },
    actions: {
      add: (c) => ++c.state.n,
      save: async (c) => (c.state.n++, c.saveState({ immediate: true })),
      put: (c) => void c.kv.put("a", "b"),
      get: async (c) => c.kv.get("a"),
      later: (c) => void c.schedule.after(10, "add"),
      sleep: (c) => c.sleep(),
    },
  });
  const two = setup({ use: { thing: relaxed } });

  test("answers before anything is on disk, and saves once in its interval", async () => {
    const w = startHost(two);
    expect(await w.call("x", "add")).toBe(1);
    const before = w.writes;
    for (let n = 0; n < 10; n++) await w.call("x", "add");
    await w.pass(4_999);
    expect(w.writes).toBe(before);
    await w.pass(1);
    expect(w.writes).toBe(before + 1);
    expect(await w.call("x", "add")).toBe(12);
    const next = w.kill();
    expect(await next.call("x", "add")).toBe(12);
  });

  test("saves on saveState, on sleep, and when it stops", async () => {
    const w = startHost(two);
    await w.call("x", "save");
    let v = w.kill();
    expect(await v.call("x", "add")).toBe(2);
    await v.call("x", "sleep");
    await v.settle();
    v = v.kill();
    expect(await v.call("x", "add")).toBe(3);
    await v.host.stop();
    expect(await v.kill().call("x", "add")).toBe(4);
  });

  test("keeps kv and schedules at once", async () => {
    const w = startHost(two);
    await w.call("x", "put");
    await w.call("y", "later");
    await w.settle();
    const next = w.kill();
    expect(await next.call("x", "get")).toBe("b");
    await next.pass(10);
    expect(await next.call("y", "add")).toBe(2);
  });
});
