import type { Kv } from "../contract/kv.ts";
import type { Schedule } from "../contract/schedule.ts";
import { actorError } from "../errors/actor-error.ts";
import type { Scope } from "../execution/context.ts";
import type { Logger } from "../ports/logger.ts";
import { type Random, randomId } from "../ports/random.ts";
import type { Storage } from "../ports/storage.ts";
import type { Timers } from "../ports/timers.ts";
import { setState } from "../track/edit.ts";
import type { Tree } from "../track/node.ts";
import { readState } from "../track/reader.ts";
import { liveState } from "../track/wrap.ts";
import { withTimeout } from "../util/timeout.ts";
import type { Activity } from "./activity.ts";
import type { Audience } from "./audience.ts";
import { makeKv } from "./kv.ts";
import { actorKvPlace } from "./kv-place.ts";
import type { Ledger } from "./ledger.ts";
import type { Recorder } from "./recorder.ts";
import type { ActorRecord } from "./records.ts";
import { makeSchedule } from "./schedule.ts";

export interface ScopeParts {
  readonly id: string;
  readonly record: ActorRecord;
  readonly log: Logger;
  readonly tree: Tree;
  /** Whether the definition gives the actor a state. */
  readonly hasState: boolean;
  /** `null` where the definition gives it no vars. */
  readonly vars: { readonly current: { value: unknown } | null };
  readonly audience: Audience;
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  readonly activity: Activity;
  readonly storage: Storage;
  readonly timers: Timers;
  readonly random: Random;
  readonly region: string;
  readonly abortSignal: AbortSignal;
  readonly waitUntilTimeout: number;
  readonly wanted: (end: "sleep" | "destroy") => void;
  readonly noticed: (due: number) => void;
  readonly client: () => unknown;
}

export interface Scopes {
  readonly scope: Scope;
  /** For actions made with `read()`: the state cannot be written to, however long it is held. */
  readonly readScope: Scope;
}

/** What actor code reaches of an actor that is awake. */
export function makeScopes({ id, record, log, tree, timers, recorder, ledger, ...parts }: ScopeParts): Scopes {
  const requireState = (): void => {
    if (!parts.hasState) throw actorError("actor/state_not_enabled", "The actor has no state. Give it state or createState.");
  };
  const requireVars = (): { value: unknown } => {
    const { current } = parts.vars;
    if (current === null) throw actorError("actor/vars_not_enabled", "The actor has no vars. Give it vars or createVars.");
    return current;
  };
  let kv: Kv | null = null;
  let schedule: Schedule | null = null;
  let client: { readonly made: unknown } | null = null;

  const hold = (promise: Promise<unknown>): void => {
    const end = parts.activity.begin();
    const late = (): unknown => actorError("action/timed_out", "A promise given to waitUntil() took too long.");
    withTimeout(promise, parts.waitUntilTimeout, timers, late).then(end, (error: unknown) => {
      log.error({ msg: "a promise given to waitUntil() failed", err: error });
      end();
    });
  };

  const scope: Scope = {
    name: record.name,
    key: record.key,
    log,
    actorId: () => id,
    region: () => parts.region,
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
    conns: () => parts.audience.seen,
    abortSignal: () => parts.abortSignal,
    kv: () => (kv ??= makeKv(actorKvPlace(id, parts.storage, ledger), recorder.join)),
    schedule: () =>
      (schedule ??= makeSchedule({
        actorId: id,
        now: timers.now,
        newId: () => randomId(parts.random),
        join: recorder.join,
        put: ledger.put,
        flushed: ledger.flushed,
        noticed: parts.noticed,
      })),
    client() {
      client ??= { made: parts.client() };
      if (client.made === undefined) throw actorError("feature/unsupported", "This server gives actors no client.");
      return client.made;
    },
    broadcast: parts.audience.broadcast,
    saveState() {
      const saved = new Promise<void>((resolve, reject) => recorder.emit(() => void ledger.flushed().then(resolve, reject)));
      // Who does not wait for it, does not mind either.
      saved.catch(() => {});
      return saved;
    },
    waitUntil: (promise) =>
      recorder.whenKept((kept) => {
        if (kept) hold(promise);
        // Nobody waits for what was never to be, nor minds how it ends.
        else promise.then(undefined, (error: unknown) => log.warn({ msg: "a promise of an action that failed, failed", err: error }));
      }),
    sleep: () => recorder.emit(() => parts.wanted("sleep")),
    destroy: () => recorder.emit(() => parts.wanted("destroy")),
  };

  const refuse = (): never => {
    throw actorError("action/read_only", "An action made with read() wrote.");
  };
  const readScope: Scope = {
    ...scope,
    state() {
      requireState();
      return readState(tree);
    },
    replaceState: refuse,
    kv: () => ({ ...scope.kv(), put: refuse, putBatch: refuse, delete: refuse, deleteBatch: refuse }),
    schedule: () => ({ after: refuse, at: refuse }),
    sleep: refuse,
    destroy: refuse,
  };
  return { scope, readScope };
}
