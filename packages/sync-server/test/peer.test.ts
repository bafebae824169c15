import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { Peer } from "../src/gateway/peer.ts";
import { peerOf } from "../src/node/peer.ts";

let server: WebSocketServer;
let client: WebSocket;
let request: IncomingMessage;
let peer: Peer;
const heard: string[] = [];

beforeEach(async () => {
  heard.length = 0;
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const address = server.address();
  client = new WebSocket(`ws://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
  client.on("message", (data) => heard.push(String(data)));
  server.once("connection", (socket, asked) => {
    request = asked;
    peer = peerOf(socket, asked.socket);
  });
  await Promise.all([once(server, "connection"), once(client, "open")]);
});

afterEach(() => {
  client.terminate();
  server.close();
});

const say = (from: number, to: number): string[] => {
  const messages = Array.from({ length: to - from }, (_, i) => `message ${from + i}`);
  for (const message of messages) peer.send(message);
  return messages;
};

test("what a turn says arrives in order, and leaves in two pieces: the first few, then all the others", async () => {
  const write = vi.spyOn(request.socket, "write");
  const first = say(0, 100);
  expect(write).toHaveBeenCalledTimes(1);
  expect(peer.buffered()).toBeGreaterThan(0);
  await vi.waitFor(() => expect(heard).toEqual(first));
  expect(write).toHaveBeenCalledTimes(2);
  expect(peer.buffered()).toBe(0);
  const second = say(100, 102);
  expect(write).toHaveBeenCalledTimes(2);
  await vi.waitFor(() => expect(heard).toEqual([...first, ...second]));
  expect(write).toHaveBeenCalledTimes(3);
});

test("what was said before the end arrives before it", async () => {
  const said = say(0, 7);
  peer.close(1000, "over");
  const [code, reason] = await once(client, "close");
  expect([code, String(reason)]).toEqual([1000, "over"]);
  expect(heard).toEqual(said);
});
