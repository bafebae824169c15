import { createServer } from "node:http";
import { once } from "node:events";
import { type Gateway, SILENT } from "@rivulet/runtime/host";
import { WebSocket } from "ws";
import type { SurfaceParts } from "../../src/gateway/parts.ts";
import { makeSurface } from "../../src/gateway/surface.ts";
import { listenerFor } from "../../src/node/mount.ts";
import { makeSockets } from "../../src/node/sockets.ts";

export const ABOUT = { version: "1.2.3", runnerVersion: 7 };

export function surfaceOf(gateway: Gateway, more: Partial<SurfaceParts> = {}) {
  return makeSurface({
    gateway,
    log: SILENT,
    about: ABOUT,
    basePath: "/api/rivet",
    limits: { incoming: 65_536, outgoing: 1_048_576 },
    newLimiter: () => () => null,
    adminToken: null,
    inspector: null,
    ...more,
  });
}

export interface SurfaceServer {
  readonly url: string;
  readonly port: number;
  /** Hangs up on everyone, as at the end of a server. */
  hangUp(): void;
  stop(): Promise<void>;
}

/** The surface of a gateway on a free port. */
export async function surfaceServer(gateway: Gateway, more: Partial<SurfaceParts> = {}): Promise<SurfaceServer> {
  const surface = surfaceOf(gateway, more);
  const server = createServer(listenerFor(surface.fetch));
  const sockets = makeSockets({
    basePath: "/api/rivet",
    openSync: () => ({ frame() {}, closed() {}, close() {} }),
    open: surface.open,
    largest: 4_194_304,
    log: SILENT,
  });
  server.on("upgrade", sockets.upgrade);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    hangUp: sockets.close,
    async stop() {
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Talk {
  readonly socket: WebSocket;
  readonly heard: (string | Uint8Array)[];
  readonly closed: Promise<string>;
  /** Waits for as many messages as this. */
  count(n: number): Promise<void>;
  say(data: string | Uint8Array): void;
}

/** A WebSocket to a path, with everything it hears. */
export async function talk(url: string, path: string, protocols: string[] = ["rivet", "rivet_encoding.json"]): Promise<Talk> {
  const socket = new WebSocket(url.replace("http", "ws") + path, protocols, { perMessageDeflate: false });
  const heard: (string | Uint8Array)[] = [];
  let looks: (() => void)[] = [];
  const look = (): void => {
    const all = looks;
    looks = [];
    for (const each of all) each();
  };
  let isOver = false;
  const closed = new Promise<string>((resolve) => {
    socket.on("close", (code, reason) => {
      isOver = true;
      look();
      resolve(`${code} ${String(reason)}`.trim());
    });
  });
  socket.on("message", (data: Buffer, isBinary) => {
    heard.push(isBinary ? new Uint8Array(data) : String(data));
    look();
  });
  const opened = new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  socket.on("error", () => {});
  await opened;
  return {
    socket,
    heard,
    closed,
    say: (data) => socket.send(data),
    count: (n) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (heard.length >= n) resolve();
          else if (isOver) reject(new Error(`it ended after ${heard.length} messages: ${JSON.stringify(heard)}`));
          else looks.push(check);
        };
        check();
      }),
  };
}
