// RivetKit's surface over real actors.

import { createServer } from "node:http";
import { once } from "node:events";
import { json, memoryStorage, SILENT, type ToClient } from "@rivulet/runtime/host";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type RunningServer, serve } from "../src/node/serve.ts";
import { makeRegistry } from "./fixtures/rivet.ts";
import { talk } from "./support/surface-server.ts";

let server: RunningServer;
beforeEach(async () => {
  server = await serve(makeRegistry(), { port: 0, storage: memoryStorage(), logger: SILENT, adminToken: "t" });
});
afterEach(() => server.stop());

const at = (key: string, method = "getOrCreate"): string => `rvt-namespace=default&rvt-method=${method}&rvt-key=${key}`;
const path = (what: string, key: string): string => `/gateway/counter/${what}?${at(key)}`;
const call = async (url: string, name: string, args: unknown[] = [], headers: Record<string, string> = {}) => {
  const response = await fetch(url.replace("$", name), { method: "POST", body: JSON.stringify({ args }), headers });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const act = (key: string, name: string, args: unknown[] = [], headers: Record<string, string> = {}) => {
  return call(server.url + path("action/$", key), name, args, headers);
};
const told = (frame: string | Uint8Array | undefined): ToClient => json.toClient.decode(frame ?? "");

describe.each(["", "/api/rivet"])("at %j", (base) => {
  test("one actor has one key, in whatever form it comes", async () => {
    const body = JSON.stringify({ name: "counter", key: "a/b" });
    const put = async () => (await (await fetch(`${server.url}${base}/actors?namespace=default`, { method: "PUT", body })).json()) as { actor: { actor_id: string }; created: boolean };
    const { actor, created } = await put();
    expect([created, (await put()).created]).toEqual([true, false]);
    const byId = await call(`${server.url}${base}/gateway/${actor.actor_id}/action/$`, "add", [2]);
    const byKey = await call(`${server.url}${base}/gateway/counter/action/$?${at("a,b")}`, "add", [3]);
    expect([byId.body, byKey.body]).toEqual([{ output: 2 }, { output: 5 }]);
    const { body: who } = await call(`${server.url}${base}/gateway/counter/action/$?${at("a,b", "get")}`, "who");
    expect(who).toEqual({ output: { user: "nobody", key: ["a", "b"], id: actor.actor_id } });
    const found = (await (await fetch(`${server.url}${base}/actors?name=counter&key=a%2Fb`)).json()) as { actors: object[] };
    expect(found.actors).toMatchObject([{ actor_id: actor.actor_id, key: "a/b" }]);
  });

  test("a connection acts, listens, and is told in order", async () => {
    const client = await talk(server.url, `${base}${path("connect", "x")}`);
    client.say(json.toServer.encode({ t: "listen", event: "count", on: true }));
    client.say(json.toServer.encode({ t: "action", id: 0, name: "add", args: [5] }));
    client.say(json.toServer.encode({ t: "action", id: 1, name: "refuse", args: [] }));
    client.say(json.toServer.encode({ t: "action", id: 2, name: "fail", args: [] }));
    await client.count(5);
    expect(client.heard.map(told)).toMatchObject([
      { t: "init", actorId: expect.any(String), connectionId: expect.any(String) },
      { t: "event", name: "count", args: [5] },
      { t: "result", id: 0, output: 5 },
      { t: "error", actionId: 1, error: { group: "user", code: "too_big", metadata: { max: 3 } } },
      { t: "error", actionId: 2, error: { group: "internal", code: "internal_error" } },
    ]);
    client.socket.close();
  });
});

test("hooks judge by params and request, over HTTP and WebSocket alike", async () => {
  expect((await act("x", "who", [], { "x-rivet-conn-params": '{"user":"ann"}' })).body).toMatchObject({ output: { user: "ann" } });
  expect(await act("x", "who", [], { "x-rivet-conn-params": '{"user":"evil"}' })).toMatchObject({ status: 400, body: { group: "user", code: "not_you" } });
  expect(await act("x", "who", [], { origin: "https://evil.example" })).toMatchObject({ status: 400, body: { code: "origin_not_allowed" } });
  const params = `rivet_conn_params.${encodeURIComponent('{"user":"evil"}')}`;
  const refused = await talk(server.url, path("connect", "x"), ["rivet", params]);
  expect(await refused.closed).toBe("1011 user.not_you");
  expect(refused.heard.map(told)).toMatchObject([{ t: "error", actionId: null, error: { group: "user", code: "not_you" } }]);
});

test("an actor that is made gets its input, from a body and from a URL", async () => {
  // {"start": 7} in CBOR.
  const input = Buffer.from([0xa1, 0x65, ...Buffer.from("start"), 7]);
  await fetch(`${server.url}/actors`, { method: "POST", body: JSON.stringify({ name: "counter", key: "one", input: input.toString("base64") }) });
  expect((await act("one", "add", [1])).body).toEqual({ output: 8 });
  const url = `${server.url}/gateway/counter/action/$?${at("two")}&rvt-input=${input.toString("base64url")}`;
  expect((await call(url, "add", [1])).body).toEqual({ output: 8 });
});

test("get does not make an actor, and a destroyed one is gone", async () => {
  const missing = `${server.url}/gateway/counter/action/$?${at("x", "get")}`;
  expect(await call(missing, "add", [1])).toMatchObject({ status: 404, body: { group: "actor", code: "not_found" } });
  const { body } = await act("x", "who");
  const { id } = (body as { output: { id: string } }).output;
  const destroyed = await fetch(`${server.url}/actors/${id}`, { method: "DELETE", headers: { authorization: "Bearer t" } });
  expect([destroyed.status, await destroyed.json()]).toEqual([200, {}]);
  expect(await call(missing, "add", [1])).toMatchObject({ status: 404 });
  expect((await act("x", "add", [1])).body).toEqual({ output: 1 });
});

describe("raw requests", () => {
  test("reach onRequest whole", async () => {
    const response = await fetch(`${server.url}/gateway/counter/request/some/path?q=1&${at("x")}`, { method: "PUT", body: "text" });
    expect(await response.json()).toEqual({ method: "PUT", pathname: "/some/path", search: "?q=1", body: "text", count: 0 });
  });

  test("stream both ways", async () => {
    const size = 8_000_000;
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(1_000_000));
        if ((sent += 1_000_000) === size) controller.close();
      },
    });
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    const response = await fetch(server.url + path("request/echo", "x"), init);
    expect((await response.arrayBuffer()).byteLength).toBe(size);
    const events = await fetch(server.url + path("request/events", "x"));
    expect([events.headers.get("content-type"), await events.text()]).toEqual(["text/event-stream", "data: 1\n\ndata: 2\n\ndata: 3\n\n"]);
  });

  test("that are not answered, or fail, say so", async () => {
    const nothing = await fetch(server.url + path("request/nothing", "x"));
    expect(nothing.status).toBe(404);
    const thrown = await fetch(server.url + path("request/throw", "x"));
    expect([thrown.status, await thrown.json()]).toEqual([400, { group: "user", code: "no", message: "No" }]);
  });
});

test("raw sockets reach onWebSocket", async () => {
  const client = await talk(server.url, `/gateway/counter/websocket/p/q?x=1&${at("x")}`, ["rivet"]);
  await client.count(1);
  expect(JSON.parse(String(client.heard[0]))).toMatchObject({ request: "http://actor/p/q?x=1" });
  client.say("text");
  client.say(new Uint8Array([1, 2, 3]));
  await client.count(3);
  expect(client.heard.slice(1)).toEqual(["text", new Uint8Array([1, 2, 3])]);
  client.say("close");
  expect(await client.closed).toBe("4001 as you wish");
});

test("hundreds of actions in flight are each answered once", async () => {
  const client = await talk(server.url, path("connect", "x"));
  await client.count(1);
  for (let id = 0; id < 500; id++) client.say(json.toServer.encode({ t: "action", id, name: "add", args: [1] }));
  const http = Promise.all(Array.from({ length: 100 }, () => act("y", "add", [1])));
  await client.count(501);
  const outputs = client.heard.slice(1).map((frame) => (told(frame) as { output: number }).output);
  expect(outputs).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
  expect((await http).map(({ body }) => body["output"]).sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  client.socket.close();
});

test("a stopped server has hung up on all, and answers nobody", async () => {
  const client = await talk(server.url, path("connect", "x"));
  await client.count(1);
  await server.stop();
  expect(await client.closed).toBe("1001 ws.going_away");
  await expect(fetch(`${server.url}/health`)).rejects.toThrow();
});

test("a port that is taken is an error, and the actors stop", async () => {
  const taken = createServer().listen(0);
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const registry = makeRegistry();
  await expect(serve(registry, { port, storage: memoryStorage(), logger: SILENT })).rejects.toMatchObject({ code: "EADDRINUSE" });
  // Another storage would be refused where they ran on.
  await (await serve(registry, { port: 0, storage: memoryStorage(), logger: SILENT })).stop();
  taken.close();
});
