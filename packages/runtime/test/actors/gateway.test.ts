// The way to actors without replicas: what is asked through the gateway, and what is told.

import { describe, expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";
import { CALLER, failure, nameOf, startHost, thing } from "./by-hand.ts";

const counter = actor({
  createState: (_c, input: { start?: number } | undefined) => ({ n: input?.start ?? 0 }),
  connState: { calls: 0 },
  options: { actionTimeout: 1_000 },
  actions: {
    add(c, by: number) {
      c.state.n += by;
      c.broadcast("added", by, c.state.n);
      return c.state.n;
    },
    get: (c) => c.state.n,
    fail(c, message: string) {
      c.state.n = 99;
      c.broadcast("added", 99);
      throw new UserError(message, { code: "told", metadata: { n: c.state.n } });
    },
    crash() {
      throw new Error("a secret");
    },
    whoami: (c) => [c.conn.params, c.conns.size, c.key, c.name, c.region],
    count: (c) => ++c.conn.state.calls,
    tell: (c, text: string) => c.conn.send("told", text),
    kick: async (c) => c.conn.disconnect("enough"),
    slow: async (c, by: number) => {
      c.state.n += by;
      await new Promise<void>((resolve) => waiting.push(resolve));
      c.state.n += by;
      return c.state.n;
    },
    never: () => new Promise(() => {}),
  },
});
const registry = setup({ use: { thing: counter, other: counter } });
let waiting: (() => void)[] = [];
const letGo = () => {
  const all = waiting;
  waiting = [];
  for (const go of all) go();
};

describe("queries", () => {
  test("find, make, and refuse", async () => {
    const { gateway } = startHost(registry);
    const get = { by: "key", name: "thing", key: ["x"] } as const;
    expect(await failure(gateway.resolve(get))).toBe("actor/not_found");
    const made = await gateway.resolve(thing("x", { start: 5 }));
    expect(made).toMatchObject({ isNew: true, actor: { name: "thing", key: ["x"], createdAt: 1_000_000 } });
    expect(await gateway.resolve(thing("x", { start: 7 }))).toEqual({ ...made, isNew: false });
    expect(await gateway.resolve(get)).toEqual({ ...made, isNew: false });
    const { id } = made.actor;
    expect(await gateway.resolve({ by: "id", id })).toEqual({ ...made, isNew: false });
    expect(await gateway.action({ by: "id", id, name: "thing" }, "get", [], CALLER)).toBe(5);
    expect(await failure(gateway.action({ by: "id", id, name: "other" }, "get", [], CALLER))).toBe("actor/not_found");
    expect(await failure(gateway.action({ by: "id", id: "nonsense" }, "get", [], CALLER))).toBe("actor/not_found");
    expect(await failure(gateway.action({ by: "id", id: "0".repeat(32) }, "get", [], CALLER))).toBe("actor/not_found");
    expect(await failure(gateway.resolve({ by: "key", name: "nobody", key: [], create: { input: 1 } }))).toBe("actor/not_found");
    expect(await failure(gateway.create("thing", ["x"], undefined))).toBe("actor/duplicate_key");
    expect(await gateway.create("thing", ["x", "y"], { start: 1 })).toMatchObject({ key: ["x", "y"] });
  });

  test("keys of several parts are what they are", async () => {
    const { gateway } = startHost(registry);
    const keys = [[], [""], ["a/b"], ["a", "b"], ["a,b"], ["ü", "\\"], ["", ""]];
    for (const [n, key] of keys.entries()) await gateway.create("thing", key, { start: n });
    for (const [n, key] of keys.entries()) {
      expect(await gateway.action({ by: "key", name: "thing", key }, "get", [], CALLER)).toBe(n);
      expect((await gateway.action({ by: "key", name: "thing", key }, "whoami", [], CALLER)) as unknown[]).toEqual([undefined, 1, key, "thing", "local"]);
    }
  });

  test("lists by id and by name, oldest first", async () => {
    const w = startHost(registry);
    const ids: string[] = [];
    for (const key of ["c", "a", "b"]) {
      ids.push((await w.gateway.create("thing", [key], undefined)).id);
      await w.pass(10);
    }
    await w.gateway.create("other", ["z"], undefined);
    expect((await w.gateway.listByName("thing")).map(({ key }) => key[0])).toEqual(["c", "a", "b"]);
    expect((await w.gateway.list([ids[2] ?? "", "0".repeat(32), "?", ids[0] ?? ""])).map(({ key }) => key[0])).toEqual(["b", "c"]);
    expect(w.gateway.names).toEqual(["thing", "other"]);
  });

  test("two at once make one actor, and run its hooks once", async () => {
    let made = 0;
    const slow = actor({ createState: async () => ((await Promise.resolve()), { n: ++made }), actions: { get: (c) => c.state.n } });
    const { gateway } = startHost(setup({ use: { thing: slow } }));
    const all = await Promise.all([1, 2, 3].map(() => gateway.action(thing(), "get", [], CALLER)));
    expect([all, made]).toEqual([[1, 1, 1], 1]);
    const created = await Promise.all([1, 2, 3].map(() => failure(gateway.create("thing", ["new"], undefined))));
    expect(created.filter((name) => name === "actor/duplicate_key")).toHaveLength(2);
    expect(made).toBe(2);
  });
});

describe("one action over a connection of its own", () => {
  test("answers with its output, and with its errors as they are", async () => {
    const w = startHost(registry);
    expect(await w.call("x", "add", 2)).toBe(2);
    await expect(w.call("x", "fail", "no")).rejects.toMatchObject({ group: "user", code: "told", message: "no", metadata: { n: 99 } });
    expect(await w.call("x", "get")).toBe(2);
    expect(await failure(w.call("x", "toString"))).toBe("action/not_found");
    await expect(w.call("x", "crash")).rejects.toMatchObject({ group: "internal", code: "internal_error", message: expect.not.stringContaining("secret") });
    expect(w.log.error).toHaveBeenCalledWith(expect.objectContaining({ action: "crash", err: expect.objectContaining({ message: "a secret" }) }));
  });

  test("tells what was thrown where that is asked for", async () => {
    const w = startHost(registry, new Map(), { exposeErrors: true });
    await expect(w.call("x", "crash")).rejects.toMatchObject({ code: "internal_error", message: "a secret", metadata: { name: "Error" } });
  });

  test("is answered once it is on disk, and not at all from what is not", async () => {
    const w = startHost(registry);
    await w.call("x", "get");
    w.hold();
    let answer: unknown = null;
    const call = w.call("x", "add", 1).then((output) => (answer = output));
    await w.settle();
    expect(answer).toBeNull();
    await w.release();
    await call;
    expect(answer).toBe(1);
    w.failWrites(new Error("disk full"));
    expect(await failure(w.call("x", "add", 1))).toBe("actor/restarting");
    w.failWrites(null);
    expect(await w.call("x", "get")).toBe(1);
  });

  test("that never ends, ends in its time, and what it did until then is kept", async () => {
    const w = startHost(registry);
    const never = failure(w.call("x", "never"));
    const slow = w.call("x", "slow", 1).catch((error: unknown) => error);
    await w.pass(1_000);
    expect(await never).toBe("action/timed_out");
    expect(await slow).toMatchObject({ code: "timed_out", partial: true });
    letGo();
    await w.settle();
    expect(await w.call("x", "get")).toBe(1);
  });
});

describe("a connection", () => {
  test("hears what it listens for and what is sent to it, in order with its answers", async () => {
    const w = startHost(registry);
    const c = w.connect();
    c.connection.listen("added", true);
    await Promise.all([c.action("add", 1), c.action("tell", "hi"), c.action("count"), c.action("count")]);
    await w.call("x", "add", 5);
    c.connection.listen("added", false);
    await c.action("add", 1);
    expect(c.told).toEqual([
      "opened",
      "event added [1,1]",
      "done add 1",
      'event told ["hi"]',
      "done tell undefined",
      "done count 1",
      "done count 2",
      "event added [5,6]",
      "done add 7",
    ]);
  });

  test("is told nothing before the disk has it, not even that it is open", async () => {
    const w = startHost(registry);
    await w.call("x", "get");
    w.hold();
    const add = w.call("x", "add", 1);
    await w.settle();
    const c = w.connect();
    const got = c.action("get");
    await w.settle();
    expect(c.told).toEqual([]);
    await w.release();
    expect(await got).toBe(1);
    expect(c.told).toEqual(["opened", "done get 1"]);
    await add;
  });

  test("fails without ending, and hears nothing of what was undone", async () => {
    const w = startHost(registry);
    const c = w.connect();
    c.connection.listen("added", true);
    expect(await failure(c.action("fail", "no"))).toBe("user/told");
    expect(await c.action("get")).toBe(0);
    expect(c.told).toEqual(["opened", "done fail user/told", "done get 0"]);
  });

  test("is closed by the actor, by its owner, and only once", async () => {
    const w = startHost(registry);
    const c = w.connect();
    await c.action("kick");
    c.connection.close("late");
    await w.settle();
    expect(c.told).toEqual(["opened", "closed enough", "done kick undefined"]);
    const d = w.connect();
    await d.action("get");
    d.connection.close("bye");
    await w.settle();
    expect(d.told.at(-1)).toBe("closed bye");
    expect(await w.call("x", "whoami")).toMatchObject({ 1: 1 });
    expect(await failure(d.action("get"))).toBe("actor/restarting");
  });

  test("stays while its actor sleeps, with its state, and wakes it", async () => {
    const w = startHost(registry);
    const c = w.connect();
    c.connection.listen("added", true);
    expect(await c.action("count")).toBe(1);
    await w.pass(30_000);
    const { actor: info } = await w.gateway.resolve(thing());
    expect(w.host.awake(info.id)).toBeUndefined();
    expect(await c.action("count")).toBe(2);
    await w.call("x", "add", 3);
    expect(c.told.slice(-2)).toEqual(["done count 2", "event added [3,3]"]);
  });

  test("is told to come again when the storage fails", async () => {
    const w = startHost(registry);
    const c = w.connect();
    await c.action("get");
    w.failWrites(new Error("disk full"));
    expect(await failure(c.action("add", 1))).toBe("actor/restarting");
    expect(c.told.at(-1)).toBe("closed actor/restarting");
    w.failWrites(null);
    expect(await w.connect().action("get")).toBe(0);
  });

  test("that is not let in is told why, and so are the calls that wait on it", async () => {
    const w = startHost(registry);
    const told: string[] = [];
    const connection = w.gateway.connect({ by: "key", name: "thing", key: ["missing"] }, CALLER, {
      opened: () => told.push("opened in vain"),
      event: () => {},
      closed: (_reason, error) => told.push(`closed ${nameOf(error)}`),
    });
    connection.action("get", [], (outcome) => told.push(outcome.how));
    await w.settle();
    expect(told).toEqual(["closed actor/not_found", "threw"]);
  });
});

test("a host that stops puts its actors to sleep; what is asked then is told to come again", async () => {
  const w = startHost(registry);
  await w.call("x", "add", 1);
  const slow = failure(w.call("x", "slow", 1));
  await w.settle();
  const stopped = w.host.stop();
  await w.pass(5_000);
  await stopped;
  expect(await slow).toBe("action/timed_out");
  expect(await failure(w.call("x", "get"))).toBe("actor/restarting");
  expect(w.timers).toBe(0);
});
