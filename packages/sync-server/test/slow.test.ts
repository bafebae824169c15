// Clients that do not read, do not answer, or are gone without a word.

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { actor, setup } from "@rivulet/runtime";
import { json, memoryStorage, SERVER_LIMITS, SILENT, SUBPROTOCOL, SYNC_PATH } from "@rivulet/runtime/host";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { type RunningServer, serve } from "../src/node/serve.ts";
import { type RawClient, rawClient } from "./support/raw-client.ts";

const PIECE = 200_000;
const board = actor({
  state: { n: 0, last: "" },
  sync: true,
  actions: {
    post(c) {
      c.state.n++;
      c.state.last = String(c.state.n).padEnd(PIECE, "x");
      c.broadcast("posted", c.state.last);
      return c.state.n;
    },
    crowd: (c) => c.conns.size,
  },
});
const registry = setup({ use: { board } });

let server: RunningServer;
let good: RawClient;
const start = async (): Promise<void> => {
  server = await serve(registry, { port: 0, storage: memoryStorage(), logger: SILENT, rateLimit: false });
  good = await rawClient(server.url, 1);
  await good.open("board");
};
afterEach(() => {
  vi.useRealTimers();
  return server.stop();
});

const CONNECT = "/gateway/board/connect?rvt-method=getOrCreate&rvt-key=x";

/** A WebSocket whose other end does nothing ever: neither reads, nor answers, nor leaves. Resolves once it is open. */
async function lifeless(path: string, protocol: string): Promise<Socket> {
  const socket = connect(server.port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
  );
  const [head] = (await once(socket, "data")) as [Buffer];
  expect(String(head)).toMatch(/^HTTP\/1\.1 101/);
  socket.pause();
  return socket;
}
const both: [string, string, string][] = [
  ["of the sync protocol", SYNC_PATH, SUBPROTOCOL],
  ["of RivetKit's", CONNECT, "rivet, rivet_encoding.json"],
];

describe("a client that does not answer a goodbye", () => {
  test.each(both)("%s, holds a server that stops up for no longer than two seconds", async (_name, path, protocol) => {
    await start();
    const sockets = [await lifeless(path, protocol), await lifeless(path, protocol)];
    const at = performance.now();
    await server.stop();
    expect(performance.now() - at).toBeLessThan(5_000);
    for (const socket of sockets) socket.destroy();
  });
});

describe("a client that is gone without a word", () => {
  test.each(both)("%s, is noticed within a minute, and those who are there are left alone", async (_name, path, protocol) => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    await start();
    const socket = await lifeless(path, protocol);
    const gone = once(socket, "close");
    // Each is asked, and has the time until the next time to answer.
    for (let i = 0; i < 2; i++) {
      const ping = i === 0 ? once(good.socket, "ping") : null;
      vi.advanceTimersByTime(30_000);
      await ping;
      await good.act(i + 1, "post");
    }
    socket.resume();
    await gone;
    expect(await good.act(3, "crowd")).toMatchObject({ output: 1 });
    expect(good.socket.readyState).toBe(WebSocket.OPEN);
  });
});

describe("a client that does not read, while others do very much", () => {
  const POSTS = 500;
  beforeEach(start);
  /** Resolves to how much more memory the process has used at the most. */
  const postAll = async (): Promise<number> => {
    const before = process.memoryUsage().rss;
    let most = before;
    for (let id = 1; id <= POSTS; id++) {
      await good.act(id, "post");
      good.heard.splice(2); // but for the greeting and the opening
      if (id % 20 === 0) most = Math.max(most, process.memoryUsage().rss);
    }
    return most - before;
  };
  /** What was said to it is 100 megabytes; as much as a network and the budget hold is 20. */
  const MOST_HEARD = 100;
  const MOST_MEMORY = 120_000_000;

  test("is told the state anew, instead of all that it has missed, and memory stays what it was", async () => {
    const slow = await rawClient(server.url, 7);
    await slow.open("board");
    slow.socket.pause();
    expect(await postAll()).toBeLessThan(MOST_MEMORY);
    slow.socket.resume();
    expect(await slow.next(({ t }) => t === "resync")).toMatchObject({ error: { group: "sync", code: "slow_consumer" } });
    expect(slow.heard.filter(({ t }) => t === "commit").length).toBeLessThan(MOST_HEARD);
    slow.say({ t: "open", ch: 2, name: "board", at: { key: ["x"] }, seen: [], version: 1 });
    expect(await slow.next(({ t, ch }) => t === "opened" && ch === 2)).toMatchObject({ base: { how: "snapshot", state: { n: POSTS } } });
    slow.close();
  });

  test("is hung up on where it cannot be told the state anew, and memory stays what it was", async () => {
    const slow = new WebSocket(server.url.replace("http", "ws") + CONNECT, ["rivet", "rivet_encoding.json"]);
    const heard: unknown[] = [];
    slow.on("message", (data: Buffer) => heard.push(json.toClient.decode(String(data)).t));
    await once(slow, "message");
    slow.send(json.toServer.encode({ t: "listen", event: "posted", on: true }));
    slow.pause();
    expect(await postAll()).toBeLessThan(MOST_MEMORY);
    const closed = once(slow, "close") as Promise<[number, Buffer]>;
    slow.resume();
    // It was cut off long before it read again, where its network has not even taken the goodbye.
    const [code, reason] = await closed;
    expect([`${code} ${String(reason)}`.trim()]).toEqual([expect.stringMatching(/^(1011 sync\.slow_consumer|1006)$/)]);
    expect(heard.length).toBeLessThan(MOST_HEARD);
    expect(heard.length * PIECE).toBeLessThan(3 * SERVER_LIMITS.backlog);
  });
});
