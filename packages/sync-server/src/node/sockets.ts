import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type Host, LIMITS, openSession, type Session, type Shown, SUBPROTOCOL, SYNC_PATH } from "@rivulet/runtime/host";
import { type WebSocket, WebSocketServer } from "ws";

/** Where the sync protocol is spoken, at the root and under RivetKit's base path. */
const PATHS = new Set([SYNC_PATH, `/api/rivet${SYNC_PATH}`]);

/** Silence on a connection is answered by a ping, and silence after that by its end. Milliseconds. */
const HEARTBEAT = 30_000;

export interface Sockets {
  /** Closes every connection; their clients come again. */
  close(): void;
}

/** Speaks the sync protocol on the WebSockets of an HTTP server. */
export function attachSockets(server: Server, host: Host, shown: Shown): Sockets {
  const sessions = new Map<WebSocket, Session>();
  const alive = new WeakSet<WebSocket>();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LIMITS.clientFrame,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Not by URL, which throws at what strangers may write here.
    const [path = ""] = (request.url ?? "").split("?");
    if (!PATHS.has(path)) return refuse(socket, "404 Not Found");
    const offered = request.headers["sec-websocket-protocol"]?.split(",").map((name) => name.trim()) ?? [];
    if (!offered.includes(SUBPROTOCOL)) return refuse(socket, "400 Bad Request");
    sockets.handleUpgrade(request, socket, head, open);
  };
  server.on("upgrade", upgrade);

  const open = (socket: WebSocket): void => {
    const session = openSession(host, shown, {
      send: (frame) => socket.send(frame),
      buffered: () => socket.bufferedAmount,
      close: (code, reason) => socket.close(code, reason),
    });
    sessions.set(socket, session);
    alive.add(socket);
    socket.on("message", (data, isBinary) => session.frame(isBinary ? null : String(data)));
    socket.on("pong", () => alive.add(socket));
    socket.on("error", (error) => host.ports.log.warn({ msg: "a connection failed", err: error }));
    socket.on("close", () => {
      sessions.delete(socket);
      session.closed();
    });
  };

  const heartbeat = setInterval(() => {
    for (const socket of sessions.keys()) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, HEARTBEAT);
  heartbeat.unref();

  return {
    close() {
      clearInterval(heartbeat);
      server.off("upgrade", upgrade);
      for (const session of [...sessions.values()]) session.close(1001, "ws.going_away");
      sockets.close();
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  // Whoever is gone by now, or never leaves, must do no harm.
  socket.on("error", () => socket.destroy());
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
