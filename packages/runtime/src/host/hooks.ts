import type { AnyTypes } from "../contract/bag.ts";
import type { Conn } from "../contract/context.ts";
import type { AnyActorDefinition } from "../contract/definition.ts";
import type { ActorOptions } from "../contract/options.ts";
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
}

export function makeHooks({ config }: AnyActorDefinition, options: Required<ActorOptions>, timers: Timers): Hooks {
  const within = async (name: string, ms: number | null, result: unknown): Promise<unknown> => {
    if (!isThenable(result) || ms === null) return result;
    return withTimeout(result, ms, timers, () => actorError("action/timed_out", `${name} took longer than ${ms} ms.`));
  };
  return {
    async createVars(context) {
      if (config.createVars !== undefined) {
        return { value: await within("createVars", options.createVarsTimeout, config.createVars(context, {})) };
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
      await within("onBeforeConnect", options.onConnectTimeout, config.onBeforeConnect?.(context, params));
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
  };
}

/** Vars may hold anything: plain objects and arrays are copied, everything else is shared. */
function copyVars(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyVars);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyVars(part)]));
}
