// onRequest and onWebSocket: raw bytes in and out, in order with everything else an actor lets out.

import { describe, expect, test } from "vitest";
import type { UniversalWebSocket } from "../../src/contract/socket.ts";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";
import type { RawSocket } from "../../src/ports/gateway.ts";
import { CALLER, failure, startHost, thing as query, type World } from "./by-hand.ts";

let feeds: ReadableStreamDefaultController<Uint8Array>[] = [];
let sockets: UniversalWebSocket[] = [];
let told: string[] = [];
const text = (chunk: string) => new TextEncoder().encode(chunk);

const web = actor({
  state: { n: 0 },
  connState: { of: "web" },
  options: { canHibernateWebSocket: (request) => request.url.includes("hibernate") },
  onDisconnect: (c) => void told.push(`left ${c.conns.size}`),
  async onRequest(c, request) {
    const url = new URL(request.url);
    c.state.n++;
    switch (url.pathname) {
      case "/echo":
        return new Response(await request.text(), {
          status: 201,
          headers: { "x-method": request.method, "x-header": request.headers.get("x-header") ?? "", "x-query": url.search, "set-cookie": "a=1" },
        });
      case "/conn":
        return Response.json([c.conn.params, { ...c.conn.state }, c.conns.size, c.request === request]);
      case "/nothing":
        return;
      case "/text":
        return "no response" as never;
      case "/refuse":
        throw new UserError("no", { code: "refused" });
      case "/crash":
        throw new Error("secret");
      case "/stream":
        return new Response(new ReadableStream({ start: (controller) => void feeds.push(controller), cancel: () => void told.push("cancelled") }));
      case "/status":
        return new Response(null, { status: 204, headers: { "x-n": `${c.state.n}` } });
    }
    return new Response(`${c.state.n}`);
  },
  onWebSocket(c, socket) {
    sockets.push(socket);
    c.state.n++;
    const path = new URL(c.request.url).pathname;
    if (path === "/throw") throw new Error("secret");
    if (path === "/close") socket.close(4001, "no entry");
    socket.addEventListener("open", () => told.push("open"));
    socket.addEventListener("message", ({ data }) => {
      if (data === "bump") c.state.n++;
      if (data === "throw") throw new Error("in a listener");
      if (data === "sleep") c.sleep();
      if (data === "destroy") c.destroy();
      socket.send(data instanceof ArrayBuffer ? data : `${data} ${c.state.n}`);
    });
    socket.onmessage = ({ data }) => told.push(`on ${data instanceof ArrayBuffer ? [...new Uint8Array(data)].join() : data}`);
    socket.onclose = ({ code, reason, wasClean }) => told.push(`closed ${code} ${reason} ${wasClean}`);
    socket.onerror = () => told.push("error");
  },
  actions: {
    n: (c) => c.state.n,
    conns: (c) => c.conns.size,
    bump: (c) => ++c.state.n,
    kick: (c) => void [...c.conns.values()].map((conn) => void conn.disconnect("kicked")),
  },
});
const registry = setup({ use: { thing: web, plain: actor({ state: {} }) } });
const fetchPath = (w: World, path: string, init?: RequestInit, params?: unknown) =>
  w.gateway.fetch(query(), new Request(`http://actor${path}`, init), { params });

describe("onRequest", () => {
  test("sees the request as it is, and is answered for as it answers", async () => {
    const w = startHost(registry);
    const response = await fetchPath(w, "/echo?a=1&b=%20", { method: "PUT", body: "hello", headers: { "x-header": "h" } });
    expect([response.status, await response.text()]).toEqual([201, "hello"]);
    expect(Object.fromEntries(response.headers)).toMatchObject({ "x-method": "PUT", "x-header": "h", "x-query": "?a=1&b=%20", "set-cookie": "a=1" });
    expect((await fetchPath(w, "/status")).headers.get("x-n")).toBe("2");
  });

  test("has a connection of its own, with its hooks", async () => {
    told = [];
    const w = startHost(registry);
    expect(await (await fetchPath(w, "/conn", {}, { token: 1 })).json()).toEqual([{ token: 1 }, { of: "web" }, 1, true]);
    await w.settle();
    expect(told).toEqual(["left 0"]);
    expect(await w.call("x", "conns")).toBe(1);
  });

  test("that answers nothing is not found; other than a response, an error", async () => {
    const w = startHost(registry, new Map());
    expect((await fetchPath(w, "/nothing")).status).toBe(404);
    expect(await failure(fetchPath(w, "/text"))).toBe("handler/invalid_request_handler_response");
    expect(await failure(fetchPath(w, "/refuse"))).toBe("user/refused");
    expect(await failure(fetchPath(w, "/crash"))).toBe("internal/internal_error");
    const none = w.gateway.fetch({ by: "key", name: "plain", key: [], create: { input: undefined } }, new Request("http://actor/"), CALLER);
    expect(await failure(none)).toBe("handler/request_not_defined");
    await w.settle();
    expect(await w.call("x", "conns")).toBe(1);
  });

  test("is answered once what it wrote is on disk", async () => {
    const w = startHost(registry);
    await w.call("x", "n");
    w.hold();
    let answered = false;
    const answer = fetchPath(w, "/").then((response) => ((answered = true), response));
    await w.settle();
    expect(answered).toBe(false);
    await w.release();
    expect(await (await answer).text()).toBe("1");
    w.failWrites(new Error("disk full"));
    expect(await failure(fetchPath(w, "/"))).toBe("actor/restarting");
  });

  test("streams: each chunk as it comes, after what was written before it; the actor stays awake for it", async () => {
    const w = startHost(registry);
    feeds = [];
    told = [];
    const response = await fetchPath(w, "/stream");
    const id = (await w.gateway.resolve(query())).actor.id;
    const reader = response.body?.getReader();
    feeds[0]?.enqueue(text("one"));
    expect((await reader?.read())?.value).toEqual(text("one"));
    await w.pass(100_000);
    expect(w.host.awake(id)).toBeDefined();
    w.hold();
    const bump = w.call("x", "bump");
    await w.settle();
    feeds[0]?.enqueue(text("two"));
    let second: Uint8Array | undefined;
    void reader?.read().then((chunk) => (second = chunk.value));
    await w.settle();
    expect(second).toBeUndefined();
    await w.release();
    await bump;
    expect(second).toEqual(text("two"));
    feeds[0]?.close();
    expect((await reader?.read())?.done).toBe(true);
    await w.pass(30_000);
    expect(w.host.awake(id)).toBeUndefined();
    expect(told).toContain("left 0");
  });

  test("that nobody reads any more is told so, and its connection ends", async () => {
    const w = startHost(registry);
    told = [];
    const response = await fetchPath(w, "/stream");
    await response.body?.cancel("enough");
    await w.settle();
    expect(told).toEqual(["left 0", "cancelled"]);
  });

  test("to HEAD has no body, and is over", async () => {
    const w = startHost(registry);
    told = [];
    const response = await fetchPath(w, "/stream", { method: "HEAD" });
    expect([response.status, response.body]).toEqual([200, null]);
    await w.settle();
    expect(told.toSorted()).toEqual(["cancelled", "left 0"]);
  });

  test("is cut off when the actor stops", async () => {
    const w = startHost(registry);
    const response = await fetchPath(w, "/stream");
    const stopped = w.host.stop();
    await w.pass(10_000);
    await stopped;
    expect(await response.text()).toBe("");
  });
});

async function open(w: World, path = "/", key = "x") {
  const heard: string[] = [];
  const peer: RawSocket = {
    message: (data) => void heard.push(typeof data === "string" ? data : `bytes ${[...data].join()}`),
    close: (code, reason) => void heard.push(`close ${code} ${reason}`),
  };
  sockets = [];
  told = [];
  const end = await w.gateway.webSocket(query(key), { params: undefined, request: new Request(`http://actor${path}`) }, peer);
  await w.settle();
  return { heard, end, say: async (data: string | Uint8Array) => (end.message(data), w.settle()) };
}

describe("onWebSocket", () => {
  test("speaks text and bytes both ways, to listeners of both kinds", async () => {
    const w = startHost(registry);
    const s = await open(w);
    await s.say("hi");
    await s.say(Uint8Array.of(1, 2, 255));
    await s.say("bump");
    expect(s.heard).toEqual(["hi 1", "bytes 1,2,255", "bump 2"]);
    expect(told).toEqual(["open", "on hi", "on 1,2,255", "on bump"]);
    expect([sockets[0]?.readyState, await w.call("x", "conns")]).toEqual([1, 2]);
    s.end.close(4_000, "bye");
    await w.settle();
    expect(told.slice(-2)).toEqual(["closed 4000 bye true", "left 0"]);
    expect(sockets[0]?.readyState).toBe(3);
    sockets[0]?.send("into the void");
    await w.settle();
    expect(s.heard).toHaveLength(3);
  });

  test("hears of an error before the end, where the connection was lost", async () => {
    const w = startHost(registry);
    const s = await open(w);
    s.end.close(1006, "");
    await w.settle();
    expect(told.slice(1)).toEqual(["error", "closed 1006  false", "left 0"]);
  });

  test("closes with its own code, and is closed when it throws or is disconnected", async () => {
    const w = startHost(registry);
    const refused = await open(w, "/close");
    expect([refused.heard, told]).toEqual([["close 4001 no entry"], ["closed 4001 no entry true", "left 0"]]);
    const failed = await open(w, "/throw");
    expect(failed.heard).toEqual(["close 1011 The actor failed."]);
    const kicked = await open(w);
    await w.call("x", "kick");
    expect(kicked.heard).toEqual(["close 1000 kicked"]);
    expect(await w.call("x", "conns")).toBe(1);
    const s = await open(w);
    await s.say("throw");
    await s.say("hi");
    expect(s.heard).toEqual(["hi 4"]);
    expect(w.log.error).toHaveBeenCalledWith(expect.objectContaining({ msg: "a listener of a WebSocket threw" }));
    expect(() => sockets[0]?.close(1005)).toThrow(RangeError);
    await w.gateway.create("plain", [], undefined);
    expect(await failure(w.gateway.webSocket({ by: "key", name: "plain", key: [] }, CALLER, { message() {}, close() {} }))).toBe("handler/websocket_not_defined");
  });

  test("says nothing before the disk has what it wrote", async () => {
    const w = startHost(registry);
    const s = await open(w);
    w.hold();
    await s.say("bump");
    expect(s.heard).toEqual([]);
    await w.release();
    expect(s.heard).toEqual(["bump 2"]);
  });

  test("keeps the actor awake; c.sleep() and destruction end it", async () => {
    const w = startHost(registry);
    const s = await open(w);
    const id = (await w.gateway.resolve(query())).actor.id;
    await w.pass(1_000_000);
    expect(w.host.awake(id)).toBeDefined();
    await s.say("sleep");
    expect([s.heard.at(-1), w.host.awake(id)]).toEqual(["close 1001 actor.sleeping", undefined]);
    expect(told.slice(-2)).toEqual(["closed 1001 actor.sleeping true", "left 0"]);
    const t = await open(w);
    await t.say("destroy");
    expect(t.heard.at(-1)).toMatch(/^close 1001/);
    expect([...w.disk.keys()]).toEqual([]);
  });

  test("lets the actor sleep where it may, and has its listeners attached again after each wake", async () => {
    const w = startHost(registry);
    const s = await open(w, "/hibernate");
    const id = (await w.gateway.resolve(query())).actor.id;
    await s.say("a");
    for (const round of [2, 3]) {
      await w.pass(30_000);
      expect(w.host.awake(id)).toBeUndefined();
      await s.say("b");
      expect([s.heard.at(-1), sockets.length]).toEqual([`b ${round}`, round]);
    }
    expect(told.filter((what) => what === "open")).toHaveLength(1);
    await w.pass(30_000);
    s.end.close(1000, "bye");
    await w.settle();
    expect(told.slice(-2)).toEqual(["closed 1000 bye true", "left 0"]);
    expect(w.host.followers(id)).toEqual([]);
  });

  test("is told to come again when the storage fails", async () => {
    const w = startHost(registry);
    const s = await open(w);
    w.failWrites(new Error("disk full"));
    await s.say("bump");
    expect(s.heard).toEqual(["close 1012 actor.restarting"]);
  });
});
