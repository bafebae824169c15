import { afterEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import type { ClientConfig } from "../../src/browser/client-config.ts";
import { createClient } from "../../src/browser/create-remote-client.ts";
import { SILENT } from "../../src/ports/logger.ts";
import { type EncodingName, loadEncoding } from "../../src/wire/encoding.ts";
import type { registry } from "./counter.ts";
import { actorJson, type Answer, type Asked, fakeServer, jsonAnswer, type Peer } from "./fake-server.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A server with one actor, whose actions give their arguments back. */
async function world(config: ClientConfig = {}, answer: (asked: Asked) => Answer | undefined = () => undefined) {
  const encoding = await loadEncoding(config.encoding ?? "json");
  const server = await fakeServer((asked) => {
    const own = answer(asked);
    if (own !== undefined) return own;
    const path = asked.url.replace(/\?.*/, "");
    if (path === "/actors") return jsonAnswer(asked.method === "GET" ? { actors: [actorJson("id1")] } : { actor: actorJson("id1"), created: true });
    if (path.includes("/action/")) {
      return { headers: { "content-type": encoding.contentType }, body: encoding.response.encode(encoding.request.decode(new Uint8Array(asked.body))) };
    }
    return undefined;
  });
  ends.push(server.stop);
  const client = createClient<typeof registry>({ endpoint: server.url, WebSocket, logger: SILENT, ...config });
  ends.push(() => client.dispose());
  return { server, client, counter: client.counter };
}

const refusal = (group: string, code: string, status = 400): Answer => jsonAnswer({ group, code, message: `${code}!`, metadata: { a: 1 } }, status);
const lines = (asked: readonly Asked[]): string[] => asked.map(({ method, url }) => `${method} ${url}`);
const letIn = (peer: Peer): void => peer.say({ t: "init", actorId: "id1", connectionId: "c1" });

describe("stateless actions", () => {
  test("ask for the actor once, and then go straight to it", async () => {
    const { counter, server } = await world({ headers: { authorization: "Basic x", "x-own": "1" } });
    expect(await counter.getOrCreate(["a/b", ""], { params: { name: "ä(\u{1f600})" } }).echo(1, { two: null })).toEqual([1, { two: null }]);
    expect(await counter.getOrCreate(["a/b", ""]).echo(5n)).toEqual([5n]);
    expect(lines(server.asked)).toEqual(["PUT /actors?namespace=default", "POST /gateway/id1/action/echo", "POST /gateway/id1/action/echo"]);
    const [put, post, again] = server.asked;
    expect(JSON.parse(String(put?.body))).toEqual({ name: "counter", key: "a\\/b/\\0", runner_name_selector: "default", crash_policy: "sleep" });
    expect(put?.headers["x-own"]).toBe("1");
    expect(post?.headers).toMatchObject({ "x-rivet-encoding": "json", "content-type": "application/json", "x-own": "1" });
    expect(JSON.parse(String(post?.headers["x-rivet-conn-params"]))).toEqual({ name: "ä(\u{1f600})" });
    expect(JSON.parse(String(post?.body))).toEqual({ args: [1, { two: null }] });
    expect(again?.headers["x-rivet-conn-params"]).toBeUndefined();
  });

  test("of get() find the actor or fail, of getForId() go to it at once", async () => {
    let actors: unknown[] = [];
    const { counter, server } = await world({}, ({ url }) => (url.startsWith("/actors?name") ? jsonAnswer({ actors }) : undefined));
    await expect(counter.get("x").echo()).rejects.toMatchObject({ group: "actor", code: "not_found" });
    actors = [actorJson("id2")];
    await counter.get("x").echo();
    await counter.getForId("i/d").echo();
    expect(lines(server.asked)).toEqual([
      "GET /actors?name=counter&key=x&namespace=default",
      "GET /actors?name=counter&key=x&namespace=default",
      "POST /gateway/id2/action/echo",
      "POST /gateway/i%2Fd/action/echo",
    ]);
  });

  test("with a namespace and a token show them everywhere", async () => {
    const { counter, server } = await world({ namespace: "my space", token: "to/ken", runnerName: "pool" });
    await counter.getOrCreate("x").echo();
    expect(lines(server.asked)).toEqual(["PUT /actors?namespace=my%20space", "POST /gateway/id1@to%2Fken/action/echo"]);
    expect(server.asked[0]?.headers.authorization).toBe("Bearer to/ken");
    expect(JSON.parse(String(server.asked[0]?.body))).toMatchObject({ runner_name_selector: "pool" });
    expect(server.asked[1]?.headers["x-rivet-token"]).toBe("to/ken");
    expect(await counter.getOrCreate("x").getGatewayUrl()).toBe(`${server.url}/gateway/id1@to%2Fken`);
  });

  test("that fail reject with what the server says, or with what came instead", async () => {
    let next: Answer = {};
    const { counter } = await world({}, ({ url }) => (url.includes("/action/") ? next : undefined));
    next = refusal("user", "too_big");
    const handle = counter.get("x");
    await expect(handle.a()).rejects.toMatchObject({ name: "ActorError", group: "user", code: "too_big", message: "too_big!", metadata: { a: 1 } });
    next = { status: 502, body: "<h1>Bad Gateway</h1>" };
    await expect(handle.a()).rejects.toMatchObject({ name: "MalformedResponseMessage", code: "malformed_response", metadata: { status: 502 } });
    next = { status: 200, body: "hello" };
    await expect(handle.a()).rejects.toMatchObject({ code: "malformed_response" });
    const gone = createClient<typeof registry>({ endpoint: "http://127.0.0.1:1", WebSocket });
    await expect(gone.counter.get("x").a()).rejects.toMatchObject({ group: "client", code: "offline" });
  });

  test("aborted, abort the request and reject with the reason", async () => {
    const controller = new AbortController();
    const { counter } = await world({
      fetch: (_input, init) => new Promise((_, reject) => {
        init?.signal?.addEventListener("abort", () => reject(new Error("the platform's own")));
        controller.abort("enough");
      }),
    });
    await expect(counter.getForId("x").action({ name: "a", args: [], signal: controller.signal })).rejects.toBe("enough");
  });

  test("a destroyed actor's successor is found, and nothing is done twice", async () => {
    let id = "old";
    const { counter, server } = await world({}, ({ method, url }) => {
      if (method === "PUT") return jsonAnswer({ actor: actorJson(id), created: false });
      return url.includes("/old/") && id === "new" ? refusal("actor", "not_found") : undefined;
    });
    const handle = counter.getOrCreate("x");
    await handle.echo();
    id = "new";
    expect(await handle.echo("again")).toEqual(["again"]);
    expect(lines(server.asked).slice(2)).toEqual(["POST /gateway/old/action/echo", "PUT /actors?namespace=default", "POST /gateway/new/action/echo"]);
  });

  test("an actor that is there and could not find another is not asked twice", async () => {
    const { counter, server } = await world({}, ({ url }) => (url.endsWith("/lookup") ? refusal("actor", "not_found") : undefined));
    const handle = counter.getOrCreate("x");
    await handle.echo();
    await expect(handle.lookup()).rejects.toMatchObject({ code: "not_found" });
    expect(lines(server.asked).filter((line) => line.endsWith("/lookup"))).toHaveLength(1);
  });
});

test("create() makes the actor, with falsy input, too", async () => {
  let isTaken = false;
  const { counter, server } = await world({}, ({ method }) => (isTaken && method === "POST" ? refusal("actor", "duplicate_key", 409) : undefined));
  for (const input of [0, "", false, undefined]) {
    const handle = await counter.create("k", { input, region: "eu" });
    expect(await handle.resolve()).toBe("id1");
  }
  const bodies = server.asked.map(({ body }) => JSON.parse(String(body)));
  expect(bodies.map(({ input }) => input)).toEqual(["AA==", "YA==", "9A==", undefined]);
  expect(bodies[0]).toMatchObject({ datacenter: "eu", key: "k" });
  isTaken = true;
  await expect(counter.create("k")).rejects.toMatchObject({ group: "actor", code: "duplicate_key" });
});

describe.each<EncodingName>(["json", "cbor", "bare"])("in %s", (encoding) => {
  test("actions and errors by HTTP", async () => {
    const { counter } = await world({ encoding });
    expect(await counter.get("x").echo(1, 2n, new Uint8Array([1]), { a: ["$x", 1] })).toEqual([1, 2n, new Uint8Array([1]), { a: ["$x", 1] }]);
  });

  test("a whole conversation", async () => {
    const { counter, server } = await world({ encoding });
    const conn = counter.getOrCreate("x", { params: { token: "(ä)" } }).connect();
    const heard: unknown[] = [];
    const told = new Promise<void>((resolve) => conn.on("told", (...args) => (heard.push(...args), resolve())));
    const call = conn.add(5n);
    server.onPeer(letIn);
    await server.until(() => (server.peers[0]?.heard.length ?? 0) === 2);
    const [peer] = server.peers;
    expect(peer?.url).toBe("/gateway/id1/connect");
    expect(peer?.protocols.slice(0, 2)).toEqual(["rivet", `rivet_encoding.${encoding}`]);
    expect(decodeURIComponent(peer?.protocols[2] ?? "")).toBe('rivet_conn_params.{"token":"(ä)"}');
    expect(peer?.heard).toEqual([{ t: "listen", event: "told", on: true }, { t: "action", id: 1, name: "add", args: [5n] }]);
    peer?.say({ t: "event", name: "told", args: [1, "x"] });
    peer?.say({ t: "result", id: 1, output: { n: 5n } });
    expect(await call).toEqual({ n: 5n });
    await told;
    expect(heard).toEqual([1, "x"]);
    const failing = conn.fail();
    await server.until(() => peer?.heard.length === 3);
    peer?.say({ t: "error", actionId: 2, error: { group: "user", code: "no", message: "no!", metadata: { max: 3 } } });
    await expect(failing).rejects.toMatchObject({ group: "user", code: "no", message: "no!", metadata: { max: 3 } });
    expect(conn.isConnected).toBe(true);
  });
});

describe("a connection", () => {
  const opened = (conn: { onOpen(listener: () => void): unknown }) => new Promise<void>((resolve) => void conn.onOpen(resolve));

  test("comes back after the server broke it, with its listeners and what waits", async () => {
    const { counter, server } = await world();
    server.onPeer(letIn);
    const conn = counter.getOrCreate("x").connect();
    conn.on("told", () => {});
    await opened(conn);
    const lost = conn.a();
    server.break();
    await expect(lost).rejects.toMatchObject({ code: "connection_lost" });
    const kept = conn.b();
    await server.until(() => server.peers[1]?.heard.length === 2);
    expect(server.peers[1]?.heard).toEqual([{ t: "listen", event: "told", on: true }, { t: "action", id: 1, name: "b", args: [] }]);
    server.peers[1]?.say({ t: "result", id: 1, output: "done" });
    expect(await kept).toBe("done");
    expect(lines(server.asked)).toEqual(["PUT /actors?namespace=default", "GET /actors?name=counter&key=x&namespace=default"]);
  });

  test("that is refused tells why: by a frame, or by the reason of the close", async () => {
    const { counter, server } = await world();
    const errors: string[] = [];
    let n = 0;
    server.onPeer((peer) => {
      if (n++ === 0) peer.say({ t: "error", actionId: null, error: { group: "user", code: "forbidden", message: "no" } });
      peer.socket.close(1011, "user.forbidden#ray");
    });
    const conn = counter.getOrCreate("x").connect();
    await new Promise<void>((resolve) => conn.onError(({ group, code, message }) => {
      if (errors.push(`${group}/${code}: ${message}`) === 2) resolve();
    }));
    expect(errors).toEqual(["user/forbidden: no", "user/forbidden: The server closed the connection: user.forbidden#ray."]);
  });

  test("that cannot be made says so and goes on trying", async () => {
    const { counter, server } = await world();
    const { stop, url } = server;
    await stop();
    const error = await new Promise((resolve) => counter.get("x").connect().onError(resolve));
    expect(error).toMatchObject({ group: "client", code: "offline", message: expect.stringContaining(url) });
    ends.splice(0, 1);
  });

  test("is told of what cannot be read, and of what cannot be sent", async () => {
    const { counter, server } = await world();
    server.onPeer(letIn);
    const conn = counter.get("x").connect();
    await opened(conn);
    await expect(conn.a(() => {})).rejects.toMatchObject({ group: "state", code: "invalid_type" });
    expect(conn.isConnected).toBe(true);
    const error = new Promise((resolve) => conn.onError(resolve));
    server.peers[0]?.socket.send("{");
    expect(await error).toMatchObject({ code: "malformed_response" });
  });

  test("disposed of, closes its socket in peace", async () => {
    const { counter, server } = await world();
    server.onPeer(letIn);
    const conn = counter.get("x").connect();
    await opened(conn);
    const closed = new Promise((resolve) => server.peers[0]?.socket.on("close", resolve));
    await conn.dispose();
    expect(await closed).toBe(1000);
  });

  test("needs a WebSocket, and says so where there is none", async () => {
    vi.stubGlobal("WebSocket", undefined);
    ends.push(async () => void vi.unstubAllGlobals());
    const { server } = await world();
    const client = createClient<typeof registry>({ endpoint: server.url, logger: SILENT });
    const error = await new Promise((resolve) => client.counter.get("x").connect().onError(resolve));
    expect(error).toMatchObject({ code: "invalid", message: expect.stringContaining("WebSocket") });
    await client.dispose();
  });
});

describe("raw", () => {
  test("requests go to the actor with everything, and with nobody else's credentials", async () => {
    const { counter, server } = await world({ headers: { "x-own": "1" } }, ({ url }) => (url.includes("/request/") ? { status: 418, body: "tea" } : undefined));
    const handle = counter.getOrCreate("x", { params: { p: 1 } });
    const response = await handle.fetch("/a/b?c=d", { method: "PUT", headers: { "x-rivet-conn-params": '"forged"', "x-a": "b" }, body: "text" });
    expect([response.status, await response.text()]).toEqual([418, "tea"]);
    const { method, url, headers, body } = server.asked.at(-1) ?? {};
    expect([method, url, String(body)]).toEqual(["PUT", "/gateway/id1/request/a/b?c=d", "text"]);
    expect(headers).toMatchObject({ "x-own": "1", "x-a": "b", "x-rivet-conn-params": '{"p":1}' });
    await handle.fetch("elsewhere", new Request("http://proxy/orig", { method: "POST", body: "passed on" }));
    expect(server.asked.at(-1)).toMatchObject({ method: "POST", url: "/gateway/id1/request/elsewhere" });
    expect(String(server.asked.at(-1)?.body)).toBe("passed on");
  });

  test("sockets are the platform's own, with params and the protocols asked for", async () => {
    const { counter, server } = await world();
    server.onPeer((peer) => peer.socket.on("message", (data, isBinary) => peer.socket.send(data, { binary: isBinary })));
    const socket = await counter.get("x", { params: [1] }).websocket("/path?q=1", "own");
    expect(socket).toBeInstanceOf(WebSocket);
    const messages: unknown[] = [];
    await new Promise<void>((resolve) => {
      socket.onopen = () => socket.send(new Uint8Array([1, 2]));
      socket.onmessage = ({ data }: { data: unknown }) => (messages.push(data), resolve());
    });
    expect(messages).toEqual([new Uint8Array([1, 2]).buffer]);
    expect(server.peers[0]?.url).toBe("/gateway/id1/websocket/path?q=1");
    expect(server.peers[0]?.protocols).toEqual(["rivet", "rivet_encoding.bare", "rivet_conn_params.%5B1%5D", "own"]);
    socket.close();
  });
});

describe("a server that has no actors itself", () => {
  test("is asked where they are, once", async () => {
    const { server: elsewhere } = await world();
    const { counter, server } = await world({}, ({ url }) => {
      return url.startsWith("/metadata") ? jsonAnswer({ runtime: "rivetkit", clientEndpoint: `${elsewhere.url}/` }) : { status: 404, body: "Not Found" };
    });
    await Promise.all([counter.getOrCreate("x").a(), counter.getOrCreate("y").a()]);
    await counter.getOrCreate("z").a();
    expect(lines(server.asked).sort()).toEqual(["GET /metadata?namespace=default", "PUT /actors?namespace=default", "PUT /actors?namespace=default"]);
    expect(lines(elsewhere.asked)).toContain("POST /gateway/id1/action/a");
  });

  test("is not asked where that is forbidden", async () => {
    const { counter, server } = await world({ disableMetadataLookup: true }, () => ({ status: 404, body: "Not Found" }));
    await expect(counter.getOrCreate("x").a()).rejects.toMatchObject({ code: "malformed_response" });
    expect(server.asked).toHaveLength(1);
  });
});
