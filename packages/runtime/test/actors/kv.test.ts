import { describe, expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { failure, startHost } from "./by-hand.ts";

const bytes = (...list: number[]) => Uint8Array.from(list);
const leaked: Promise<unknown>[] = [];

const thing = actor({
  createState: async (c, input: string | undefined) => {
    if (input !== undefined) {
      await c.kv.put("made", input);
      await c.kv.put("gone", "soon");
      await c.kv.delete("gone");
      await c.kv.put("seen", (await c.kv.list("")).map(([key]) => key).join());
    }
    return { n: 0 };
  },
  actions: {
    put: async (c, key: string | Uint8Array, value: string | Uint8Array | ArrayBuffer) => c.kv.put(key, value),
    get: async (c, key: string | Uint8Array, type?: "text" | "binary") => c.kv.get(key, { ...(type && { type }) }),
    getBatch: async (c, keys: string[]) => c.kv.getBatch(keys),
    buffer: async (c, key: string) => {
      const value = await c.kv.get(key, { type: "arrayBuffer" });
      return [value instanceof ArrayBuffer, value?.byteLength];
    },
    putBatch: async (c, entries: [string, string][]) => c.kv.putBatch(entries),
    delete: async (c, key: string) => c.kv.delete(key),
    deleteBatch: async (c, keys: string[]) => c.kv.deleteBatch(keys),
    list: async (c, prefix: string) => c.kv.list(prefix),
    listBytes: async (c, prefix: Uint8Array) => c.kv.list(prefix, { keyType: "binary", type: "binary" }),
    count: async (c, prefix: string) => (await c.kv.list(prefix)).length,
    put10k: async (c) => {
      for (let n = 0; n < 10_000; n++) await c.kv.put(`key:${n}`, `${n}`);
      return (await c.kv.list("key:")).length;
    },
    /** All at once, without an await. */
    both(c, text: string, fail: boolean) {
      leaked.push(c.kv.put("a", text), c.kv.delete("b"));
      c.state.n++;
      if (fail) throw new Error("no");
      return c.state.n;
    },
    async ownWrites(c) {
      await c.kv.put("a", "1");
      void c.kv.put("b", "2");
      const before = await c.kv.list("");
      void c.kv.delete("a");
      void c.kv.put("c", "3");
      return [before, await c.kv.list(""), await c.kv.getBatch(["c", "b", "a"])];
    },
    async partly(c) {
      await c.kv.put("kept", "1");
      throw new Error("too late");
    },
    wrong: async (c) => c.kv.put("a", 7 as unknown as string),
    wrongType: async (c) => c.kv.put("a", "text" as never, { type: "binary" }),
    wrongKey: async (c) => c.kv.get(7 as unknown as string),
    n: (c) => c.state.n,
  },
});
const registry = setup({ use: { thing } });

describe("c.kv", () => {
  test("keeps texts and bytes, read as either", async () => {
    const w = startHost(registry);
    expect(await w.call("x", "get", "none")).toBeNull();
    await w.call("x", "put", "text", "Grüße");
    await w.call("x", "put", "bytes", bytes(71, 114, 0xc3, 0xbc));
    await w.call("x", "put", "buffer", bytes(1, 2, 3).buffer);
    await w.call("x", "put", "empty", "");
    expect(await w.call("x", "getBatch", ["text", "bytes", "none", "empty"])).toEqual(["Grüße", "Grü", null, ""]);
    expect(await w.call("x", "get", "text", "binary")).toEqual(new TextEncoder().encode("Grüße"));
    expect(await w.call("x", "get", "buffer", "binary")).toEqual(bytes(1, 2, 3));
    expect(await w.call("x", "buffer", "buffer")).toEqual([true, 3]);
    await w.call("x", "put", "half", "a\ud800b");
    expect(await w.call("x", "get", "half")).toBe("a\ufffdb");
  });

  test("has one key for a text and its bytes", async () => {
    const w = startHost(registry);
    await w.call("x", "put", "ü", "1");
    expect(await w.call("x", "get", bytes(0xc3, 0xbc))).toBe("1");
    await w.call("x", "put", bytes(0, 255), "2");
    expect(await w.call("x", "listBytes", bytes())).toEqual([
      [bytes(0, 255), new TextEncoder().encode("2")],
      [bytes(0xc3, 0xbc), new TextEncoder().encode("1")],
    ]);
    expect(await w.call("x", "listBytes", bytes(0))).toEqual([[bytes(255), new TextEncoder().encode("2")]]);
  });

  test("lists by prefix, in the order of bytes, without the prefix", async () => {
    const w = startHost(registry);
    await w.call("x", "putBatch", [["user:2", "b"], ["user:10", "a"], ["user:", "c"], ["user", "d"], ["v", "e"], ["usez", "f"]]);
    expect(await w.call("x", "list", "user:")).toEqual([["", "c"], ["10", "a"], ["2", "b"]]);
    await w.call("x", "deleteBatch", ["user:", "user:10"]);
    await w.call("x", "delete", "never");
    expect(await w.call("x", "list", "user")).toEqual([["", "d"], [":2", "b"]]);
    expect(await w.call("x", "list", "zzz")).toEqual([]);
  });

  test("reads what the same action wrote, before any of it is on disk", async () => {
    const w = startHost(registry);
    await w.call("x", "n");
    w.hold();
    const read = w.call("x", "ownWrites");
    await w.settle();
    await w.release();
    expect(await read).toEqual([
      [["a", "1"], ["b", "2"]],
      [["b", "2"], ["c", "3"]],
      ["3", "2", null],
    ]);
    expect(await w.call("x", "list", "")).toEqual([["b", "2"], ["c", "3"]]);
  });

  test("takes back what a synchronous action did, whose promises resolve all the same", async () => {
    const w = startHost(registry);
    await w.call("x", "put", "b", "old");
    expect(await failure(w.call("x", "both", "never", true))).toBe("internal/internal_error");
    await Promise.all(leaked);
    expect(await w.call("x", "list", "")).toEqual([["b", "old"]]);
    expect(await w.call("x", "both", "now", false)).toBe(1);
    expect(await w.call("x", "list", "")).toEqual([["a", "now"]]);
  });

  test("keeps what an asynchronous action did before it failed", async () => {
    const w = startHost(registry);
    expect(await failure(w.call("x", "partly"))).toBe("internal/internal_error");
    expect(await w.call("x", "get", "kept")).toBe("1");
  });

  test("is on disk together with the state, or not at all", async () => {
    const disk = new Map();
    const w = startHost(registry, disk);
    await w.call("x", "put", "b", "old");
    w.hold();
    void w.call("x", "both", "lost", false);
    await w.settle();
    const after = w.kill();
    expect([await after.call("x", "n"), await after.call("x", "list", "")]).toEqual([0, [["b", "old"]]]);
    await after.call("x", "both", "kept", false);
    const last = after.kill();
    expect([await last.call("x", "n"), await last.call("x", "list", "")]).toEqual([1, [["a", "kept"]]]);
  });

  test("belongs to one actor alone", async () => {
    const w = startHost(registry);
    await w.call("x", "put", "a", "x");
    await w.call("y", "put", "a", "y");
    expect([await w.call("x", "list", ""), await w.call("y", "list", "")]).toEqual([[["a", "x"]], [["a", "y"]]]);
  });

  test("is there while the actor is made", async () => {
    const w = startHost(registry);
    const query = { by: "key", name: "thing", key: ["made"], create: { input: "at birth" } } as const;
    expect(await w.gateway.action(query, "list", [""], { params: undefined })).toEqual([["made", "at birth"], ["seen", "made"]]);
  });

  test("refuses what is neither text nor bytes", async () => {
    const w = startHost(registry, new Map(), { exposeErrors: true });
    await expect(w.call("x", "wrong")).rejects.toMatchObject({ metadata: { name: "TypeError" } });
    await expect(w.call("x", "wrongType")).rejects.toMatchObject({ metadata: { name: "TypeError" } });
    await expect(w.call("x", "wrongKey")).rejects.toMatchObject({ metadata: { name: "TypeError" } });
  });

  test("holds 10,000 keys, written one by one", async () => {
    const w = startHost(registry);
    expect(await w.call("x", "put10k")).toBe(10_000);
    const after = w.kill();
    expect(await after.call("x", "count", "key:")).toBe(10_000);
    expect(await after.call("x", "get", "key:9999")).toBe("9999");
  });
});

test("the gateway reads what is on disk, as bytes, and wakes nobody for it", async () => {
  const w = startHost(setup({ use: { thing } }));
  await w.call("x", "put", "a/ü", "text");
  await w.call("x", "put", bytes(0, 255), bytes(1, 2));
  const { id } = (await w.gateway.resolve({ by: "key", name: "thing", key: ["x"] })).actor;
  const later = w.kill();
  expect(await later.gateway.readKv(id, new TextEncoder().encode("a/ü"))).toEqual(new TextEncoder().encode("text"));
  expect(await later.gateway.readKv(id, bytes(0, 255))).toEqual(bytes(1, 2));
  expect(await later.gateway.readKv(id, bytes(0))).toBeNull();
  expect(later.host.awake(id)).toBeUndefined();
  expect(await failure(later.gateway.readKv("0".repeat(32), bytes(0)))).toBe("actor/not_found");
});
