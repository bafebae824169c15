// WebSockets over a gateway that does what the tests say.

import { connect, type Socket } from "node:net";
import { UserError } from "@rivulet/runtime";
import { actorError, type EncodingName, type Frame, json, LIMITS, loadEncoding, type ToClient } from "@rivulet/runtime/host";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FakeGateway, fakeGateway } from "../support/fake-gateway.ts";
import { type SurfaceServer, surfaceServer, type Talk, talk } from "../support/surface-server.ts";

let gateway: FakeGateway;
let server: SurfaceServer;

beforeEach(async () => {
  gateway = fakeGateway();
  server = await surfaceServer(gateway);
  await gateway.create("counter", ["a", "b"], undefined);
});
afterEach(() => server.stop());

const told = (frame: Frame | undefined): ToClient => json.toClient.decode(frame ?? "");
const act = (id: number, name: string, ...args: unknown[]): Frame => json.toServer.encode({ t: "action", id, name, args });
const listen = (event: string, on = true): Frame => json.toServer.encode({ t: "listen", event, on });
const connection = (path = "/gateway/id1/connect", protocols?: string[]): Promise<Talk> => talk(server.url, path, protocols);
/** What a connection that is refused hears. */
const refused = async (path: string, protocols?: string[]): Promise<{ why: string; heard: ToClient[] }> => {
  const { closed, heard } = await connection(path, protocols);
  const why = await closed;
  return { why, heard: heard.map(told) };
};

describe("a connection", () => {
  test.each([
    ["/gateway/id1/connect", []],
    ["/api/rivet/gateway/id1/connect", []],
    ["/gateway/id1@token/connect", []],
    ["/gateway/counter/connect?rvt-method=get&rvt-key=a,b", []],
    ["/api/rivet/gateway/counter/connect?rvt-namespace=default&rvt-method=getOrCreate&rvt-runner=default&rvt-key=a,b&rvt-crash-policy=sleep", []],
    ["/connect", ["rivet_target.actor", "rivet_actor.id1", "rivet_token.x", "rivet_skip_ready_wait"]],
    ["/api/rivet/connect", ["rivet_target.actor", "rivet_actor.id1"]],
  ])("is opened at %s %j", async (path, more) => {
    const client = await connection(path, ["rivet", "rivet_encoding.json", ...more]);
    expect(client.socket.protocol).toBe("rivet");
    await client.count(1);
    expect(told(client.heard[0])).toEqual({ t: "init", actorId: "id1", connectionId: "conn1" });
    const query = gateway.connections[0]?.query;
    expect(query).toMatchObject(query?.by === "id" ? { id: "id1" } : { name: "counter", key: ["a", "b"] });
  });

  test.each<EncodingName>(["json", "cbor", "bare"])("acts, listens and fails in %s", async (name) => {
    const encoding = await loadEncoding(name);
    const read = (frame: Frame | undefined): ToClient => encoding.toClient.decode(frame ?? "");
    const client = await connection(undefined, ["rivet", `rivet_encoding.${name}`]);
    await client.count(1);
    client.say(encoding.toServer.encode({ t: "listen", event: "count", on: true }));
    client.say(encoding.toServer.encode({ t: "action", id: 0, name: "echo", args: [{ bytes: new Uint8Array([1]), big: 5n }] }));
    await client.count(2);
    expect(typeof client.heard[1]).toBe(name === "json" ? "string" : "object");
    expect(read(client.heard[1])).toEqual({ t: "result", id: 0, output: { bytes: new Uint8Array([1]), big: 5n } });
    expect(gateway.connections[0]?.said).toEqual(["+count", ["echo", { bytes: new Uint8Array([1]), big: 5n }]]);
    gateway.connections[0]?.events.event("count", [7]);
    gateway.act = () => {
      throw new UserError("Too big", { code: "too_big", metadata: { max: 3 } });
    };
    client.say(encoding.toServer.encode({ t: "action", id: 1, name: "echo", args: [] }));
    await client.count(4);
    expect(read(client.heard[2])).toEqual({ t: "event", name: "count", args: [7] });
    const error = { group: "user", code: "too_big", message: "Too big", metadata: { max: 3 } };
    expect(read(client.heard[3])).toMatchObject({ t: "error", error, actionId: 1 });
  });

  test("brings its params and its opening request", async () => {
    const params = { token: "ü & %", list: [1] };
    await (await connection(undefined, ["rivet", `rivet_conn_params.${encodeURIComponent(JSON.stringify(params))}`])).count(1);
    await (await connection()).count(1);
    const [one, two] = gateway.connections.map(({ caller }) => caller);
    expect([one?.params, two?.params]).toEqual([params, undefined]);
    expect(one?.request?.headers.get("sec-websocket-protocol")).toContain("rivet");
  });

  test("may speak before it is let in, and is answered in order", async () => {
    gateway.admits = false;
    const client = await connection();
    client.say(act(0, "echo", "early"));
    client.say(listen("count"));
    await expect.poll(() => gateway.connections[0]?.said).toEqual([["echo", "early"], "+count"]);
    gateway.connections[0]?.open();
    await client.count(2);
  });

  test("that says too much before it is let in is hung up on", async () => {
    gateway.admits = false;
    const client = await connection();
    for (let i = 0; i < 30; i++) client.say(act(i, "echo", "x".repeat(60_000)));
    expect(await client.closed).toBe("1011 limit.too_many");
    expect(gateway.connections[0]?.said.at(-1)).toMatch(/^closed/);
  });

  test.each<[string, unknown, string]>([
    ["with an error of the table", actorError("actor/not_found", "There is none."), "actor.not_found"],
    ["with an error of the actor", new UserError("no", { code: "not_you" }), "user.not_you"],
    ["with what it should not see", new Error("secret"), "internal.internal_error"],
  ])("that is not let in hears why %s, in both ways", async (_name, error, reason) => {
    gateway.admits = false;
    const client = await connection();
    await expect.poll(() => gateway.connections.length).toBe(1);
    gateway.connections[0]?.events.closed("refused", error);
    expect(await client.closed).toBe(`1011 ${reason}`);
    const [group, code] = reason.split(".");
    expect(client.heard.map(told)).toEqual([{ t: "error", actionId: null, error: expect.objectContaining({ group, code }) }]);
    expect(JSON.stringify(client.heard)).not.toContain("secret");
  });

  test("that the actor ends in peace closes in peace", async () => {
    const client = await connection();
    await client.count(1);
    gateway.connections[0]?.events.closed("that was all");
    expect(await client.closed).toBe("1000 that was all");
    expect(client.heard).toHaveLength(1);
  });

  test("that its client ends is over for the actor", async () => {
    const client = await connection();
    await client.count(1);
    client.socket.close(1000, "bye");
    await expect.poll(() => gateway.connections[0]?.said).toEqual(["closed bye"]);
    // Nothing more goes to who is gone.
    gateway.connections[0]?.events.event("count", [1]);
    gateway.connections[0]?.events.closed("twice");
  });

  test("hears that the server goes", async () => {
    const client = await connection();
    await client.count(1);
    server.hangUp();
    expect(await client.closed).toBe("1001 ws.going_away");
    await expect.poll(() => gateway.connections[0]?.said.length).toBe(1);
  });
});

describe("what a connection may not say", () => {
  test.each<[string, Frame]>([
    ["no JSON", "{"],
    ["bytes that are no text", new Uint8Array([0xff, 0xfe])],
    ["another message", '{"body":{"tag":"Init","val":{}}}'],
    ["no name", '{"body":{"tag":"ActionRequest","val":{"id":["$BigInt","0"],"args":[]}}}'],
    ["a deep value", `{"body":${"[".repeat(20_000)}${"]".repeat(20_000)}}`],
    ["a key that is a trap", '{"body":{"tag":"ActionRequest","val":{"id":["$BigInt","0"],"name":"x","args":[{"__proto__":1}]}}}'],
  ])("%s ends it", async (_name, frame) => {
    const client = await connection();
    await client.count(1);
    client.say(frame);
    expect(await client.closed).toBe("1011 protocol.malformed");
    expect(told(client.heard.at(-1))).toMatchObject({ t: "error", actionId: null, error: { group: "protocol", code: "malformed" } });
  });

  test("too many names of events", async () => {
    const client = await connection();
    for (let i = 0; i <= LIMITS.events; i++) client.say(listen(`e${i}`));
    expect(await client.closed).toBe("1011 limit.too_many");
  });

  test("the name of an event that is too long, but not one that is just short enough", async () => {
    const client = await connection();
    for (let i = 0; i < LIMITS.events; i++) client.say(listen(String(i).padEnd(LIMITS.name, "x")));
    client.say(act(1, "echo", "there"));
    await client.count(2);
    client.say(listen("x".repeat(LIMITS.name + 1)));
    expect(await client.closed).toBe("1011 limit.name_too_long");
  });

  test("a message that is too long fails alone", async () => {
    const client = await connection();
    await client.count(1);
    client.say(act(1, "echo", "x".repeat(65_536)));
    client.say(act(2, "echo", "fine"));
    await client.count(3);
    expect(told(client.heard[1])).toMatchObject({ t: "error", actionId: 1, error: { group: "message", code: "incoming_too_long" } });
    expect(told(client.heard[2])).toEqual({ t: "result", id: 2, output: "fine" });
    client.say("x".repeat(65_536 * 4 + 1));
    expect(await client.closed).toBe("1011 message.incoming_too_long");
  });

  test("an output that is too long, or cannot be sent, fails alone", async () => {
    const client = await connection();
    await client.count(1);
    gateway.act = (name) => (name === "long" ? "x".repeat(1_048_576) : name === "function" ? () => {} : "fine");
    ["long", "function", "other"].forEach((name, id) => client.say(act(id, name)));
    await client.count(4);
    expect(client.heard.slice(1).map(told)).toMatchObject([
      { t: "error", actionId: 0, error: { group: "message", code: "outgoing_too_long" } },
      { t: "error", actionId: 1, error: { group: "state", code: "invalid_type" } },
      { t: "result", id: 2, output: "fine" },
    ]);
  });

  test("more actions at once than can be counted on", async () => {
    const client = await connection();
    await client.count(1);
    gateway.act = () => 1;
    let pending = 0;
    const { connect: join } = gateway;
    gateway.connect = (...given) => ({ ...join(...given), action: () => void pending++ });
    const flood = await connection();
    await flood.count(1);
    for (let i = 0; i <= 10_000; i++) flood.say(act(i, "never"));
    await flood.count(2);
    expect(told(flood.heard[1])).toMatchObject({ t: "error", actionId: 10_000, error: { group: "limit", code: "too_many" } });
    expect(pending).toBe(10_000);
    client.say(act(0, "echo"));
    await client.count(2);
  });
});

test("an event that goes to many is encoded once for all that speak alike", async () => {
  const clients = await Promise.all(["json", "json", "json", "cbor"].map((name) => connection(undefined, ["rivet", `rivet_encoding.${name}`])));
  await Promise.all(clients.map((client) => client.count(1)));
  let reads = 0;
  const payload = {
    get n() {
      reads++;
      return 1;
    },
  };
  const args = [payload];
  json.toClient.encode({ t: "event", name: "count", args });
  (await loadEncoding("cbor")).toClient.encode({ t: "event", name: "count", args });
  const expected = reads;
  reads = 0;
  for (const { events } of gateway.connections) events.event("count", args);
  await Promise.all(clients.map((client) => client.count(2)));
  expect(new Set(clients.slice(0, 3).map(({ heard }) => heard[1])).size).toBe(1);
  expect(reads).toBe(expected);
  const once = reads;
  gateway.connections[0]?.events.event("other", args);
  await clients[0]?.count(3);
  expect(told(clients[0]?.heard[2])).toEqual({ t: "event", name: "other", args: [{ n: 1 }] });
  expect(reads).toBeGreaterThan(once);
});

test("a client that reads nothing is hung up on before the server drowns in it", async () => {
  const client = await connection();
  await client.count(1);
  client.socket.pause();
  const args = ["x".repeat(1_000_000)];
  let sent = 0;
  const isOver = (): boolean => gateway.connections[0]?.said.length === 1;
  while (!isOver() && sent < 100) {
    gateway.connections[0]?.events.event("much", args);
    sent++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(sent).toBeLessThan(40);
  client.socket.resume();
  expect(await client.closed).toBe("1011 sync.slow_consumer");
});

describe("a raw socket", () => {
  const raw = async (path = "/gateway/id1/websocket/a/b?x=1", protocols: string[] = ["rivet"]) => {
    const client = await talk(server.url, path, protocols);
    await expect.poll(() => gateway.sockets.length).toBe(1);
    const [socket] = gateway.sockets;
    if (socket === undefined) throw new Error("There is no socket.");
    return { client, ...socket };
  };

  test("carries texts and bytes both ways, as they are", async () => {
    const { client, peer, heard } = await raw();
    const texts = ["", "text", "ü😀", "\u0000"];
    const bytes = [new Uint8Array(), new Uint8Array([0, 255, 128])];
    for (const data of [...texts, ...bytes]) client.say(data);
    await expect.poll(() => heard).toEqual([...texts, [], [0, 255, 128]]);
    for (const data of [...texts, ...bytes]) peer.message(data);
    await client.count(6);
    expect(client.heard).toEqual([...texts, ...bytes]);
  });

  test.each([
    ["/gateway/id1/websocket", "http://actor/"],
    ["/gateway/id1/websocket/", "http://actor/"],
    ["/gateway/id1/websocket/a%20b/c?x=1&y", "http://actor/a%20b/c?x=1&y"],
    ["/api/rivet/gateway/counter/websocket/p?x=1&rvt-method=get&rvt-key=a,b", "http://actor/p?x=1"],
  ])("at %s shows the actor %s", async (path, url) => {
    const { caller } = await raw(path);
    expect(caller.request?.url).toBe(url);
    expect(caller.request?.headers.get("upgrade")).toBe("websocket");
  });

  test("what is said before the actor is there waits for it", async () => {
    const { webSocket } = gateway;
    let ready: () => void = () => {};
    const isReady = new Promise<void>((resolve) => (ready = resolve));
    gateway.webSocket = async (...given) => {
      await isReady;
      return webSocket(...given);
    };
    const client = await talk(server.url, "/gateway/id1/websocket", ["rivet"]);
    client.say("one");
    client.say(new Uint8Array([2]));
    await new Promise((resolve) => client.socket.ping("", true, resolve));
    ready();
    await expect.poll(() => gateway.sockets[0]?.heard).toEqual(["one", [2]]);
  });

  test("that floods before the actor is there is hung up on, and the actor hears that it is gone", async () => {
    const { webSocket } = gateway;
    let ready: () => void = () => {};
    const isReady = new Promise<void>((resolve) => (ready = resolve));
    gateway.webSocket = async (...given) => {
      await isReady;
      return webSocket(...given);
    };
    const client = await talk(server.url, "/gateway/id1/websocket", ["rivet"]);
    for (let i = 0; i < 20; i++) client.say("x".repeat(100_000));
    expect(await client.closed).toBe("1011 limit.too_many");
    ready();
    await expect.poll(() => gateway.sockets[0]?.heard).toEqual(["closed 1011 limit.too_many"]);
  });

  test.each([
    [1000, "done"],
    [3000, "own reason ü"],
    [4999, ""],
  ])("closes with %d %j, whoever closes", async (code, reason) => {
    const one = await raw();
    one.client.socket.close(code, reason);
    await expect.poll(() => one.heard).toEqual([`closed ${code} ${reason}`.trim()]);
    gateway.sockets.length = 0;
    const two = await raw();
    two.peer.close(code, reason);
    expect(await two.client.closed).toBe(`${code} ${reason}`.trim());
    two.peer.message("to nobody");
    expect(two.heard).toEqual([]);
  });

  test("that is cut, or closed without a code, says so", async () => {
    const one = await raw();
    one.client.socket.terminate();
    await expect.poll(() => one.heard).toEqual(["closed 1006"]);
    gateway.sockets.length = 0;
    const two = await raw();
    two.client.socket.close();
    await expect.poll(() => two.heard).toEqual(["closed 1005"]);
  });

  test.each([
    [1006, "x"],
    [99, "y"],
    [70_000, "ü".repeat(200)],
    [Number.NaN, ""],
  ])("that the actor closes with %d is closed all the same", async (code, reason) => {
    const { client, peer } = await raw();
    peer.close(code, reason);
    expect(await client.closed).toMatch(/^1000/);
  });

  test.each([
    [["rivet", "own"], "rivet"],
    [["own", "other"], "own"],
    [[], ""],
  ])("offered %j chooses %j", async (protocols, chosen) => {
    const { client } = await raw(undefined, protocols);
    expect(client.socket.protocol).toBe(chosen);
  });

  test("whose actor is not there says so", async () => {
    const { closed, heard } = await talk(server.url, "/gateway/none/websocket", ["rivet"]);
    expect([await closed, heard]).toEqual(["1011 actor.not_found", []]);
  });

  test("that reads nothing is hung up on", async () => {
    const { client, peer, heard } = await raw();
    client.socket.pause();
    for (let i = 0; i < 100 && heard.length === 0; i++) {
      peer.message("x".repeat(1_000_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(heard).toEqual(["closed 1011 sync.slow_consumer"]);
    client.socket.resume();
    expect(await client.closed).toBe("1011 sync.slow_consumer");
  });

  test("hears that the server goes", async () => {
    const { client, heard } = await raw();
    server.hangUp();
    expect(await client.closed).toBe("1001 ws.going_away");
    await expect.poll(() => heard).toEqual(["closed 1001 ws.going_away"]);
  });
});

describe("an opening that is wrong", () => {
  test.each<[string, string, string[] | undefined, string]>([
    ["encoding", "/gateway/id1/connect", ["rivet", "rivet_encoding.xml"], "encoding.invalid"],
    ["escape in the params", "/gateway/id1/connect", ["rivet", "rivet_conn_params.%zz"], "params.invalid"],
    ["params", "/gateway/id1/connect", ["rivet", "rivet_conn_params.%7B"], "params.invalid"],
    ["address", "/gateway/counter/connect?rvt-method=no", undefined, "guard.query_invalid_params"],
    ["input", "/gateway/counter/connect?rvt-method=getOrCreate&rvt-input=_w", undefined, "guard.query_invalid_cbor_input"],
    ["params of a raw socket", "/gateway/id1/websocket", ["rivet", "rivet_conn_params.%7B"], "params.invalid"],
  ])("in its %s closes with the error", async (_name, path, protocols, reason) => {
    expect((await refused(path, protocols)).why).toBe(`1011 ${reason}`);
  });

  test.each(["/gateway/id1/action/x", "/gateway/id1/request", "/gateway/id1", "/nowhere", "/connect", "/gateway/id1/connect/more"])(
    "%s is not opened",
    async (path) => {
      await expect(connection(path)).rejects.toThrow("404");
    },
  );
});

describe("hostile openings", () => {
  const upgrade = (path: string, more = "Sec-WebSocket-Protocol: rivet\r\n"): string =>
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
    `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${more}\r\n`;
  /** Writes bytes; resolves to what came back when the line was closed, by whoever. */
  const wire = (text: string, then: (socket: Socket) => void): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(server.port, "127.0.0.1", () => socket.write(text, () => then(socket)));
      let answer = "";
      socket.on("data", (data) => (answer += String(data)));
      socket.on("error", () => {});
      socket.on("close", () => resolve(answer));
    });

  test.each<[string, string]>([
    ["a host that is none", upgrade("/gateway/id1/connect").replace("localhost", "a b")],
    ["an absolute URL", upgrade("http://other/gateway/id1/connect")],
    ["no key", upgrade("/gateway/id1/connect").replace(/Sec-WebSocket-Key.*\r\n/, "")],
    ["a list that is none", upgrade("/gateway/id1/connect", "Sec-WebSocket-Protocol: ,,\r\n")],
    ["a name that is none", upgrade("/gateway/id1/connect", "Sec-WebSocket-Protocol: a b\r\n")],
    ["a name twice", upgrade("/gateway/id1/connect", "Sec-WebSocket-Protocol: rivet, rivet\r\n")],
  ])("with %s is refused", async (_name, text) => {
    expect(await wire(text, () => {})).toMatch(/^HTTP\/1\.1 400/);
    await (await connection()).count(1);
  });

  test.each<[string, (socket: Socket) => void]>([
    ["is gone at once", (socket) => socket.resetAndDestroy()],
    ["says garbage", (socket) => void socket.write(Buffer.from([0xff, 0xff, 0, 0x13, 0x37]))],
    ["ends without a word", (socket) => void socket.end()],
  ])("by someone who %s harm nobody", async (_name, then) => {
    const paths = ["/gateway/id1/connect", "/gateway/id1/websocket", "/gateway/none/websocket", "/gateway/counter/connect?rvt-x"];
    await Promise.all(paths.flatMap((path) => Array.from({ length: 10 }, () => wire(upgrade(path), then))));
    await (await connection()).count(1);
  });

  test("in a crowd that says nothing leave the others be", async () => {
    const crowd = await Promise.all(Array.from({ length: 200 }, () => connection()));
    const client = await connection();
    client.say(act(0, "echo", 1));
    await client.count(2);
    for (const { socket } of crowd) socket.terminate();
    await expect.poll(() => gateway.connections.filter(({ said }) => said.length === 1).length).toBeGreaterThanOrEqual(200);
  });
});
