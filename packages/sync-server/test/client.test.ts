import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { actor, type Logger, setup, UserError } from "@rivulet/runtime";
import { type ClientConfig, createClient } from "@rivulet/runtime/client";
import { createClient as createLocalClient } from "@rivulet/runtime/local";
import { memoryStorage, serve } from "../src/index.ts";

const counter = actor({
  createState: (_c, input: { n: number } | 0 | undefined) => ({ n: input === undefined ? -1 : input === 0 ? 0 : input.n }),
  createConnState: (_c, params: { name: string } | undefined) => ({ name: params?.name ?? "nobody" }),
  onBeforeConnect(_c, params) {
    if (params?.name === "stranger") throw new UserError("You may not come in.", { code: "forbidden", metadata: { ask: "us" } });
  },
  actions: {
    add(c, by: number) {
      if (by > 100) throw new UserError("Too big", { code: "too_big", metadata: { max: 100 } });
      c.state.n += by;
      c.broadcast("changed", c.state.n, c.conn.state.name);
      return c.state.n;
    },
    key: (c) => c.key,
    header: (c) => c.request?.headers.get("x-own") ?? null,
    echo: (_c, ...values: unknown[]) => values,
    end: (c) => c.destroy(),
  },
  onRequest: async (c, request) => Response.json({ method: request.method, url: request.url, body: await request.text(), by: c.conn.state.name }),
  onWebSocket(c, socket) {
    socket.send(`hello ${c.conn.state.name}`);
    socket.addEventListener("message", ({ data }) => socket.send(data));
  },
});
const registry = setup({ use: { counter } });

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const nothing = (): void => {};
const quiet: Logger = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing, fatal: nothing, child: () => quiet };

async function world(config: ClientConfig = {}) {
  const server = await serve(registry, { port: 0, storage: memoryStorage(), logger: quiet });
  ends.push(server.stop);
  const connect = (more: ClientConfig = {}) => {
    const client = createClient<typeof registry>({ endpoint: server.url, WebSocket, logger: quiet, ...config, ...more });
    ends.push(client.dispose);
    return client;
  };
  return { server, connect, client: connect() };
}

describe.each(["json", "cbor", "bare"] as const)("the client in %s", (encoding) => {
  test("calls, makes and finds actors", async () => {
    const { client } = await world({ encoding, headers: { "x-own": "mine" } });
    const handle = client.counter.getOrCreate(["a/b", "", "ü,%"], { createWithInput: 0 });
    expect(await handle.add(5)).toBe(5);
    expect(await handle.key()).toEqual(["a/b", "", "ü,%"]);
    expect(await handle.header()).toBe("mine");
    expect(await client.counter.get(["a/b", "", "ü,%"]).add(1)).toBe(6);
    expect(await client.counter.getForId(await handle.resolve()).add(1)).toBe(7);
    expect(await handle.echo(7n, new Uint8Array([1, 2]), ["$x", 1], null)).toEqual([7n, new Uint8Array([1, 2]), ["$x", 1], null]);
    await expect(handle.add(101)).rejects.toMatchObject({ name: "ActorError", group: "user", code: "too_big", message: "Too big", metadata: { max: 100 } });
    const made = await client.counter.create("new", { input: { n: 40 } });
    expect(await made.add(2)).toBe(42);
    await expect(client.counter.create("new")).rejects.toMatchObject({ group: "actor", code: "duplicate_key" });
    await expect(client.counter.get("nobody").add(1)).rejects.toMatchObject({ group: "actor", code: "not_found" });
    await expect(client.counter.getForId("0123456789abcdef0123456789abcdef").add(1)).rejects.toMatchObject({ code: "not_found" });
  });

  test("has a conversation", async () => {
    const { client, connect } = await world({ encoding });
    const conn = client.counter.getOrCreate("main", { params: { name: "me (ü)" }, createWithInput: 0 }).connect();
    const heard: unknown[][] = [];
    conn.on("changed", (...args) => heard.push(args));
    expect(await Promise.all([conn.add(1), conn.add(2)])).toEqual([1, 3]);
    await expect(conn.add(101)).rejects.toMatchObject({ code: "too_big", metadata: { max: 100 } });
    expect(await connect().counter.getOrCreate("main").add(4)).toBe(7);
    await expect.poll(() => heard).toEqual([[1, "me (ü)"], [3, "me (ü)"], [7, "nobody"]]);
  });

  test("hears why it is refused, and comes in once it has what is asked for", async () => {
    const { client } = await world({ encoding });
    let name = "stranger";
    const handle = client.counter.getOrCreate("main", { createWithInput: 0, getParams: () => Promise.resolve({ name }) });
    await expect(handle.add(1)).rejects.toMatchObject({ group: "user", code: "forbidden", metadata: { ask: "us" } });
    const conn = handle.connect();
    const waiting = conn.add(1);
    expect(await new Promise((resolve) => conn.onError(resolve))).toMatchObject({ group: "user", code: "forbidden" });
    name = "friend";
    expect(await waiting).toBe(1);
  });
});

describe("the client", () => {
  test("reaches raw handlers, also by their URL", async () => {
    const { client } = await world();
    const handle = client.counter.getOrCreate("raw", { params: { name: "me" } });
    const response = await handle.fetch("/a/b?c=d", { method: "POST", body: "text" });
    expect(await response.json()).toEqual({ method: "POST", url: "http://actor/a/b?c=d", body: "text", by: "me" });
    const url = await handle.getGatewayUrl();
    expect(await (await fetch(`${url}/request/x`)).json()).toMatchObject({ method: "GET", url: "http://actor/x", by: "nobody" });
    const socket = await handle.websocket("/path");
    const heard: unknown[] = [];
    socket.onmessage = ({ data }: { data: unknown }) => {
      if (heard.push(data) === 1) socket.send(new Uint8Array([1, 2, 3]));
    };
    await expect.poll(() => heard).toEqual(["hello me", new Uint8Array([1, 2, 3]).buffer]);
    socket.close();
  });

  test("comes back to a server that was started again", async () => {
    const first = await serve(registry, { port: 0, storage: memoryStorage(), logger: quiet });
    const client = createClient<typeof registry>({ endpoint: first.url, WebSocket, logger: quiet });
    ends.push(client.dispose);
    const conn = client.counter.getOrCreate("main", { createWithInput: 0 }).connect();
    const heard: number[] = [];
    conn.on("changed", (n: number) => heard.push(n));
    expect(await conn.add(1)).toBe(1);
    const closed = new Promise<void>((resolve) => conn.onClose(resolve));
    await first.stop();
    await closed;
    const kept = conn.add(2);
    const second = await serve(registry, { port: first.port, storage: memoryStorage(), logger: quiet });
    ends.push(second.stop);
    // The first one's storage is closed with it: here the actor is another's to make.
    await createClient<typeof registry>({ endpoint: second.url }).counter.getOrCreate("main", { createWithInput: { n: 10 } }).add(0);
    expect(await kept).toBe(12);
    expect(heard.at(-1)).toBe(12);
  });

  test("does not make an actor again that was destroyed under its connection; a new handle does", async () => {
    const { client } = await world();
    const handle = client.counter.getOrCreate("gone", { createWithInput: 0 });
    const conn = handle.connect();
    await conn.add(1);
    const refused = new Promise((resolve) => conn.onError((error) => error.code === "not_found" && resolve(error)));
    await conn.end();
    await refused;
    await expect(client.counter.get("gone").add(1)).rejects.toMatchObject({ code: "not_found" });
    expect(await handle.add(5)).toBe(5);
  });

  test("from /local, reaches all the same without a registry, and with one where an actor is not synced", async () => {
    const { server } = await world();
    const shared = { endpoint: server.url, storage: "memory", WebSocket, logger: quiet } as const;
    for (const local of [createLocalClient<typeof registry>(shared), createLocalClient({ ...shared, registry })]) {
      const handle = local.counter.getOrCreate("local", { createWithInput: 0, params: { name: "me" } });
      const conn = handle.connect();
      const n = await conn.add(1);
      expect(await handle.add(1)).toBe(n + 1);
      expect(await (await handle.fetch("/x")).json()).toMatchObject({ by: "me" });
      expect(await handle.getGatewayUrl()).toBe(`${server.url}/gateway/${await handle.resolve()}`);
      await local.dispose();
      expect(conn.connStatus).toBe("idle");
    }
  });
});
