import type { AnyTypes } from "../contract/bag.ts";
import type { Conn } from "../contract/context.ts";
import type { AnyActorDefinition } from "../contract/definition.ts";
import { completeOptions, completeSync } from "../definition/options.ts";
import { actorError } from "../errors/actor-error.ts";
import { Context, type Occasion } from "../execution/context.ts";
import { settledArgs } from "../execution/run.ts";
import { randomId } from "../ports/random.ts";
import type { Author } from "../protocol/shapes.ts";
import { ROOT } from "../track/node.ts";
import { liveState } from "../track/wrap.ts";
import { encode } from "../value/codec.ts";
import { makeActivity } from "./activity.ts";
import type { LoadedActor } from "./actor-store.ts";
import type { HostConn, OutgoingEvent } from "./conn.ts";
import type { History } from "./history.ts";
import { makeHooks } from "./hooks.ts";
import { makeLedger } from "./ledger.ts";
import { makeMembers } from "./members.ts";
import type { HostPorts } from "./ports.ts";
import { makeRecorder } from "./recorder.ts";
import { type ActorRecord, keys } from "./records.ts";
import { makeScopes } from "./scope.ts";
import { makeStepLog } from "./step-log.ts";

/** What still runs when the actor is told to stop has this long to end, in milliseconds. */
const WIND_UP = 4_000;

export interface InstanceParts {
  readonly ports: HostPorts;
  readonly definition: AnyActorDefinition;
  readonly loaded: LoadedActor;
  /** A flush failed: this instance is over, and the actor wakes again from what is on disk. */
  readonly failed: (error: unknown) => void;
  /** Nothing has happened for as long as the actor stays awake. */
  readonly idle: () => void;
}

export type Instance = ReturnType<typeof makeInstance>;

/** One actor awake: its state, its connections, and the parts that keep them true. */
export function makeInstance({ ports, definition, loaded, failed, idle }: InstanceParts) {
  const { timers, random, storage } = ports;
  const { id, tree } = loaded;
  let { record } = loaded;
  let stateText: { readonly version: number; readonly text: string } | null = null;
  const options = completeOptions(definition.config.options);
  const log = ports.log.child({ actor: record.name, key: record.key, actorId: id });
  const hooks = makeHooks(definition, options, timers);
  const ledger = makeLedger({ storage, checks: loaded.fence, failed });
  const members = makeMembers({ actorId: id, ledger, storage, now: timers.now });
  const activity = makeActivity(timers, options.noSleep ? null : options.sleepTimeout, idle);
  const conns = new Map<string, HostConn>();
  const seen = new Map<string, Conn<AnyTypes>>();
  const abort = new AbortController();
  let vars: { value: unknown } | null = null;
  /** Whose events are counted now, and how many of each name there were. */
  let counting: { readonly by: Author | null; readonly counts: Map<string, number> } = { by: null, counts: new Map() };
  let telling = false;

  const recorder = makeRecorder({
    tree,
    version: loaded.version,
    committed(commit) {
      steps.append(commit);
      ledger.after(() => {
        for (const { follower } of conns.values()) {
          if (follower.version !== commit.from) continue;
          follower.version = commit.to;
          follower.commit(commit);
        }
      });
    },
    release: ledger.after,
    changed() {
      const { onStateChange } = definition.config;
      if (onStateChange === undefined || telling) return;
      telling = true;
      try {
        onStateChange(new Context(scope, hookOccasion()), liveState(tree));
      } catch (error) {
        log.error({ msg: "onStateChange threw", err: error });
      } finally {
        telling = false;
      }
    },
  });
  ledger.onSeal(recorder.commit);
  const steps = makeStepLog({
    actorId: id,
    ledger,
    version: () => recorder.version,
    encodeState: () => encode(tree.holder.raw[ROOT]),
    snapshotVersion: loaded.snapshotVersion,
    snapshotCharacters: loaded.snapshotCharacters,
    records: loaded.log,
  });

  const makeEvent = (name: string, args: readonly unknown[]): OutgoingEvent => {
    const nth = counting.counts.get(name) ?? 0;
    counting.counts.set(name, nth + 1);
    return { name, args, by: counting.by, nth };
  };

  const broadcast = (event: OutgoingEvent): void => {
    const audience = [...conns.values()];
    recorder.emit(() => {
      for (const { follower } of audience) follower.event(event, "listeners");
    });
  };

  const { scope, readScope } = makeScopes({
    id,
    record,
    log,
    tree,
    hasState: definition.config.state !== undefined || definition.config.createState !== undefined,
    vars: () => vars,
    conns: seen,
    abortSignal: abort.signal,
    broadcast: (name, args) => broadcast(makeEvent(name, settledArgs(args, name))),
    saveState: () => new Promise((resolve) => recorder.emit(() => ledger.after(resolve))),
    begin: activity.begin,
    waitUntilTimeout: options.waitUntilTimeout,
    timers,
  });

  /** Hooks, and whatever else has no call, use the server's clock and randomness. */
  const hookOccasion = (conn?: Conn<AnyTypes>): Occasion => ({
    mode: "authoritative",
    actionId: randomId(random),
    time: timers.now(),
    seed: randomId(random),
    conn() {
      if (conn === undefined) throw actorError("actor/not_found", "There is no connection here.");
      return conn;
    },
    request: () => undefined,
    reach: () => recorder.enter(null),
  });

  return {
    id,
    tree,
    definition,
    options,
    sync: completeSync(definition.config.sync),
    log,
    timers,
    hooks,
    ledger,
    members,
    activity,
    recorder,
    steps,
    scope,
    readScope,
    hookOccasion,
    conns,
    makeEvent,
    hookContext: (conn?: Conn<AnyTypes>) => new Context(scope, hookOccasion(conn)),
    get record(): ActorRecord {
      return record;
    },
    get history(): History {
      return { epoch: record.epoch, runs: record.runs, version: recorder.version };
    },
    /** Begins a new history: a replica has proved that the store was put back to an older state. */
    mintEpoch(): void {
      record = { ...record, epoch: randomId(random) };
      log.warn({ msg: "a client knows a later state than this store: beginning a new epoch", epoch: record.epoch });
      ledger.put(keys.actor(id), JSON.stringify(record));
    },
    /** The JSON of the whole state, made once per version. */
    stateText(): string {
      if (stateText?.version !== recorder.version) {
        stateText = { version: recorder.version, text: encode(tree.holder.raw[ROOT]) };
      }
      return stateText.text;
    },
    /** From now on events are counted as this action's. */
    countEvents(by: Author | null): void {
      counting = { by, counts: new Map() };
    },
    addConn(conn: HostConn): void {
      conns.set(conn.follower.id, conn);
      seen.set(conn.follower.id, conn.conn);
      if (conn.tree !== null) recorder.adopt(conn.tree);
    },
    removeConn(connId: string): void {
      conns.delete(connId);
      seen.delete(connId);
    },
    /** Makes the vars and runs `onWake`; nothing else may reach the actor before. */
    async wake(): Promise<void> {
      const made = await hooks.createVars(new Context(scope, hookOccasion()));
      vars = made === null ? null : { value: made.value };
      await hooks.wake(new Context(scope, hookOccasion()));
      recorder.commit();
    },
    /** Lets what runs come to its end, runs `onSleep`, and writes all that is left to write. */
    async sleep(): Promise<void> {
      activity.stop();
      abort.abort();
      await activity.ended(WIND_UP);
      try {
        await hooks.sleep(new Context(scope, hookOccasion()));
      } catch (error) {
        log.error({ msg: "onSleep threw", err: error });
      }
      recorder.commit();
      await ledger.flushed();
    },
    /** Drops the instance without a word to the storage. */
    kill(): void {
      activity.stop();
      abort.abort();
    },
  };
}
