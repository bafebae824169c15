import type { AnyTypes } from "../contract/bag.ts";
import type { Conn, RequestContext, WebSocketContext } from "../contract/context.ts";
import type { AnyActorDefinition } from "../contract/definition.ts";
import type { ActorOptions } from "../contract/options.ts";
import type { UniversalWebSocket } from "../contract/socket.ts";
import { actorError } from "../errors/actor-error.ts";
import type { Context } from "../execution/context.ts";
import { isThenable } from "../execution/run.ts";
import type { Timers } from "../ports/timers.ts";
import { withTimeout } from "../util/timeout.ts";
import { copy } from "../value/copy.ts";
import { isPlainObject } from "../value/kind.ts";

/** Runs the hooks of one actor within their time. What they throw goes to the caller. */
export interface Hooks {
  createVars(context: Context): Promise<{ readonly value: unknown } | null>;
  createConnState(context: Context, params: unknown): Promise<{ readonly value: unknown } | null>;
  beforeConnect(context: Context, params: unknown): Promise<void>;
  connect(context: Context, conn: Conn<AnyTypes>): Promise<void>;
  disconnect(context: Context, conn: Conn<AnyTypes>): Promise<void>;
  wake(context: Context): Promise<void>;
  sleep(context: Context): Promise<void>;
  destroy(context: Context): Promise<void>;
  /** Rejects with `handler/request_not_defined`. */
  request(context: Context, request: Request): Promise<unknown>;
  /** Rejects with `handler/websocket_not_defined`. */
  webSocket(context: Context, socket: UniversalWebSocket): Promise<void>;
}

/** `driverContext`: what the platform gives to `createVars`. */
export function makeHooks(
  { config }: AnyActorDefinition,
  options: Required<ActorOptions>,
  timers: Timers,
  driverContext: unknown,
): Hooks {
  const within = async (name: string, ms: number | null, result: unknown): Promise<unknown> => {
    if (!isThenable(result) || ms === null) return result;
    return withTimeout(result, ms, timers, () => actorError("action/timed_out", `${name} took longer than ${ms} ms.`));
  };
  return {
    async createVars(context) {
      if (config.createVars !== undefined) {
        return { value: await within("createVars", options.createVarsTimeout, config.createVars(context, driverContext)) };
      }
      return config.vars === undefined ? null : { value: copyVars(config.vars) };
    },
    async createConnState(context, params) {
      if (config.createConnState !== undefined) {
        const made = config.createConnState(context, params);
        const value = await within("createConnState", options.createConnStateTimeout, made);
        return { value: copy(value, { name: "createConnState()" }) };
      }
      return config.connState === undefined ? null : { value: copy(config.connState, { name: "connState" }) };
    },
    async beforeConnect(context, params) {
      await within("onBeforeConnect", options.onBeforeConnectTimeout, config.onBeforeConnect?.(context, params));
    },
    async connect(context, conn) {
      await within("onConnect", options.onConnectTimeout, config.onConnect?.(context, conn));
    },
    async disconnect(context, conn) {
      await within("onDisconnect", options.onConnectTimeout, config.onDisconnect?.(context, conn));
    },
    async wake(context) {
      await within("onWake", null, config.onWake?.(context));
    },
    async sleep(context) {
      await within("onSleep", options.onSleepTimeout, config.onSleep?.(context));
    },
    async destroy(context) {
      await within("onDestroy", options.onDestroyTimeout, config.onDestroy?.(context));
    },
    async request(context, request) {
      // Its context is of a request: this one.
      if (config.onRequest !== undefined) return config.onRequest(context as RequestContext<AnyTypes>, request);
      throw actorError("handler/request_not_defined", "The actor answers no requests. Give it onRequest.");
    },
    async webSocket(context, socket) {
      // Its context is of the request that opened the socket.
      if (config.onWebSocket !== undefined) return void (await config.onWebSocket(context as WebSocketContext<AnyTypes>, socket));
      throw actorError("handler/websocket_not_defined", "The actor speaks over no WebSockets. Give it onWebSocket.");
    },
  };
}

/** Vars may hold anything: plain objects and arrays are copied, everything else is shared. */
function copyVars(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyVars);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyVars(part)]));
}
