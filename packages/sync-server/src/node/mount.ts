import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { actorError, DEFAULT_RATE, type Limiter, makeLimiter, openSession, type Rate, type Registry, SERVER_LIMITS } from "@rivulet/runtime/host";
import { failure } from "../gateway/failure.ts";
import { type InspectorAccess, makeInspectorGate } from "../gateway/inspector-gate.ts";
import { DEFAULT_LIMITS } from "../gateway/parts.ts";
import { makeSurface, type Surface } from "../gateway/surface.ts";
import { VERSION } from "../version.ts";
import type { WebHandler } from "./app.ts";
import { sendHeadersAsBytes } from "./header-bytes.ts";
import { inspectorAccess, type InspectorOptions } from "./inspector-access.ts";
import { lease, type RunOptions } from "./running.ts";
import { makeSockets } from "./sockets.ts";

export interface MountOptions extends RunOptions {
  /** The path under which everything is served, beside the root. Default `/api/rivet`. */
  readonly basePath?: string;
  /** The largest message or body of an action that is taken, in bytes. Default 65,536. */
  readonly maxIncomingMessageSize?: number;
  /** The largest message or output that is sent, in bytes. Default 1,048,576. */
  readonly maxOutgoingMessageSize?: number;
  /**
   * What one connection may ask for: so many actions at once, and so many each second from then on. `false`: without
   * limit. Default 2,000 a second after 20,000 at once. Throws `definition/invalid` where it is no rate.
   */
  readonly rateLimit?: Rate | false;
  /** What who destroys an actor over HTTP, or reads its `c.kv`, has to show as bearer token. Default: RIVET_TOKEN; without either, nobody may. */
  readonly adminToken?: string;
  /** Who may look into the server, and change what is in it. Default: who shows RIVET_INSPECTOR_TOKEN; without one, in development, who is on this machine. */
  readonly inspector?: InspectorOptions;
  /** The version of the app, which `/metadata` tells. Default: RIVET_RUNNER_VERSION, or 1. */
  readonly runnerVersion?: number;
}

/** A registry on whatever server there is. */
export interface Mount {
  readonly surface: Surface;
  readonly basePath: string;
  /** Who may inspect; `null` where nobody can. */
  readonly access: InspectorAccess | null;
  /** Takes an upgrade of a Node server, whatever its path: refuses it where nothing is. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Hangs up on everyone. */
  hangUp(): void;
  /** Hangs up, and lets the actors stop where nobody else uses them. */
  close(): Promise<void>;
}

export async function mount(registry: Registry, options: MountOptions = {}): Promise<Mount> {
  const rate = toRate(options.rateLimit ?? DEFAULT_RATE);
  const { running, release } = await lease(registry, options);
  const { host, gateway, shown, log, environment, inspected } = running;
  const access = inspectorAccess(options.inspector ?? {}, environment);
  const basePath = toBasePath(options.basePath ?? "/api/rivet");
  const incoming = options.maxIncomingMessageSize ?? DEFAULT_LIMITS.incoming;
  const outgoing = options.maxOutgoingMessageSize ?? DEFAULT_LIMITS.outgoing;
  const newLimiter = (): Limiter => makeLimiter(rate, () => Date.now());
  const surface = makeSurface({
    gateway,
    log,
    newLimiter,
    basePath,
    limits: { incoming, outgoing },
    adminToken: options.adminToken ?? environment.adminToken,
    inspector: access === null ? null : { inspected, gate: makeInspectorGate(access) },
    about: { version: VERSION, runnerVersion: options.runnerVersion ?? environment.runnerVersion, ...environment.client },
  });
  const sockets = makeSockets({
    basePath,
    openSync: (socket) => openSession(host, shown, socket, newLimiter()),
    open: surface.open,
    // Above its limit a message is answered; above this its connection is cut.
    largest: Math.max(SERVER_LIMITS.clientFrame, incoming * 4),
    log,
  });
  return {
    surface,
    basePath,
    access,
    upgrade: sockets.upgrade,
    hangUp: sockets.close,
    async close() {
      sockets.close();
      await release();
    },
  };
}

function toRate(given: Rate | false): Rate | null {
  if (given === false) return null;
  const { perSecond, burst } = given;
  if (perSecond > 0 && Number.isFinite(perSecond) && burst >= 2 && Number.isFinite(burst)) return given;
  throw actorError("definition/invalid", "rateLimit is { perSecond, burst }, numbers above 0 and from 2 on, or false.");
}

/** Of the form `/a/b`. */
function toBasePath(path: string): string {
  return `/${path.split("/").filter((part) => part !== "").join("/")}`;
}

/** Answers a Node server's requests by a function of the web's. */
export function listenerFor(fetch: WebHandler) {
  const listener = getRequestListener((request, { incoming }) => fetch(request, incoming.socket), {
    // What cannot even be a request of the web.
    errorHandler: (error) => {
      return failure(error instanceof Error && error.name === "RequestError" ? actorError("request/invalid", error.message) : error, new Request("http://localhost"));
    },
  });
  return (request: IncomingMessage, response: ServerResponse): void => {
    sendHeadersAsBytes(response);
    void listener(request, response);
  };
}
