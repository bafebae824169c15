import { describe, expect, test } from "vitest";
import { ActorError } from "../../src/errors/actor-error.ts";
import { rawRequest } from "../../src/remote/raw-request.ts";
import { world } from "./fake-transport.ts";

describe("a client", () => {
  test("has every name as an actor, and all actors by name", async () => {
    const { client, fake } = world();
    await client.counter.getOrCreate().resolve();
    await client.getOrCreate("counter", ["a", "b"], { createWithInput: 0, createInRegion: "eu" }).resolve();
    await client.get("get", "x").resolve();
    await client.counter.getForId("id-1").resolve();
    await client.getForId("counter", "id-1").resolve();
    expect(fake.calls.map(({ query }) => query)).toEqual([
      { by: "key", name: "counter", key: [], create: { input: undefined } },
      { by: "key", name: "counter", key: ["a", "b"], create: { input: 0, region: "eu" } },
      { by: "key", name: "get", key: ["x"] },
      { by: "id", name: "counter", id: "id-1" },
      { by: "id", name: "counter", id: "id-1" },
    ]);
  });

  test("makes an actor at once, with whatever input, and gives a handle to it by its id", async () => {
    const { client, fake } = world();
    fake.answerWith(async () => "new-id");
    for (const input of [0, "", false, null, undefined]) {
      const handle = await client.counter.create("k", { input, params: 1 });
      await handle.ping();
    }
    expect(fake.calls.filter(({ what }) => what === "create").map(({ more }) => more)).toEqual(
      [0, "", false, null, undefined].map((input) => ({ name: "counter", key: ["k"], creation: { input } })),
    );
    expect(fake.calls.at(-1)).toMatchObject({ what: "action ping", query: { by: "id", id: "new-id" }, caller: { params: 1 } });
  });

  test("refuses what is no key, where it is given", () => {
    const { client } = world();
    expect(() => client.counter.get("x".repeat(129))).toThrow(ActorError);
  });

  test("is not taken for a promise, nor are its actors", async () => {
    const { client } = world();
    expect(await Promise.resolve(client)).toBe(client);
    const handle = client.counter.get("a");
    expect(await Promise.resolve(handle)).toBe(handle);
    expect(JSON.stringify(handle)).toBe("{}");
  });
});

describe("a handle", () => {
  test("has every name as an action, with an underscore, too", async () => {
    const { client, fake } = world();
    const handle = client.counter.get("a", { params: null });
    expect(await handle.add(1, "two")).toBe("output");
    await handle._private();
    await handle.action({ name: "connect", args: [[]] });
    expect(fake.calls.map(({ what, more, caller }) => [what, more, caller])).toEqual([
      ["action add", [1, "two"], { params: null }],
      ["action _private", [], { params: null }],
      ["action connect", [[]], { params: null }],
    ]);
  });

  test("asks getParams at each call and keeps nothing of it", async () => {
    const { client, fake } = world();
    let n = 0;
    const handle = client.counter.get("a", { params: "old", getParams: () => ({ token: ++n }) });
    await handle.ping();
    await handle.fetch("/x");
    await handle.websocket("/y", "proto");
    expect(fake.calls.map(({ what, caller }) => [what, caller?.params])).toEqual([
      ["action ping", { token: 1 }],
      ["fetch", { token: 2 }],
      ["webSocket y", { token: 3 }],
    ]);
    const failing = client.counter.get("a", { getParams: () => Promise.reject(new Error("no token")) });
    await expect(failing.ping()).rejects.toThrow("no token");
  });

  test("aborted, rejects with the reason at once, whatever the transport does", async () => {
    const { client, fake } = world();
    fake.answerWith(() => new Promise(() => {}));
    const [own, whole] = [new AbortController(), new AbortController()];
    const handle = client.counter.get("a", { signal: whole.signal });
    const calls = [
      handle.action({ name: "a", args: [], signal: own.signal }),
      handle.resolve({ signal: own.signal }),
      handle.fetch("/", { signal: own.signal }),
    ];
    const others = [handle.b(), handle.resolve(), handle.getGatewayUrl(), handle.webSocket()];
    await Promise.resolve();
    own.abort("own");
    expect(await Promise.allSettled(calls)).toEqual(calls.map(() => ({ status: "rejected", reason: "own" })));
    whole.abort("whole");
    expect(await Promise.allSettled(others)).toEqual(others.map(() => ({ status: "rejected", reason: "whole" })));
    const made = fake.calls.length;
    await expect(handle.c()).rejects.toBe("whole");
    expect(fake.calls).toHaveLength(made);
    expect(fake.calls.find(({ what }) => what === "action a")?.caller?.signal).toBe(own.signal);
  });
});

describe("a raw request", () => {
  test.each([
    ["/count?a=1", "count?a=1"],
    ["count", "count"],
    ["", ""],
    ["/", ""],
    ["//twice", "/twice"],
    [new URL("https://example.com/a/b?c=d#e"), "a/b?c=d"],
    ["http://actor", ""],
    ["http://actor?q=1", "?q=1"],
  ])("by %s goes to %s", (input, path) => expect(rawRequest(input)).toEqual({ path, init: {} }));

  test("keeps what it was given", () => {
    const { signal } = new AbortController();
    const init = { method: "PUT", headers: { a: "b" }, body: "text", signal };
    expect(rawRequest("/x", init)).toEqual({ path: "x", init: { method: "PUT", headers: { a: "b" }, body: "text" }, signal });
  });

  test("hands a Request on, as a proxy would, without what belongs to its hop", async () => {
    const request = new Request("http://proxy/orig?q=1", {
      method: "POST",
      headers: { "x-own": "1", host: "proxy", connection: "keep-alive", "content-length": "4" },
      body: "text",
    });
    const { path, init, signal } = rawRequest("/other", request);
    expect(path).toBe("other");
    expect(signal).toBeDefined();
    const passed = new Request("http://actor/other", init);
    expect(passed.method).toBe("POST");
    expect(await passed.text()).toBe("text");
    expect([...passed.headers].filter(([name]) => name !== "content-type")).toEqual([["x-own", "1"]]);
    expect(rawRequest(new Request("http://proxy/orig?q=1", { method: "DELETE" }), { headers: { b: "c" } })).toMatchObject({
      path: "orig?q=1",
      init: { method: "DELETE", headers: { b: "c" } },
    });
  });
});
