import { afterEach, describe, expect, test } from "vitest";
import type { Inspected } from "@rivulet/runtime/host";
import { actorError } from "@rivulet/runtime/host";
import { offerOfToken } from "@rivulet/runtime/inspector";
import { type InspectorAccess, makeInspectorGate } from "../../src/gateway/inspector-gate.ts";
import { isSame } from "../../src/gateway/secret.ts";
import { isHere } from "../../src/node/platform.ts";
import { fakeGateway } from "../support/fake-gateway.ts";
import { type SurfaceServer, surfaceServer, talk } from "../support/surface-server.ts";

const done: string[] = [];
const listeners = new Set<(value: unknown) => void>();
const inspected: Inspected = {
  side: "server",
  version: "1.2.3",
  now: () => 5,
  topics: [
    { name: "echo", ask: (params) => Promise.resolve({ params }) },
    { name: "fail", ask: () => Promise.reject(actorError("actor/not_found", "There is no such actor.")) },
    {
      name: "ticks",
      ask: () => Promise.resolve({}),
      watch(_, notify) {
        listeners.add(notify);
        return { first: Promise.resolve({}), stop: () => void listeners.delete(notify) };
      },
    },
  ],
  commands: [{ name: "burn", ask: (params) => (done.push(JSON.stringify(params)), Promise.resolve({})) }],
};

let server: SurfaceServer | null = null;
afterEach(async () => {
  await server?.stop();
  server = null;
  done.length = 0;
  listeners.clear();
});

async function start(access: InspectorAccess): Promise<SurfaceServer> {
  const gateway = fakeGateway();
  return (server = await surfaceServer(gateway, { inspector: { inspected, gate: makeInspectorGate(access) } }));
}
const byToken = (token = "the token"): Promise<SurfaceServer> => start({ by: "token", token: () => token });
const byMachine = (): Promise<SurfaceServer> => start({ by: "machine", isHere });

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const errorOf = async (response: Response): Promise<string> => {
  const { group, code } = (await response.json()) as { group: string; code: string };
  return `${response.status} ${group}/${code}`;
};
const PROTOCOL = "rivulet.inspector.v1";
const offer = (token: string): string[] => [PROTOCOL, offerOfToken(token)];
const hello = (more: object = {}): string => JSON.stringify({ t: "hello", protocol: [1, 1], ...more });

describe.each(["", "/api/rivet"])("over HTTP at %j", (base) => {
  test("who shows the token is answered, in JSON that nobody keeps", async () => {
    const { url } = await byToken();
    const asked = await fetch(`${url}${base}/inspector/ask/echo?params=${encodeURIComponent('{"a":["x",1]}')}`, { headers: bearer("the token") });
    expect([asked.status, asked.headers.get("cache-control"), await asked.json()]).toEqual([200, "no-store", { params: { a: ["x", 1] } }]);
    const about = await fetch(`${url}${base}/inspector`, { headers: bearer("the token") });
    expect(await about.json()).toEqual({ side: "server", version: "1.2.3", time: 5, topics: ["echo", "fail", "ticks"], commands: ["burn"] });
    const burnt = await fetch(`${url}${base}/inspector/do/burn`, { method: "POST", headers: { ...bearer("the token"), "content-type": "application/json" }, body: '{"id":"a"}' });
    expect([burnt.status, done]).toEqual([200, ['{"id":"a"}']]);
    expect(await errorOf(await fetch(`${url}${base}/inspector/ask/fail`, { headers: bearer("the token") }))).toBe("404 actor/not_found");
  });

  test.each<[string, Record<string, string>, string]>([
    ["no token", {}, "401 auth/unauthorized"],
    ["a wrong one", bearer("the tokem"), "403 auth/forbidden"],
    ["one that is longer", bearer("the token!"), "403 auth/forbidden"],
    ["one that is shorter", bearer("the toke"), "403 auth/forbidden"],
    ["another kind of credentials", { authorization: "Basic dGhlIHRva2Vu" }, "401 auth/unauthorized"],
  ])("%s: nothing is shown, and nothing done", async (_, headers, error) => {
    const { url } = await byToken();
    for (const path of ["", "/ask/echo", "/ask/nothing", "/nowhere"]) expect(await errorOf(await fetch(`${url}${base}/inspector${path}`, { headers }))).toBe(error);
    const body = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body: "{}" };
    expect(await errorOf(await fetch(`${url}${base}/inspector/do/burn`, body))).toBe(error);
    expect(done).toEqual([]);
  });

  test("what cannot be is refused", async () => {
    const { url } = await byToken();
    const at = (path: string, init: RequestInit = {}) => fetch(`${url}${base}/inspector${path}`, { ...init, headers: { ...bearer("the token"), ...init.headers } }).then(errorOf);
    expect(await at("/ask/echo?params={")).toBe("400 request/invalid");
    expect(await at("/ask/toString")).toBe("404 route/not_found");
    expect(await at("/ask/burn")).toBe("404 route/not_found");
    expect(await at("/ask/echo/more")).toBe("404 route/not_found");
    expect(await at("/do/burn")).toBe("404 route/not_found");
    expect(await at("/ask/echo", { method: "POST", body: "{}" })).toBe("404 route/not_found");
    // As a form of a strange page would send it.
    expect(await at("/do/burn", { method: "POST", body: "{}", headers: { "content-type": "text/plain" } })).toBe("400 request/invalid");
    expect(await at("/do/burn", { method: "POST", body: "{", headers: { "content-type": "application/json" } })).toBe("400 request/invalid");
    expect(await at("/do/burn", { method: "POST", body: "x".repeat(5_000_000), headers: { "content-type": "application/json" } })).toBe("413 message/incoming_too_long");
    expect(done).toEqual([]);
  });
});

test("a token that was right once is told to be over, and what is open by it is closed", async () => {
  let token = "first";
  const { url } = await start({ by: "token", token: () => token });
  const ask = (shown: string) => fetch(`${url}/inspector/ask/echo`, { headers: bearer(shown) });
  expect((await ask("first")).status).toBe(200);
  const open = await talk(url, "/inspector", offer("first"));
  open.say(hello());
  open.say(JSON.stringify({ t: "watch", id: 1, topic: "ticks" }));
  await open.count(2);
  token = "second";
  for (const tell of listeners) tell({ n: 1 });
  expect(await open.closed).toBe("1008 auth.token_expired");
  expect(JSON.parse(String(open.heard[2]))).toMatchObject({ t: "refused", error: { group: "auth", code: "token_expired" } });
  expect(listeners.size).toBe(0);
  expect(await errorOf(await ask("first"))).toBe("401 auth/token_expired");
  expect((await ask("second")).status).toBe(200);
  expect(await errorOf(await ask("never"))).toBe("403 auth/forbidden");
});

describe("over a WebSocket", () => {
  test("who shows the token among the subprotocols converses", async () => {
    const { url } = await byToken("a token, with (signs) & ümlauts");
    const own = await talk(url, "/api/rivet/inspector", offer("a token, with (signs) & ümlauts"));
    expect(own.socket.protocol).toBe(PROTOCOL);
    own.say(hello({ mayChange: true }));
    own.say(JSON.stringify({ t: "ask", id: 1, topic: "echo", params: { x: 1 } }));
    own.say(JSON.stringify({ t: "do", id: 2, command: "burn", params: {} }));
    await own.count(3);
    expect(own.heard.map((each) => JSON.parse(String(each)).t)).toEqual(["welcome", "answer", "answer"]);
    own.socket.close();
  });

  test.each<[string, string[], string]>([
    ["no token", [PROTOCOL], "auth.unauthorized"],
    ["a wrong one", offer("wrong"), "auth.forbidden"],
    ["one that is not encoded properly", [PROTOCOL, "rivulet_inspector_token.%E0%A4%A"], "auth.unauthorized"],
  ])("%s: it is told and closed, whatever it says", async (_, protocols, reason) => {
    const { url } = await byToken();
    const own = await talk(url, "/inspector", protocols);
    own.say(hello({ mayChange: true }));
    own.say(JSON.stringify({ t: "do", id: 1, command: "burn", params: {} }));
    expect(await own.closed).toBe(`1008 ${reason}`);
    expect(own.heard.map((each) => JSON.parse(String(each)).error.code)).toEqual([reason.split(".")[1]]);
    expect(done).toEqual([]);
  });

  test.each<[string, string | Uint8Array, string]>([
    ["no JSON", "{", "protocol.malformed"],
    ["bytes", new Uint8Array([1, 2]), "protocol.malformed"],
    ["what is no message", '{"t":"push"}', "protocol.malformed"],
    ["nests", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, "protocol.malformed"],
    ["a text that is too long", `"${"x".repeat(1_048_577)}"`, "protocol.too_large"],
  ])("%s: it is hung up on, and others go on", async (_, said, reason) => {
    const { url } = await byToken();
    const other = await talk(url, "/inspector", offer("the token"));
    other.say(hello());
    const own = await talk(url, "/inspector", offer("the token"));
    own.say(hello());
    own.say(said);
    expect(await own.closed).toBe(`1008 ${reason}`);
    other.say(JSON.stringify({ t: "ask", id: 1, topic: "echo" }));
    await other.count(2);
    other.socket.close();
  });

  test("whatever a client watched is let go when it leaves", async () => {
    const { url } = await byToken();
    const own = await talk(url, "/inspector", offer("the token"));
    own.say(hello());
    own.say(JSON.stringify({ t: "watch", id: 1, topic: "ticks" }));
    await own.count(2);
    expect(listeners.size).toBe(1);
    own.socket.terminate();
    await expect.poll(() => listeners.size).toBe(0);
  });

  test("another protocol is not spoken there", async () => {
    const { url } = await byToken();
    await expect(talk(url, "/inspector", ["rivet"])).rejects.toThrow("404");
  });
});

describe("in development, without a token", () => {
  const gate = makeInspectorGate({ by: "machine", isHere: (connection) => connection === HERE });
  const HERE = {};
  const judge = (headers: Record<string, string>, connection: object | undefined = HERE): string => {
    try {
      gate(new Request("http://localhost/inspector", { headers }), connection);
      return "in";
    } catch (error) {
      const { group, code } = error as { group: string; code: string };
      return `${group}/${code}`;
    }
  };

  test.each<[string, Record<string, string>]>([
    ["a program on this machine", { host: "localhost:6420" }],
    ["by the number", { host: "127.0.0.1:6420" }],
    ["by the other number", { host: "[::1]:6420" }],
    ["a page of this machine", { host: "localhost:6420", origin: "http://localhost:5173" }],
    ["its own page", { host: "127.0.0.1:6420", origin: "http://127.0.0.1:6420" }],
  ])("%s is let in", (_, headers) => expect(judge(headers)).toBe("in"));

  test.each<[string, Record<string, string>]>([
    ["a strange page", { host: "localhost:6420", origin: "https://evil.example" }],
    ["a page whose name begins like ours", { host: "localhost:6420", origin: "http://localhost.evil.example" }],
    ["a page without an origin", { host: "localhost:6420", origin: "null" }],
    ["a name that was made to lead here", { host: "evil.example:6420" }],
    ["who was passed on", { host: "localhost:6420", "x-forwarded-for": "8.8.8.8" }],
    ["no host at all", {}],
  ])("%s is not", (_, headers) => expect(judge(headers)).toBe("auth/forbidden"));

  test("nor who is on another machine, or where that is not known", () => {
    expect(judge({ host: "localhost:6420" }, {})).toBe("auth/forbidden");
    expect(() => gate(new Request("http://localhost/"), undefined)).toThrow("its own machine");
    for (const remoteAddress of ["10.0.0.7", "::ffff:10.0.0.7", "fe80::1", "127.0.0.1.evil"]) expect(isHere({ remoteAddress })).toBe(false);
    for (const remoteAddress of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) expect(isHere({ remoteAddress })).toBe(true);
  });

  test("a real request of this machine is let in, over HTTP and WebSocket, and one of a strange page is not", async () => {
    const { url } = await byMachine();
    expect((await fetch(`${url}/inspector/ask/echo`)).status).toBe(200);
    expect(await errorOf(await fetch(`${url}/inspector/ask/echo`, { headers: { origin: "https://evil.example" } }))).toBe("403 auth/forbidden");
    const own = await talk(url, "/inspector", [PROTOCOL]);
    own.say(hello());
    await own.count(1);
    own.socket.close();
  });
});

test("outside of development, without a token, nobody is let in", async () => {
  const { url } = await start({ by: "nobody" });
  expect(await errorOf(await fetch(`${url}/inspector/ask/echo`, { headers: bearer("") }))).toBe("403 auth/forbidden");
  expect(await (await talk(url, "/inspector", offer("x"))).closed).toBe("1008 auth.forbidden");
});

test("secrets are compared whole, however much of them is right", () => {
  expect(isSame("secret", "secret")).toBe(true);
  for (const shown of ["", "s", "secre", "secrets", "Secret", "secretsecret"]) expect(isSame(shown, "secret")).toBe(false);
  expect(isSame("", "")).toBe(true);
});
