import type { AnyTypes } from "../contract/bag.ts";
import type { Conn } from "../contract/context.ts";
import { actorError } from "../errors/actor-error.ts";
import type { Scope } from "../execution/context.ts";
import type { Logger } from "../ports/logger.ts";
import type { Timers } from "../ports/timers.ts";
import { setState } from "../track/edit.ts";
import type { Tree } from "../track/node.ts";
import { readState } from "../track/reader.ts";
import { liveState } from "../track/wrap.ts";
import { withTimeout } from "../util/timeout.ts";
import type { ActorRecord } from "./records.ts";

export interface ScopeParts {
  readonly id: string;
  readonly record: ActorRecord;
  readonly log: Logger;
  readonly tree: Tree;
  /** Whether the definition gives the actor a state. */
  readonly hasState: boolean;
  /** `null` where the definition gives it no vars. */
  readonly vars: () => { value: unknown } | null;
  readonly conns: ReadonlyMap<string, Conn<AnyTypes>>;
  readonly abortSignal: AbortSignal;
  readonly broadcast: (name: string, args: readonly unknown[]) => void;
  readonly saveState: () => Promise<void>;
  /** Holds off sleep until the returned function is called. */
  readonly begin: () => () => void;
  readonly waitUntilTimeout: number;
  readonly timers: Timers;
}

export interface Scopes {
  readonly scope: Scope;
  /** For actions made with `read()`: the state cannot be written to, however long it is held. */
  readonly readScope: Scope;
}

/** What actor code reaches of an actor that is awake. */
export function makeScopes({ id, record, log, tree, timers, ...parts }: ScopeParts): Scopes {
  const requireState = (): void => {
    if (!parts.hasState) throw actorError("actor/state_not_enabled", "The actor has no state. Give it state or createState.");
  };
  const requireVars = (): { value: unknown } => {
    const vars = parts.vars();
    if (vars === null) throw actorError("actor/vars_not_enabled", "The actor has no vars. Give it vars or createVars.");
    return vars;
  };

  const missing = (member: string): never => {
    throw actorError("actor/restarting", `This server does not give actors c.${member}.`);
  };

  const scope: Scope = {
    name: record.name,
    key: record.key,
    log,
    actorId: () => id,
    state() {
      requireState();
      return liveState(tree);
    },
    replaceState(state) {
      requireState();
      setState(tree, state);
    },
    vars: () => requireVars().value,
    replaceVars(value) {
      requireVars().value = value;
    },
    conns: () => parts.conns,
    abortSignal: () => parts.abortSignal,
    region: () => "unknown",
    kv: () => missing("kv"),
    schedule: () => missing("schedule"),
    client: () => missing("client"),
    sleep: () => missing("sleep"),
    destroy: () => missing("destroy"),
    broadcast: parts.broadcast,
    saveState: parts.saveState,
    waitUntil(promise) {
      const end = parts.begin();
      const late = (): unknown => actorError("action/timed_out", "A promise given to waitUntil() took too long.");
      withTimeout(promise, parts.waitUntilTimeout, timers, late).then(end, (error: unknown) => {
        log.error({ msg: "a promise given to waitUntil() failed", err: error });
        end();
      });
    },
  };

  const readScope: Scope = {
    ...scope,
    state() {
      requireState();
      return readState(tree);
    },
    replaceState() {
      throw actorError("action/read_only", "An action made with read() wrote.");
    },
  };
  return { scope, readScope };
}
