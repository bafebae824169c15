import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type Logger, SERVER_LIMITS, type Session, type Socket, SUBPROTOCOL, SYNC_PATH } from "@rivulet/runtime/host";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { below } from "../gateway/target.ts";
import type { Opening, PeerEvents } from "../gateway/peer.ts";
import { peerOf } from "./peer.ts";
import { toRequest } from "./request.ts";

/** Silence on a connection is answered by a ping, and silence after that by its end. Milliseconds. */
const HEARTBEAT = 30_000;
/** Who is told of an end and does not answer, perhaps because it does not read, is cut off. Milliseconds. */
const CLOSE_WITHIN = 2_000;

export interface SocketParts {
  /** Where everything is, beside the root. */
  readonly basePath: string;
  /** Speaks the sync protocol. */
  readonly openSync: (socket: Socket) => Session;
  /** Speaks everything else. */
  readonly open: (request: Request, connection: object) => Opening | null;
  /** The largest message that is read from any socket, in bytes. */
  readonly largest: number;
  readonly log: Logger;
}

export interface Sockets {
  /** Opens the WebSocket that an HTTP server was asked for, or refuses to. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes every connection; their clients come again. */
  close(): void;
}

/** Speaks over the WebSockets that HTTP servers are asked for. */
export function makeSockets({ basePath, openSync, open, largest, log }: SocketParts): Sockets {
  /** What hangs up on each, in its own way. */
  const opened = new Map<WebSocket, () => void>();
  const alive = new WeakSet<WebSocket>();
  const settings = { noServer: true, perMessageDeflate: false, closeTimeout: CLOSE_WITHIN };
  const synced = new WebSocketServer({
    ...settings,
    maxPayload: SERVER_LIMITS.clientFrame,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  /** Chosen for the one that is being opened at the moment. */
  let chosen: string | null = null;
  const others = new WebSocketServer({ ...settings, maxPayload: largest, handleProtocols: () => chosen ?? false });

  // The same for all: each socket is kept for long, and there are many.
  function heard(this: WebSocket): void {
    alive.add(this);
  }
  const failed = (err: Error): void => log.warn({ msg: "a connection failed", err });

  const keep = (socket: WebSocket, hangUp: () => void, closed: (code: number, reason: string) => void): void => {
    opened.set(socket, hangUp);
    alive.add(socket);
    socket.on("pong", heard);
    socket.on("error", failed);
    socket.on("close", (code, reason) => {
      opened.delete(socket);
      closed(code, String(reason));
    });
  };

  const sync = (socket: WebSocket): void => {
    const session = openSync(new WsSocket(socket));
    socket.on("message", (data, isBinary) => session.frame(isBinary ? null : String(data)));
    keep(socket, () => session.close(1001, "ws.going_away"), () => session.closed());
  };

  const speak = (socket: WebSocket, stream: Duplex, { start }: Opening): void => {
    const peer = peerOf(socket, stream);
    const events: PeerEvents = start(peer);
    socket.on("message", (data, isBinary) => events.message(isBinary ? bytesOf(data) : String(data)));
    keep(socket, () => peer.close(1001, "ws.going_away"), events.closed);
  };

  const heartbeat = setInterval(() => {
    for (const socket of opened.keys()) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, HEARTBEAT);
  heartbeat.unref();
  let isClosed = false;

  return {
    upgrade(request, socket, head) {
      if (isClosed) return refuse(socket, "503 Service Unavailable");
      // Not by URL, which throws at what strangers may write here.
      const [path = ""] = (request.url ?? "").split("?");
      if (below(basePath, path) === SYNC_PATH) {
        const offered = request.headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim()) ?? [];
        if (!offered.includes(SUBPROTOCOL)) return refuse(socket, "400 Bad Request");
        return synced.handleUpgrade(request, socket, head, sync);
      }
      const asked = toRequest(request);
      if (asked === null) return refuse(socket, "400 Bad Request");
      const opening = open(asked, socket);
      if (opening === null) return refuse(socket, "404 Not Found");
      chosen = opening.protocol;
      others.handleUpgrade(request, socket, head, (made) => speak(made, socket, opening));
    },
    close() {
      isClosed = true;
      clearInterval(heartbeat);
      for (const hangUp of [...opened.values()]) hangUp();
      synced.close();
      others.close();
    },
  };
}

class WsSocket implements Socket {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  send(frame: string): void {
    this.#socket.send(frame);
  }

  buffered(): number {
    return this.#socket.bufferedAmount;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }
}

function bytesOf(data: RawData): Uint8Array {
  return Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

export function refuse(socket: Duplex, status: string): void {
  // Whoever is gone by now, or never leaves, must do no harm.
  socket.on("error", () => socket.destroy());
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
