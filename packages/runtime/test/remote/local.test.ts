import { describe, expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";
import { ActorConnDisposed } from "../../src/errors/client-errors.ts";
import { inProcess } from "../../src/testing/in-process.ts";

/** An actor that runs on the server alone. */
const plain = actor({
  createState: (_c, input: { n: number } | undefined) => ({ n: input?.n ?? 0 }),
  actions: {
    add(c, by: number) {
      c.state.n += by;
      c.broadcast("added", by);
      return c.state.n;
    },
    fail() {
      throw new UserError("no", { code: "no", metadata: { a: 1 } });
    },
  },
  onRequest: (c, request) => new Response(`${request.method} ${new URL(request.url).pathname} ${c.state.n}`),
});

const synced = actor({
  state: { n: 0 },
  sync: true,
  onBeforeConnect(_c, params: { name?: string } | undefined) {
    if (params?.name === "stranger") throw new UserError("You may not come in.", { code: "forbidden" });
  },
  actions: { add: (c, by: number) => (c.state.n += by) },
  onRequest: (c, request) => new Response(`${new URL(request.url).pathname} ${c.state.n}`),
});

const registry = setup({ use: { plain, synced } });
const timers = {
  now: () => Date.now(),
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
const world = () => inProcess(registry, { timers });

describe("an actor that is not synced, in a client with replicas", () => {
  test("is called where it is", async () => {
    const client = world().client();
    const handle = client.plain.getOrCreate("a", { createWithInput: { n: 5 } });
    expect(await handle.add(2)).toBe(7);
    await expect(handle.fail()).rejects.toMatchObject({ group: "user", code: "no", metadata: { a: 1 } });
    const id = await handle.resolve();
    expect(await client.plain.getForId(id).add(1)).toBe(8);
    expect(await client.get("plain", "a").add(1)).toBe(9);
    expect(await (await handle.fetch("/x", { method: "POST" })).text()).toBe("POST /x 9");
    await expect(client.plain.get("nobody").add(1)).rejects.toMatchObject({ code: "not_found" });
    expect(await (await client.plain.create("b", { input: { n: 1 } })).add(1)).toBe(2);
    await expect(client.plain.create("b")).rejects.toMatchObject({ code: "duplicate_key" });
    await client.dispose();
  });

  test("is connected to: calls keep their order, events arrive, whoever stops hears no more", async () => {
    const client = world().client();
    const conn = client.plain.getOrCreate("a").connect();
    expect([conn.connStatus, conn.isConnected]).toEqual(["connecting", false]);
    const heard: string[] = [];
    const stopBefore = conn.on("added", () => heard.push("never"));
    stopBefore();
    const stop = conn.on("added", (by: number) => heard.push(`on ${by}`));
    conn.once("added", (by: number) => heard.push(`once ${by}`));
    conn.onStatusChange((status) => heard.push(status));
    expect(await Promise.all([conn.add(1), conn.add(2), conn.action({ name: "add", args: [3] })])).toEqual([1, 3, 6]);
    expect([conn.connStatus, conn.isConnected]).toEqual(["connected", true]);
    stop();
    await conn.add(4);
    await client.dispose();
    expect(heard).toEqual(["connected", "on 1", "once 1", "on 2", "on 3", "idle"]);
    await expect(conn.add(5)).rejects.toBeInstanceOf(ActorConnDisposed);
  });

  test("disposed of at once is never heard of", async () => {
    const w = world();
    const conn = w.client().plain.getOrCreate("a").connect();
    await conn.dispose();
    await expect(conn.add(1)).rejects.toMatchObject({ code: "disposed" });
    expect(conn.connStatus).toBe("idle");
  });

  test("can't be reached where the code for it can't be loaded", async () => {
    const conn = world().client({ ports: { loadRemote: () => Promise.reject(new Error("offline")) } }).plain.getOrCreate("a").connect();
    await expect(conn.add(1)).rejects.toThrow("offline");
    await conn.dispose();
  });
});

describe("a synced actor", () => {
  test("has raw requests beside its queue", async () => {
    const client = world().client();
    const handle = client.synced.getOrCreate("a");
    await handle.add(3);
    expect(await (await handle.fetch("/path")).text()).toBe("/path 3");
    expect(await client.getOrCreate("synced", ["a"]).add(1)).toBe(4);
    await expect(handle.getGatewayUrl()).rejects.toMatchObject({ code: "unsupported" });
  });

  test("tells when it opens and closes", async () => {
    const w = world();
    const conn = w.client().synced.getOrCreate("a").connect();
    const told: string[] = [];
    conn.onOpen(() => told.push(`open ${conn.isConnected}`));
    conn.onClose(() => told.push(`close ${conn.isConnected}`));
    await expect.poll(() => told).toEqual(["open true"]);
    w.isOnline = false;
    await expect.poll(() => told).toEqual(["open true", "close false"]);
    w.isOnline = true;
    await expect.poll(() => told).toHaveLength(3);
    await conn.dispose();
    expect(told).toEqual(["open true", "close false", "open true", "close false"]);
    expect(() => conn.add(1)).toThrow(ActorConnDisposed);
  });

  test("connects with other params where it is told to, and whoever listens for `error` hears of a refusal", async () => {
    const handle = world().client().synced.getOrCreate("a");
    const [welcome, stranger] = [handle.connect(), handle.connect({ name: "stranger" })];
    const heard: unknown[] = [];
    const stop = stranger.on("error", (error) => heard.push(error));
    await expect.poll(() => heard).toMatchObject([{ code: "forbidden" }]);
    await expect.poll(() => welcome.isConnected).toBe(true);
    stop();
    stranger.retry();
    await welcome.add(1);
    expect(heard).toHaveLength(1);
  });
});
