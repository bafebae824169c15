// What comes over real sockets, and what no library for clients would send.

import { connect, type Socket } from "node:net";
import { actor, setup } from "@rivulet/runtime";
import { LIMITS, memoryStorage, SERVER_LIMITS, SILENT, SUBPROTOCOL, SYNC_PATH } from "@rivulet/runtime/host";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type RunningServer, serve } from "../src/node/serve.ts";
import { KEY, type RawClient, rawClient, wsUrl } from "./support/raw-client.ts";

const log = actor({
  state: { lines: [] as string[] },
  sync: true,
  actions: {
    write: (c, line: string) => c.state.lines.push(line),
    echo: (_c, size: number) => "x".repeat(size),
  },
});
const registry = setup({ use: { log } });

const failures: unknown[] = [];
const note = (error: unknown): void => void failures.push(error);
let server: RunningServer;
let good: RawClient;
let id = 0;

beforeEach(async () => {
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  server = await serve(registry, { port: 0, storage: memoryStorage(), logger: SILENT });
  good = await rawClient(server.url, 1);
  await good.open();
  id = 0;
});
/** Whatever was done to the server: who was there goes on, who is new is let in, and nothing was thrown anywhere. */
afterEach(async () => {
  expect(await good.act(++id, "write", "good")).toMatchObject({ output: expect.any(Number) });
  const fresh = await rawClient(server.url, 2);
  await fresh.open();
  expect(await fresh.act(1, "write", "fresh")).toMatchObject({ output: expect.any(Number) });
  await server.stop();
  process.off("unhandledRejection", note);
  process.off("uncaughtException", note);
  expect(failures.splice(0)).toEqual([]);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

/** A WebSocket that has said nothing yet. */
async function bare(): Promise<{ socket: WebSocket; closed: Promise<string> }> {
  const socket = new WebSocket(wsUrl(server.url), SUBPROTOCOL);
  const closed = new Promise<string>((resolve) => socket.on("close", (code, reason) => resolve(`${code} ${String(reason)}`.trim())));
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("open", resolve));
  return { socket, closed };
}
const hello = JSON.stringify([{ t: "hello", protocol: [1, 1], connect: KEY, clients: [] }]);

describe("a frame", () => {
  test.each<[string, (socket: WebSocket) => void, string | RegExp]>([
    ["cut short", (socket) => socket.send(hello.slice(0, -10)), "1002 protocol.malformed"],
    ["of bytes", (socket) => socket.send(Buffer.from(hello), { binary: true }), "1002 protocol.malformed"],
    ["of bytes, after a greeting", (socket) => (socket.send(hello), socket.send(new Uint8Array(3))), "1002 protocol.malformed"],
    ["that is no UTF-8", (socket) => socket.send(Buffer.from([0x22, 0xc3, 0x28, 0x22]), { binary: false }), /^1007/],
    ["that is too large", (socket) => socket.send("x".repeat(SERVER_LIMITS.clientFrame + 1)), /^1009/],
    ["that is too large, in pieces", (socket) => {
      for (let i = 0; i < 9; i++) socket.send("x".repeat(SERVER_LIMITS.clientFrame / 8), { fin: i === 8 });
    }, /^1009/],
    ["of endless brackets", (socket) => socket.send("[".repeat(1_000_000)), "1002 protocol.malformed"],
    ["of endless pairs of brackets", (socket) => socket.send(`${"[".repeat(100_000)}${"]".repeat(100_000)}`), "1002 protocol.malformed"],
    ["before the greeting", (socket) => socket.send('[{"t":"ping"}]'), "1002 protocol.malformed"],
    ["that greets twice", (socket) => (socket.send(hello), socket.send(hello)), "1002 protocol.malformed"],
    ["of a protocol to come", (socket) => socket.send(hello.replace("[1,1]", "[7,9]")), "1013 actor.restarting"],
  ])("%s ends its connection, and no other", async (_name, say, expected) => {
    const { socket, closed } = await bare();
    say(socket);
    // A side that finds a message too large may cut the line before the other has heard why.
    expect(await closed).toMatch(expected === "1009" ? /^(1009|1006)/ : expected);
  });

  test("in many pieces is one frame", async () => {
    const { socket } = await bare();
    const heard = new Promise((resolve) => socket.on("message", (data) => resolve(String(data))));
    for (const [i, letter] of [...hello].entries()) socket.send(letter, { fin: i === hello.length - 1 });
    expect(await heard).toContain("welcome");
    socket.close();
  });
});

/** Bytes straight onto the wire; resolves to what came back when the line was closed. */
function wire(text: string, then: (socket: Socket) => void = () => {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(server.port, "127.0.0.1", () => {
      socket.write(text);
      then(socket);
    });
    let answer = "";
    socket.on("data", (data) => (answer += String(data)));
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });
}
const upgrade = (path: string, more = `Sec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n`): string =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
  `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${more}\r\n`;

describe("an upgrade", () => {
  test.each<[string, string, string]>([
    ["to another path", upgrade("/elsewhere"), "404"],
    ["to no path", upgrade("//"), "40"],
    ["to a path that is no URL", upgrade("http://[::x/sync"), "40"],
    ["to a path out of it", upgrade("/../sync/../../etc"), "404"],
    ["to a broken escape", upgrade("/%zz%"), "404"],
    ["of no protocol", upgrade(SYNC_PATH, ""), "400"],
    ["of another protocol", upgrade(SYNC_PATH, "Sec-WebSocket-Protocol: chat, superchat\r\n"), "400"],
    ["of too many protocols", upgrade(SYNC_PATH, `Sec-WebSocket-Protocol: ${"chat,".repeat(1_000)}chat\r\n`), "400"],
    ["without a key", upgrade(SYNC_PATH).replace(/Sec-WebSocket-Key.*\r\n/, ""), "400"],
    ["of an old version", upgrade(SYNC_PATH).replace("Version: 13", "Version: 5"), "4"],
    ["to something else than a WebSocket", upgrade(SYNC_PATH).replace("Upgrade: websocket", "Upgrade: h2c"), "4"],
  ])("%s is refused", async (_name, request, status) => {
    expect(await wire(request)).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`));
  });

  test.each([["that is refused", upgrade("/elsewhere")], ["that is taken", upgrade(SYNC_PATH)], ["cut in the middle", upgrade(SYNC_PATH).slice(0, 60)]])(
    "%s, by someone who is gone at once, harms nobody",
    async (_name, request) => {
      await Promise.all(Array.from({ length: 20 }, () => wire(request, (socket) => socket.resetAndDestroy())));
    },
  );

  test("may be followed by garbage instead of frames", async () => {
    expect(await wire(upgrade(SYNC_PATH), (socket) => socket.write(Buffer.from([0xff, 0xff, 0x00, 0x13, 0x37])))).toMatch(/^HTTP\/1\.1 101/);
  });

  test("may not be HTTP at all", async () => {
    expect(await wire("\u0000\u0001 what is this\r\n\r\n")).toMatch(/^HTTP\/1\.1 400/);
  });
});

describe("a client that does not read", () => {
  test("and asks for ever more is hung up on before the server drowns in it", async () => {
    const slow = await rawClient(server.url, 7);
    await slow.open();
    slow.socket.pause();
    const before = process.memoryUsage().rss;
    const size = 1_000_000;
    // 200 megabytes, asked for in small frames.
    for (let i = 0; i < 200 && slow.socket.readyState === WebSocket.OPEN; i++) {
      slow.say({ t: "read", ch: 1, req: i, name: "echo", args: [size] });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await good.act(++id, "write", "meanwhile");
    expect(process.memoryUsage().rss - before).toBeLessThan(6 * SERVER_LIMITS.abandon);
    slow.socket.resume();
    expect(await slow.closed).toBe("1008 sync.slow_consumer");
    const answers = slow.heard.filter(({ t }) => t === "answer").length;
    expect(answers).toBeLessThan(100);
  });
});

describe("a crowd", () => {
  test("of connections that say nothing, and one that floods, leaves the others be", async () => {
    const silent = await Promise.all(Array.from({ length: 100 }, bare));
    const flooder = await rawClient(server.url, 8);
    const frame = JSON.stringify(Array(LIMITS.messages).fill({ t: "ping" }));
    for (let i = 0; i < 10; i++) flooder.socket.send(frame);
    expect(await good.act(++id, "write", "meanwhile")).toMatchObject({ output: expect.any(Number) });
    await expect.poll(() => flooder.heard.filter(({ t }) => t === "pong").length, { timeout: 10_000 }).toBe(10 * LIMITS.messages);
    for (const { socket } of silent) socket.terminate();
  });
});
