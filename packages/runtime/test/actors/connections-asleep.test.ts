// Connections through the sleep of their actor, and past the death of its server: what they were let in with, what they are, and what
// they listen for.

import { beforeEach, describe, expect, test } from "vitest";
import { openSession } from "../../src/host/session.ts";
import { makeShown } from "../../src/host/shown.ts";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { startHost, thing as query, type World } from "./by-hand.ts";

const CLIENT = "c".repeat(32);
let ran: unknown[] = [];
beforeEach(() => {
  ran = [];
});

interface Params {
  readonly name: string;
}

const make = (onDisconnect?: (name: string) => void) =>
  setup({
    use: {
      thing: actor({
        state: { n: 0 },
        sync: true,
        options: { sleepTimeout: 1_000 },
        createConnState: (_c, params: Params) => (ran.push(`createConnState ${params.name}`), { name: params.name, times: 0 }),
        onBeforeConnect: (_c, params: Params) => void ran.push(`onBeforeConnect ${params.name}`),
        onConnect: (_c, conn) => void ran.push(`onConnect ${conn.state.name}`),
        onWake: (c) => {
          ran.push(["onWake", [...c.conns.values()].map(({ params, state }) => [params.name, state.name, state.times])]);
          c.broadcast("woke");
          for (const conn of c.conns.values()) conn.send("to you", conn.state.name);
        },
        ...(onDisconnect && { onDisconnect: (_c, conn) => onDisconnect(`${conn.params.name} ${conn.state.times}`) }),
        actions: {
          again: (c) => ++c.conn.state.times,
          tell: (c, text: string) => c.broadcast("told", text),
        },
      }),
    },
  });

/** A connection by the sync protocol; `said` is all that it was told. */
async function replica(w: World, name: string) {
  const said: Record<string, unknown>[] = [];
  const shown = makeShown(w.host.ports.storage, () => {});
  const session = openSession(w.host, shown, {
    send: (frame) => said.push(...(JSON.parse(frame) as Record<string, unknown>[])),
    buffered: () => 0,
    close() {},
  });
  const say = async (...messages: object[]): Promise<void> => {
    session.frame(JSON.stringify(messages));
    await w.settle();
  };
  await say({ t: "hello", protocol: [1, 2], connect: CLIENT, clients: [[CLIENT, CLIENT]] });
  await say({ t: "open", ch: 1, name: "thing", at: { key: ["x"] }, params: { name }, seen: [], version: 1 });
  await say({ t: "listen", ch: 1, events: ["told"] });
  return { say, events: () => said.filter(({ t }) => t === "event").map(({ name: event, args }) => [event, args]) };
}

/** Two connections, of each kind one, of an actor that has fallen asleep with them. */
async function asleep(onDisconnect?: (name: string) => void) {
  const w = startHost(make(onDisconnect));
  const { id } = (await w.gateway.resolve(query())).actor;
  const plain = w.connect("x", { name: "ann" });
  plain.connection.listen("woke", true);
  await plain.action("again");
  const synced = await replica(w, "bob");
  await w.pass(2_000);
  expect(w.host.awake(id)).toBeUndefined();
  const [hooks] = [ran];
  ran = [];
  plain.told.length = 0;
  return { w, id, plain, synced, hooks };
}

describe("an actor that wakes with its connections", () => {
  test("has them in c.conns before onWake, with params and state, and runs no connect hook", async () => {
    const { w, id, plain, hooks } = await asleep();
    expect(hooks).toContain("onConnect ann");
    expect(hooks).toContain("onConnect bob");
    await w.host.wake(id);
    expect(ran).toEqual([["onWake", [["ann", "ann", 1], ["bob", "bob", 0]]]]);
    expect(await plain.action("again")).toBe(2);
    await w.pass(2_000);
    ran = [];
    await w.host.wake(id);
    expect(ran).toEqual([["onWake", [["ann", "ann", 2], ["bob", "bob", 0]]]]);
  });

  test("tells each what it listens for, and no more", async () => {
    const { w, plain, synced } = await asleep();
    await w.gateway.action(query(), "tell", ["hello"], { params: { name: "eve" } });
    await w.settle();
    expect(plain.told).toEqual(["event woke []", 'event to you ["ann"]']);
    expect(synced.events()).toEqual([["to you", ["bob"]], ["told", ["hello"]]]);
  });

  test("has nothing of them on disk where it has no onDisconnect, and nobody has missed anything by it after a crash", async () => {
    const { w, id } = await asleep();
    expect([...w.disk.keys()].filter((key) => key.startsWith("conn/"))).toEqual([]);
    const later = w.kill();
    ran = [];
    await later.host.wake(id);
    expect(ran).toEqual([["onWake", []]]);
  });

  test("ends those whom a crash cut off, of both kinds, awake or asleep, once", async () => {
    const gone: string[] = [];
    const { w, id } = await asleep((name) => gone.push(name));
    const later = w.kill();
    await later.host.wake(id);
    await later.settle();
    expect(gone.sort()).toEqual(["ann 1", "bob 0"]);
    const latest = later.kill();
    await latest.host.wake(id);
    await latest.settle();
    expect(gone).toHaveLength(2);
  });
});
