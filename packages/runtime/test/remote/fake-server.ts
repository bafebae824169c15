import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { type EncodingName, loadEncoding } from "../../src/wire/encoding.ts";
import type { ToClient, ToServer } from "../../src/wire/messages.ts";

export interface Asked {
  readonly method: string;
  /** Path and query, without the base. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** One WebSocket, from the server's side. */
export interface Peer {
  readonly url: string;
  readonly protocols: readonly string[];
  readonly socket: WebSocket;
  readonly heard: ToServer[];
  say(message: ToClient): void;
}

/** A server whose answers a test gives. */
export async function fakeServer(answer: (asked: Asked) => Answer | undefined) {
  const asked: Asked[] = [];
  const peers: Peer[] = [];
  const tcp = new Set<Socket>();
  let welcome: (peer: Peer) => void = () => {};
  let wake: () => void = () => {};

  const server = createServer((request, response) => void reply(request, response));
  const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const one = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks) };
    asked.push(one);
    const { status = 200, headers = {}, body = "" } = answer(one) ?? { status: 404, body: "Not Found" };
    response.writeHead(status, headers).end(body);
  };
  const sockets = new WebSocketServer({ server, handleProtocols: (protocols) => (protocols.has("rivet") ? "rivet" : false) });
  sockets.on("connection", (socket, request) => {
    const protocols = (request.headers["sec-websocket-protocol"] ?? "").split(/, */);
    const name = protocols.find((each) => each.startsWith("rivet_encoding."))?.slice("rivet_encoding.".length) as EncodingName;
    void loadEncoding(name).then((encoding) => {
      const peer: Peer = {
        url: request.url ?? "",
        protocols,
        socket,
        heard: [],
        say: (message) => socket.send(encoding.toClient.encode(message)),
      };
      socket.on("message", (data: Buffer, isBinary) => {
        if (!peer.url.includes("/connect")) return;
        peer.heard.push(encoding.toServer.decode(isBinary ? new Uint8Array(data) : data.toString()));
        wake();
      });
      socket.on("close", () => wake());
      peers.push(peer);
      welcome(peer);
      wake();
    });
  });
  server.on("connection", (socket) => {
    tcp.add(socket);
    socket.on("close", () => tcp.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    peers,
    onPeer(next: (peer: Peer) => void) {
      welcome = next;
    },
    /** Waits until something that sockets bring about has come true. */
    async until(isTrue: () => boolean): Promise<void> {
      while (!isTrue()) await new Promise<void>((resolve) => (wake = resolve));
    },
    /** Breaks every connection, as a server does that is killed. */
    break() {
      for (const socket of tcp) socket.destroy();
    },
    async stop() {
      for (const socket of tcp) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const jsonAnswer = (body: unknown, status = 200): Answer => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

export const actorJson = (id: string, name = "counter", key = "main") => ({ actor_id: id, name, key, namespace_id: "default" });
