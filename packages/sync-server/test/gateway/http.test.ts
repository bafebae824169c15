// The HTTP surface over a gateway that does what the tests say.

import { connect } from "node:net";
import { UserError } from "@rivulet/runtime";
import { actorError, type EncodingName, loadEncoding } from "@rivulet/runtime/host";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FakeGateway, fakeGateway } from "../support/fake-gateway.ts";
import { type SurfaceServer, surfaceServer } from "../support/surface-server.ts";

let gateway: FakeGateway;
let server: SurfaceServer;
let id: string;

beforeEach(async () => {
  gateway = fakeGateway();
  server = await surfaceServer(gateway, { adminToken: "the-token" });
  id = (await gateway.create("counter", ["a", "b"], undefined)).id;
});
afterEach(() => server.stop());

const ask = async (path: string, init?: RequestInit) => {
  const response = await fetch(server.url + path, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: (): unknown => JSON.parse(text) };
};
const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({ method: "POST", body: JSON.stringify(body), headers });
const call = (path: string, ...args: unknown[]) => ask(path, post({ args }));
const error = (group: string, code: string) => expect.objectContaining({ group, code, message: expect.any(String) });

describe.each(["", "/api/rivet"])("below %j", (base) => {
  test("a server tells about itself", async () => {
    expect((await ask(`${base}/health`)).json()).toEqual({ status: "ok", runtime: "rivulet", version: "1.2.3" });
    expect((await ask(`${base}/metadata?namespace=default`)).json()).toEqual({
      runtime: "rivulet",
      version: "1.2.3",
      runner: { kind: { normal: {} }, version: 7 },
      actorNames: { counter: { metadata: {} } },
    });
    expect((await ask(`${base}/`)).text).toBe("Rivulet is running.");
    expect((await ask(`${base}/actors/names?namespace=default`)).json()).toEqual({ names: { counter: { metadata: {} } } });
  });

  test("actors are made once, found and listed", async () => {
    const put = (key: string) => ask(`${base}/actors?namespace=default`, { ...post({ name: "counter", key, crash_policy: "sleep", runner_name_selector: "default" }), method: "PUT" });
    const made = await put("x/y");
    const actor = { actor_id: "id2", name: "counter", key: "x/y", namespace_id: "default", create_ts: 1_001, runner_name_selector: "default" };
    expect(made.json()).toMatchObject({ actor, created: true });
    expect((await put("x/y")).json()).toMatchObject({ actor, created: false });
    expect((await ask(`${base}/actors?name=counter&key=x%2Fy`)).json()).toMatchObject({ actors: [actor] });
    expect((await ask(`${base}/actors?actor_ids=id2,%20id2,none`)).json()).toMatchObject({ actors: [actor] });
    expect((await ask(`${base}/actors?name=counter&key=none`)).json()).toEqual({ actors: [] });
    expect((await ask(`${base}/actors?name=nobody&key=x`)).json()).toEqual({ actors: [] });
    expect((await ask(`${base}/actors?name=counter`)).json()).toMatchObject({ actors: [{ actor_id: "id1" }, { actor_id: "id2" }] });
    expect(await gateway.resolve({ by: "id", id: "id2" })).toMatchObject({ actor: { key: ["x", "y"] } });
    const twice = await ask(`${base}/actors`, post({ name: "counter", key: "x/y" }));
    expect([twice.status, twice.json()]).toEqual([409, error("actor", "duplicate_key")]);
    expect((await ask(`${base}/actors`, post({ name: "counter" }))).json()).toMatchObject({ actor: { key: "/" } });
  });

  test("an action runs, however its actor is named", async () => {
    const paths = [
      `/gateway/${id}/action/echo`,
      `/gateway/${id}@a%20token/action/echo`,
      "/gateway/counter/action/echo?rvt-namespace=default&rvt-method=get&rvt-key=a,b",
      "/gateway/counter/action/echo?rvt-namespace=default&rvt-method=getOrCreate&rvt-runner=default&rvt-key=a%2Cb&rvt-crash-policy=sleep",
    ];
    for (const path of paths) {
      const answer = await call(base + path, { n: 1 });
      expect([path, answer.status, answer.json()]).toEqual([path, 200, { output: { n: 1 } }]);
      expect(answer.headers.get("content-type")).toBe("application/json");
    }
    const direct = await ask(`${base}/action/echo`, post({ args: [5] }, { "x-rivet-target": "actor", "x-rivet-actor": id }));
    expect(direct.json()).toEqual({ output: 5 });
    expect(gateway.calls.map(({ args }) => args)).toEqual([[{ n: 1 }], [{ n: 1 }], [{ n: 1 }], [{ n: 1 }], [5]]);
    expect((await gateway.listByName("counter")).length).toBe(1);
  });

  test("a raw request reaches the actor as it was, at its own URL", async () => {
    gateway.answer = async (request) => {
      const { method, url } = request;
      return Response.json({ method, url, body: await request.text(), own: request.headers.get("x-own") }, { status: 201, headers: { "x-answer": "yes" } });
    };
    const headers = { "x-own": "1", "x-rivet-conn-params": '{"user":"u"}' };
    const answer = await ask(`${base}/gateway/counter/request/a%20b/c?x=1&x=2&rvt-method=get&rvt-key=a,b`, { method: "PATCH", body: "text", headers });
    expect([answer.status, answer.headers.get("x-answer")]).toEqual([201, "yes"]);
    expect(answer.json()).toEqual({ method: "PATCH", url: "http://actor/a%20b/c?x=1&x=2", body: "text", own: "1" });
    expect(gateway.calls[0]?.caller.params).toEqual({ user: "u" });
    const urls = ["", "/", "/?q", "?q=1", "/a//b/../c"].map((rest) => ask(`${base}/gateway/${id}/request${rest}`));
    const seen = (await Promise.all(urls)).map((each) => (each.json() as { url: string }).url);
    expect(seen).toEqual(["http://actor/", "http://actor/", "http://actor/?q", "http://actor/?q=1", "http://actor/a//c"]);
  });

  test("an actor's own health and metadata", async () => {
    const health = await ask(`${base}/gateway/${id}/health`);
    expect([health.status, health.text]).toEqual([200, "ok"]);
    expect((await ask(`${base}/gateway/${id}/metadata`)).json()).toMatchObject({ actor: { id, name: "counter", key: ["a", "b"] } });
    expect((await ask(`${base}/gateway/none/health`)).status).toBe(404);
  });

  test("destroying an actor takes the admin token", async () => {
    const destroy = (authorization?: string) => ask(`${base}/actors/${id}`, { method: "DELETE", ...(authorization !== undefined && { headers: { authorization } }) });
    for (const wrong of [undefined, "", "Bearer", "Bearer wrong", "Bearer the-tokem", "Basic the-token"]) {
      const refused = await destroy(wrong);
      expect([wrong, refused.status, refused.json()]).toEqual([wrong, 403, error("auth", "forbidden")]);
    }
    expect((await destroy("Bearer the-token")).json()).toEqual({});
    expect((await destroy("Bearer the-token")).status).toBe(404);
  });
});

test("without an admin token nobody destroys anything, or reads what is stored", async () => {
  const closed = await surfaceServer(gateway);
  for (const [method, path] of [["DELETE", ""], ["GET", "/kv/keys/Aw=="]] as const) {
    const response = await fetch(`${closed.url}/actors/${id}${path}`, { method, headers: { authorization: "Bearer null", "x-rivet-token": "null" } });
    expect([path, response.status]).toEqual([path, 403]);
  }
  await closed.stop();
});

describe("what an actor stores", () => {
  const read = (key: string, headers: Record<string, string> = { authorization: "Bearer the-token" }, of = id) => ask(`/actors/${of}/kv/keys/${key}`, { headers });

  test("is read with the admin token, shown in either way", async () => {
    for (const shown of [{ authorization: "Bearer the-token" }, { "x-rivet-token": "the-token" }]) {
      expect((await read("Aw==", shown)).json()).toEqual({ value: "Af8=" });
    }
    for (const wrong of [{}, { authorization: "Bearer no" }, { "x-rivet-token": "no" }]) {
      const refused = await read("Aw==", wrong);
      expect([refused.status, refused.json()]).toEqual([403, error("auth", "forbidden")]);
    }
  });

  test("is null under a key that has nothing, and a key may have any bytes", async () => {
    for (const key of ["//8=", "+A=="]) expect((await read(encodeURIComponent(key))).json()).toEqual({ value: null });
  });

  test("of nobody, or under what is no base64, is an error", async () => {
    expect((await read("Aw==", undefined, "none")).json()).toEqual(error("actor", "not_found"));
    const wrong = await read("Aw");
    expect([wrong.status, wrong.json()]).toEqual([400, error("request", "invalid")]);
  });
});

describe("encodings", () => {
  test.each<EncodingName>(["json", "cbor", "bare"])("%s bodies are taken and answered", async (name) => {
    const encoding = await loadEncoding(name);
    const value = { text: "ü", list: [1, null, true], bytes: new Uint8Array([1, 2]), big: 12n };
    const body = encoding.request.encode([value]) as string | Uint8Array<ArrayBuffer>;
    const response = await fetch(`${server.url}/gateway/${id}/action/echo`, { method: "POST", body, headers: { "x-rivet-encoding": name } });
    expect(response.headers.get("content-type")).toBe(encoding.contentType);
    const answer = new Uint8Array(await response.arrayBuffer());
    expect(encoding.response.decode(name === "json" ? new TextDecoder().decode(answer) : answer)).toEqual(value);
    expect(gateway.calls[0]?.args).toEqual([value]);
  });

  test.each<EncodingName>(["json", "cbor", "bare"])("errors come in JSON where %s was asked for", async (name) => {
    gateway.act = () => {
      throw new UserError("Too big", { code: "too_big", metadata: { max: 3, big: 7n } });
    };
    const body = (await loadEncoding(name)).request.encode([]) as string | Uint8Array<ArrayBuffer>;
    const answer = await ask(`/gateway/${id}/action/echo`, { method: "POST", body, headers: { "x-rivet-encoding": name } });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/json"]);
    expect(answer.json()).toEqual({ group: "user", code: "too_big", message: "Too big", metadata: { max: 3, big: ["$BigInt", "7"] } });
  });
});

describe("what is wrong is said by an error of the table", () => {
  test.each<[string, string, RequestInit, number, string]>([
    ["an unknown path", "/nowhere", {}, 404, "route/not_found"],
    ["a path above the gateway", "/gateway", {}, 404, "route/not_found"],
    ["an actor without a wish", "/gateway/id1", {}, 404, "route/not_found"],
    ["a wish nobody knows", "/gateway/id1/queue/x", post({}), 404, "route/not_found"],
    ["an action without a name", "/gateway/id1/action/", post({ args: [] }), 404, "route/not_found"],
    ["an action in two parts", "/gateway/id1/action/a/b", post({ args: [] }), 404, "route/not_found"],
    ["an action by GET", "/gateway/id1/action/echo", {}, 404, "route/not_found"],
    ["a WebSocket's path without one", "/gateway/id1/connect", {}, 400, "request/invalid"],
    ["no such actor", "/gateway/none/action/echo", post({ args: [] }), 404, "actor/not_found"],
    ["no such method on actors", "/actors", { method: "PATCH" }, 404, "route/not_found"],
    ["a body that is no JSON", "/gateway/id1/action/echo", { method: "POST", body: "{" }, 400, "protocol/malformed"],
    ["no body", "/gateway/id1/action/echo", { method: "POST" }, 400, "protocol/malformed"],
    ["arguments that are none", "/gateway/id1/action/echo", post({ args: 1 }), 400, "protocol/malformed"],
    ["an encoding nobody knows", "/gateway/id1/action/echo", post({ args: [] }, { "x-rivet-encoding": "xml" }), 400, "encoding/invalid"],
    ["bytes that are no CBOR", "/gateway/id1/action/echo", { ...post(1), headers: { "x-rivet-encoding": "cbor" } }, 400, "protocol/malformed"],
    ["params that are no JSON", "/gateway/id1/action/echo", post({ args: [] }, { "x-rivet-conn-params": "{" }), 400, "params/invalid"],
    ["a broken escape in a name", "/gateway/counter%zz/action/echo?rvt-method=get", post({ args: [] }), 400, "guard/query_invalid_percent_encoding"],
    ["a broken escape in an action", "/gateway/id1/action/%zz", post({ args: [] }), 400, "request/invalid"],
    ["a parameter given twice", "/gateway/counter/action/x?rvt-method=get&rvt-method=get", post({ args: [] }), 400, "guard/query_duplicate_param"],
    ["an unknown parameter", "/gateway/counter/action/x?rvt-method=get&rvt-no=1", post({ args: [] }), 400, "guard/query_invalid_params"],
    ["no method", "/gateway/counter/action/x?rvt-key=a", post({ args: [] }), 400, "guard/query_invalid_params"],
    ["a token in two places", "/gateway/counter@t/action/x?rvt-method=get", post({ args: [] }), 400, "guard/query_path_token_syntax"],
    ["an input for nothing", "/gateway/counter/action/x?rvt-method=get&rvt-input=AA", post({ args: [] }), 400, "guard/query_get_disallowed_params"],
    ["no name", "/gateway//action/x?rvt-method=get", post({ args: [] }), 400, "guard/query_empty_actor_name"],
    ["an input that is no base64", "/gateway/counter/action/x?rvt-method=getOrCreate&rvt-input=*", post({ args: [] }), 400, "guard/query_invalid_base64_input"],
    ["an input that is no CBOR", "/gateway/counter/action/x?rvt-method=getOrCreate&rvt-input=_w", post({ args: [] }), 400, "guard/query_invalid_cbor_input"],
    ["a name that is not registered", "/actors", { ...post({ name: "nobody", key: "a" }), method: "PUT" }, 404, "actor/not_found"],
    ["an inherited name", "/actors", { ...post({ name: "__proto__", key: "a" }), method: "PUT" }, 404, "actor/not_found"],
    ["no name in a body", "/actors", post({ key: "a" }), 400, "request/invalid"],
    ["a key that is no text", "/actors", post({ name: "counter", key: ["a"] }), 400, "request/invalid"],
    ["a part of a key that is too long", "/actors", post({ name: "counter", key: "x".repeat(129) }), 413, "limit/key_too_large"],
    ["a body of actors that is a list", "/actors", { method: "POST", body: "null" }, 400, "request/invalid"],
    ["an input in a body that is no base64", "/actors", post({ name: "counter", input: "*" }), 400, "protocol/malformed"],
    ["ids and a name", "/actors?actor_ids=a&name=b", {}, 400, "request/invalid"],
    ["a key without a name", "/actors?key=a", {}, 400, "request/invalid"],
    ["nothing to look for", "/actors", {}, 400, "request/invalid"],
    ["too many ids", `/actors?actor_ids=${Array.from({ length: 33 }, (_, i) => `a${i}`).join(",")}`, {}, 400, "request/invalid"],
  ])("%s", async (_name, path, init, status, name) => {
    const answer = await ask(path, init);
    const [group = "", code = ""] = name.split("/");
    expect([answer.status, answer.json()]).toEqual([status, error(group, code)]);
    expect(answer.headers.get("content-type")).toBe("application/json");
  });

  test("what is none of the caller's business is masked", async () => {
    gateway.act = () => {
      throw new Error("the secret");
    };
    const answer = await call(`/gateway/${id}/action/echo`);
    expect([answer.status, answer.json()]).toEqual([500, error("internal", "internal_error")]);
    expect(answer.text).not.toContain("the secret");
  });

  test("metadata that cannot be sent goes, the error stays", async () => {
    gateway.act = () => {
      throw new UserError("no", { metadata: { fn: () => {} } });
    };
    expect((await call(`/gateway/${id}/action/echo`)).json()).toEqual({ group: "user", code: "user_error", message: "no" });
  });

  test("a response that cannot be sent", async () => {
    gateway.answer = () => Response.error();
    const answer = await ask(`/gateway/${id}/request/x`);
    expect([answer.status, answer.json()]).toEqual([500, error("handler", "invalid_request_handler_response")]);
  });

  test("an output that cannot be sent", async () => {
    gateway.act = () => () => {};
    expect((await call(`/gateway/${id}/action/echo`)).json()).toEqual(error("state", "invalid_type"));
  });

  test("what a retry is for has the status of one", async () => {
    gateway.act = () => {
      throw actorError("actor/restarting", "The actor is restarting.");
    };
    expect((await call(`/gateway/${id}/action/echo`)).status).toBe(503);
  });
});

/** Bytes straight onto the wire, and all that comes back until the line is closed or `isEnough`. */
function wire(parts: (string | Buffer)[], isEnough: (answer: string) => boolean = () => false): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(server.port, "127.0.0.1", () => {
      for (const part of parts) socket.write(part);
    });
    let answer = "";
    socket.on("data", (data) => {
      answer += String(data);
      if (isEnough(answer)) socket.destroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });
}

describe("sizes", () => {
  test("a body of 100 MB is refused unread", async () => {
    const head = `POST /gateway/${id}/action/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857600\r\n\r\n`;
    const answer = await wire([head, '{"args":["'], (text) => text.includes("too_long"));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('"code":"incoming_too_long"');
  });

  test("one that does not say how long it is, is refused as soon as it is too long", async () => {
    const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
    const head = `POST /gateway/${id}/action/echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const answer = await wire([head, chunk, chunk], (text) => text.includes("too_long"));
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(gateway.calls).toEqual([]);
  });

  test("exactly as much as may be is taken, streamed or not", async () => {
    const body = JSON.stringify({ args: ["x".repeat(65_536 - 13)] });
    expect(body.length).toBe(65_536);
    expect((await ask(`/gateway/${id}/action/echo`, { method: "POST", body })).status).toBe(200);
    expect((await ask(`/gateway/${id}/action/echo`, { method: "POST", body: `${body} ` })).status).toBe(413);
    const stream = new Blob([body]).stream();
    const init = { method: "POST", body: stream, duplex: "half" } as RequestInit;
    expect((await ask(`/gateway/${id}/action/echo`, init)).status).toBe(200);
  });

  test("an output that is too long is an error, after the action ran", async () => {
    gateway.act = () => "x".repeat(1_048_577);
    const answer = await call(`/gateway/${id}/action/echo`);
    expect([answer.status, answer.json()]).toEqual([500, error("message", "outgoing_too_long")]);
    expect(gateway.calls).toHaveLength(1);
  });

  test("raw bodies of any size stream through, both ways", async () => {
    const size = 20_000_000;
    gateway.answer = (request) => new Response(request.body);
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(1_000_000));
        if ((sent += 1_000_000) === size) controller.close();
      },
    });
    let sent = 0;
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    const response = await fetch(`${server.url}/gateway/${id}/request/x`, init);
    expect((await response.arrayBuffer()).byteLength).toBe(size);
  });

  test("events that a server sends arrive one by one, and it hears that nobody listens any more", async () => {
    let push: (text: string) => void = () => {};
    let cancelled: () => void = () => {};
    const isCancelled = new Promise<void>((resolve) => (cancelled = resolve));
    gateway.answer = () => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => void (push = (text) => controller.enqueue(new TextEncoder().encode(text))),
        cancel: () => cancelled(),
      });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    };
    const abort = new AbortController();
    const response = await fetch(`${server.url}/gateway/${id}/request/events`, { signal: abort.signal });
    const reader = response.body?.getReader();
    for (const text of ["data: 1\n\n", "data: 2\n\n"]) {
      push(text);
      const { value } = (await reader?.read()) ?? {};
      expect(new TextDecoder().decode(value)).toBe(text);
    }
    abort.abort();
    await isCancelled;
  });

  test("a caller who has gone aborts what was asked for", async () => {
    const abort = new AbortController();
    let started: () => void = () => {};
    const isStarted = new Promise<void>((resolve) => (started = resolve));
    const isAborted = new Promise<void>((resolve) => {
      gateway.act = () => {
        gateway.calls[0]?.caller.signal?.addEventListener("abort", () => resolve());
        started();
        return new Promise(() => {});
      };
    });
    const asked = fetch(`${server.url}/gateway/${id}/action/slow`, { ...post({ args: [] }), signal: abort.signal });
    asked.catch(() => {});
    await isStarted;
    abort.abort();
    await isAborted;
  });
});

describe("pages of other origins", () => {
  const origin = "https://app.example";
  test.each(["/actors", `/metadata`, "/gateway/id1/action/echo", "/gateway/id1/request/x", "/api/rivet/metadata", "/api/rivet/gateway/counter/action/x?rvt-no=1"])(
    "may ask for %s",
    async (path) => {
      const asked = { origin, "access-control-request-method": "POST", "access-control-request-headers": "x-rivet-encoding, x-own" };
      const { status, headers } = await ask(path, { method: "OPTIONS", headers: asked });
      expect([status, headers.get("access-control-allow-origin"), headers.get("access-control-allow-credentials")]).toEqual([204, origin, "true"]);
      expect(headers.get("access-control-allow-methods")).toBe("GET, POST, PUT, DELETE, OPTIONS, PATCH");
      expect(headers.get("access-control-allow-headers")).toBe("x-rivet-encoding, x-own");
      expect(headers.get("access-control-max-age")).toBe("86400");
      expect(gateway.calls).toEqual([]);
    },
  );

  test("may read answers and errors alike", async () => {
    const headers = { origin };
    const answers = [
      await ask(`/gateway/${id}/action/echo`, post({ args: [1] }, headers)),
      await ask(`/gateway/none/action/echo`, post({ args: [1] }, headers)),
      await ask(`/gateway/${id}/request/x`, { headers }),
      await ask("/metadata", { headers }),
      await ask("/actors", { headers }),
      await ask("/nowhere", { headers }),
    ];
    for (const answer of answers) {
      expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
      expect(answer.headers.get("vary")).toContain("Origin");
    }
  });

  test("read what an actor says of it, where it does", async () => {
    gateway.answer = () => new Response("x", { headers: { "access-control-allow-origin": "https://only.example", vary: "Accept" } });
    const { headers } = await ask(`/gateway/${id}/request/x`, { headers: { origin } });
    expect(headers.get("access-control-allow-origin")).toBe("https://only.example");
    expect(headers.get("vary")).toBe("Accept, Origin");
  });
});

describe("hostile requests", () => {
  const REQUEST = (path: string, more = "", method = "GET"): string => `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${more}\r\n`;
  test.each([
    ["/gateway/../../etc/passwd", ""],
    ["/gateway/%2e%2e/request/x", ""],
    ["/gateway/id1/request/../../../etc/passwd", ""],
    ["/gateway/%00/action/x", ""],
    ["//gateway/id1/action/x", ""],
    ["/gateway/id1\\..\\x/health", ""],
    ["http://elsewhere/gateway/id1/health", ""],
    ["http://[::x/health", ""],
    ["*", ""],
    ["/gateway/id1/health", "Host: two\r\n"],
    ["/health", "Host: a b c\r\n"],
    [`/gateway/${"x".repeat(10_000)}/health`, ""],
    [`/gateway/counter/health?${"rvt-x=1&".repeat(1_000)}`, ""],
    ["/gateway/constructor/action/__proto__?rvt-method=get", ""],
    ["/action/x", "x-rivet-target: actor\r\nx-rivet-actor: %00\r\n"],
    ["/x", "x-rivet-target: actor\r\nx-rivet-actor:\r\n"],
  ])("%s %j", async (path, more) => {
    const answer = await wire([REQUEST(path, more)]);
    expect(answer).toMatch(/^HTTP\/1\.1 (200|4\d\d) /);
    expect(answer).not.toContain("root:");
    expect((await ask("/health")).status).toBe(200);
  });

  test("many at once, cut off in the middle, leave the others be", async () => {
    const head = `POST /gateway/${id}/action/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n{"ar`;
    const cut = Array.from({ length: 50 }, () => new Promise<void>((resolve) => {
      const socket = connect(server.port, "127.0.0.1", () => socket.write(head, () => socket.resetAndDestroy()));
      socket.on("error", () => {});
      socket.on("close", () => resolve());
    }));
    await Promise.all(cut);
    expect((await call(`/gateway/${id}/action/echo`, 1)).json()).toEqual({ output: 1 });
  });
});
