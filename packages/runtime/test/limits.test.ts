// What is too much is refused where it is asked for, by name; what was taken can be sent, and is.

import { describe, expect, test, vi } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { LIMITS, SERVER_LIMITS } from "../src/protocol/limits.ts";
import { inProcess } from "../src/testing/in-process.ts";
import { nested } from "./values.ts";

// The limits themselves are numbers like any other: here they are small, so that much is soon too much.
vi.mock("../src/protocol/limits.ts", async (original) => {
  const real = await original<{ LIMITS: typeof LIMITS; SERVER_LIMITS: typeof SERVER_LIMITS }>();
  const small = { args: 8_192, pushBatch: 8_192, batch: 16_384, messages: 100, pending: 300, events: 20, clients: 5 };
  return { LIMITS: { ...real.LIMITS, ...small }, SERVER_LIMITS: { ...real.SERVER_LIMITS, clientFrame: 131_072, channels: 20 } };
});

const box = actor({
  createState: (_c, input: unknown) => ({ items: [] as unknown[], size: 0, input }),
  sync: true,
  actions: {
    put(c, ...items: unknown[]) {
      c.state.size += items.length;
      return c.state.size;
    },
    keep: (c, item: unknown) => c.state.items.push(item),
    /** A reply to the last reply, as in a thread of comments. */
    reply(c) {
      let at = c.state.items;
      while (Array.isArray(at[0])) at = at[0];
      at.unshift([]);
      return c.state.items.length;
    },
    /** Moves what there is, as it is, into something new. */
    sink(c) {
      const [first = []] = c.state.items.splice(0);
      const fresh: unknown[] = [];
      c.state.items.push(fresh);
      const place = c.state.items[0];
      if (Array.isArray(place)) place.push(first);
    },
    /** Puts all there is into something new. */
    wrap(c) {
      const all = c.state.items.splice(0);
      c.state.items.push(all);
    },
  },
});
const registry = setup({ use: { box } });
const timers = {
  now: () => Date.now(),
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
const soon = <T>(read: () => T) => expect.poll(read, { interval: 1, timeout: 10_000 });
const code = (group: string, name: string) => expect.objectContaining({ group, code: name });
const world = () => inProcess(registry, { timers });

async function live() {
  const w = world();
  const client = w.client();
  const conn = client.box.getOrCreate(["a"]).connect();
  await soon(() => conn.sync.phase).toBe("live");
  return { w, client, conn };
}

describe("a call", () => {
  test("has arguments up to a size, all together, in the form in which they are sent (complaint 16, complaint 20)", async () => {
    const { conn } = await live();
    const most = "x".repeat(LIMITS.args - 4);
    expect(await conn.put(most)).toBe(1);
    const half = "x".repeat(LIMITS.args / 2);
    for (const args of [[`${most}x`], [half, half], ["\u0001".repeat(LIMITS.args / 4)], [new Uint8Array(LIMITS.args)], [Array(LIMITS.args).fill(1)]]) {
      expect(() => conn.put(...args)).toThrow(code("limit", "action_too_large"));
    }
    expect(conn.sync).toMatchObject({ pending: 0, rejected: 0 });
    expect(conn.state?.size).toBe(1);
  });

  test.each<[string, unknown]>([
    ["a function", () => 1],
    ["a symbol", Symbol("s")],
    ["a class instance", new (class Cat {})()],
    ["what nests too deeply", nested(200)],
    ["a key named __proto__", JSON.parse('{"__proto__":1}')],
    ["an object as a Map's key", new Map([[{}, 1]])],
  ])("takes nothing that cannot be sent: %s", async (_name, arg) => {
    const { conn } = await live();
    expect(() => conn.put(arg)).toThrow(code("state", "invalid_type"));
    expect(await conn.put(1)).toBe(1);
  });

  test("of what nests as deeply as it may arrives, and one deeper is refused", async () => {
    const { conn } = await live();
    expect(await conn.put(nested(101), new Map([["k", nested(99)]]))).toBe(2);
    expect(() => conn.put(nested(102))).toThrow(code("state", "invalid_type"));
    expect(conn.sync.pending).toBe(0);
  });

  test("keeps its arguments as they were at the call", async () => {
    const { w, conn } = await live();
    w.isOnline = false;
    const item = { n: 1 };
    const call = conn.put(item);
    item.n = 2;
    expect(conn.outbox.pending).toMatchObject([{ args: [{ n: 1 }] }]);
    w.isOnline = true;
    await call;
  });

  test("of a name that no server would take is refused at once", async () => {
    const { conn } = await live();
    expect(() => conn.action({ name: "x".repeat(257), args: [] })).toThrow(code("limit", "name_too_long"));
    expect(await conn.put(1)).toBe(1);
  });

  test("more than may wait is refused in the same turn, before any of it is saved", async () => {
    const { w, conn } = await live();
    w.isOnline = false;
    for (let i = 0; i < LIMITS.pending; i++) void conn.action({ name: "put", args: [i] });
    expect(() => conn.put(1)).toThrow(code("limit", "queue_full"));
    expect(conn.sync.pending).toBe(LIMITS.pending);
    const [first] = conn.outbox.pending;
    await soon(() => conn.outbox.pending.at(-1)?.saved).toBe(true);
    // What is taken back keeps its place until its number is consumed.
    await conn.outbox.discard(first?.id ?? "");
    expect(() => conn.put(1)).toThrow(code("limit", "queue_full"));
    w.isOnline = true;
    await soon(() => conn.sync.pending).toBe(0);
    expect(await conn.put(1)).toBe(LIMITS.pending);
  });

  test("more than may wait is refused, and those that wait all arrive", async () => {
    const { w, conn } = await live();
    w.isOnline = false;
    for (let i = 0; i < LIMITS.pending; i++) void conn.action({ name: "put", args: [i] });
    await soon(() => conn.outbox.pending.at(-1)?.saved).toBe(true);
    expect(() => conn.put(1)).toThrow(code("limit", "queue_full"));
    w.isOnline = true;
    await soon(() => conn.sync.pending).toBe(0);
    expect(conn.state?.size).toBe(LIMITS.pending);
    expect(await conn.put(1)).toBe(LIMITS.pending + 1);
  });
});

describe("what was called offline", () => {
  test("arrives, also where all of it together is larger than a frame may be (case 36, complaint 16)", async () => {
    const { w, conn } = await live();
    w.isOnline = false;
    const large = "x".repeat(LIMITS.args - 10);
    const count = Math.ceil(SERVER_LIMITS.clientFrame / LIMITS.args) + 4;
    const calls = Array.from({ length: count }, () => conn.put(large));
    await calls.at(-1)?.saved;
    w.isOnline = true;
    await soon(() => conn.sync).toMatchObject({ phase: "live", pending: 0 });
    expect(await calls.at(-1)).toBe(count);
  });
});

describe("what many pages have left", () => {
  test("L6 arrives, though it is more pages than one connection speaks for at once", async () => {
    const w = world();
    w.isOnline = false;
    const disk = new Map();
    const pages = LIMITS.clients * 3;
    for (let i = 0; i < pages; i++) {
      const client = w.client({ disk });
      const conn = client.box.getOrCreate(["a"]).connect();
      await conn.action({ name: "put", args: [i] }).saved;
      await client.dispose();
    }
    const last = w.client({ disk });
    const conn = last.box.getOrCreate(["a"]).connect();
    await soon(() => conn.sync.pending).toBe(pages);
    w.isOnline = true;
    await soon(() => conn.sync).toMatchObject({ phase: "live", pending: 0, rejected: 0 });
    expect(conn.state?.size).toBe(pages);
    expect(await conn.put(1)).toBe(pages + 1);
  });
});

describe("a handle", () => {
  test.each<[string, unknown, string]>([
    ["a key of too many parts", Array(33).fill("x"), "limit/key_too_large"],
    ["a key with a part too long", ["x".repeat(129)], "limit/key_too_large"],
    ["a key that no URL can carry", ["\ud800"], "protocol/malformed"],
  ])("of %s is refused at once", (_name, key, error) => {
    expect(() => world().client().box.getOrCreate(key as string[])).toThrow(code(...(error.split("/") as [string, string])));
  });

  test("of just as large a key as may be is taken", async () => {
    expect(await world().client().box.getOrCreate(Array<string>(32).fill("x".repeat(128))).connect().put(1)).toBe(1);
  });

  test("for an id that cannot be is refused at once", () => {
    for (const id of ["x".repeat(65), "", "../x", "\ud800"]) {
      expect(() => world().client().box.getForId(id).connect()).toThrow(code("actor", "not_found"));
    }
  });

  test.each<[string, object]>([
    ["an input too large", { createWithInput: "x".repeat(LIMITS.args) }],
    ["params too large", { params: "x".repeat(LIMITS.args) }],
  ])("with %s is refused at once", (_name, options) => {
    expect(() => world().client().box.getOrCreate(["a"], options).connect()).toThrow(code("limit", "action_too_large"));
  });
});

describe("a connection", () => {
  test("listens for names that a server takes, and for as many", async () => {
    const { conn } = await live();
    expect(() => conn.on("x".repeat(257), () => {})).toThrow(code("limit", "name_too_long"));
    for (let i = 0; i < LIMITS.events; i++) conn.on(`event ${i}`, () => {});
    expect(() => conn.on("one more", () => {})).toThrow(code("limit", "too_many"));
    expect(await conn.put(1)).toBe(1);
    expect(conn.sync.phase).toBe("live");
  });

  test("is one of as many as a server takes", async () => {
    const { client, conn } = await live();
    const others = Array.from({ length: SERVER_LIMITS.channels - 1 }, (_, i) => client.box.getOrCreate([`${i}`]).connect());
    const more = client.box.getOrCreate(["one more"]).connect();
    const errors: unknown[] = [];
    more.onError((error) => errors.push(error));
    const waiting = more.put(1);
    await soon(() => more.sync).toMatchObject({ phase: "denied", pending: 1 });
    expect(errors).toEqual([code("limit", "too_many")]);
    expect(await conn.put(1)).toBe(1);
    // One that ends makes room.
    await others[0]?.dispose();
    more.retry();
    expect(await waiting).toBe(1);
    expect(conn.sync.phase).toBe("live");
  });
});

describe("a state that grows deep", () => {
  const deepen = async (name: string, ...args: unknown[]) => {
    const { w, conn } = await live();
    let refused: unknown = null;
    for (let i = 0; i < 150 && refused === null; i++) await conn.action({ name, args }).catch((error: unknown) => (refused = error));
    const fresh = w.client().box.get(["a"]).connect();
    await soon(() => fresh.sync.phase).toBe("live");
    expect(fresh.state).toEqual(conn.state);
    expect(await fresh.put(1)).toBe(1);
    // Awake again from the disk.
    const { host } = w;
    const id = await w.client().box.get(["a"]).resolve();
    await host.stop();
    const again = inProcess(registry, { timers, storage: host.ports.storage });
    const later = again.client().box.getForId(id).connect();
    await soon(() => later.sync.phase).toBe("live");
    expect(later.state?.items).toEqual(conn.state?.items);
    return refused;
  };

  test.each<[string, ...unknown[]]>([["reply"], ["wrap"], ["sink"], ["keep", nested(100)]])("is refused before nobody can read it any more: %s", async (name, ...args) => {
    expect(await deepen(name, ...args)).toMatchObject({ group: "state", code: "invalid_type" });
  });

  test("is taken as long as everybody can", async () => {
    expect(await deepen("keep", nested(99))).toBeNull();
  });
});
