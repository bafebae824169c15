import { Context, type Occasion } from "../execution/context.ts";
import { randomId, randomUuid } from "../ports/random.ts";
import { ROOT } from "../track/node.ts";
import { encode } from "../value/codec.ts";
import { ActorActivity } from "./activity.ts";
import type { LoadedActor } from "./actor-store.ts";
import { makeAudience } from "./audience.ts";
import type { HostConn } from "./conn.ts";
import { makeConnRows } from "./conn-rows.ts";
import { makeGather } from "./gather.ts";
import { type History, runOf } from "./history.ts";
import { type Cause, HostOccasion } from "./host-occasion.ts";
import type { Kind } from "./kind.ts";
import { ActorLedger } from "./ledger.ts";
import { makeMembers, type Members } from "./members.ts";
import type { HostPorts } from "./ports.ts";
import { ActorRecorder } from "./recorder.ts";
import { type ActorRecord, keys } from "./records.ts";
import { ActorScope, ReadScope, type ScopeParts } from "./scope.ts";
import { makeSights } from "./sights.ts";
import { makeStateChange } from "./state-change.ts";
import { makeStepLog } from "./step-log.ts";
import { makeSyncFunctions } from "./sync-functions.ts";
import type { Watched } from "./witness.ts";

export interface InstanceParts {
  readonly ports: HostPorts;
  readonly kind: Kind;
  readonly loaded: LoadedActor;
  /** A flush failed: this instance is over, and the actor wakes again from what is on disk. */
  readonly failed: (error: unknown) => void;
  /** Nothing has happened for as long as the actor stays awake. */
  readonly idle: () => void;
  /** Actor code wants it to sleep, or to be no more. */
  readonly wanted: (end: "sleep" | "destroy") => void;
  /** Actor code has scheduled something for that time. */
  readonly noticed: (due: number) => void;
  /** What `c.client()` gives: see `MakeClient`. */
  readonly client: (emit: (deliver: () => void) => void, hold: () => () => void, ended: AbortSignal) => unknown;
  readonly watched: Watched;
}

export type Instance = ReturnType<typeof makeInstance>;

/** One actor awake: its state, its connections, and the parts that keep them true. */
export function makeInstance({ ports, kind, loaded, failed, idle, wanted, noticed, client, watched }: InstanceParts) {
  const { timers, random, storage } = ports;
  const { id, tree } = loaded;
  const { definition, options, sync, hooks } = kind;
  const { config } = definition;
  const { record } = loaded;
  let stateText: { readonly version: number; readonly text: string } | null = null;
  const log = ports.log.child({ actor: record.name, key: record.key, actorId: id });
  const vars: { current: { value: unknown } | null } = { current: null };
  let abort: AbortController | null = null;
  let endings: Set<(error: unknown) => void> | null = null;
  let members: Members | null = null;
  let readScope: ReadScope | null = null;
  let running: Set<string> | null = null;
  let isStopping = false;
  const relaxed = options.durability === "relaxed" ? (flush: () => void) => timers.after(options.stateSaveInterval, flush) : null;
  const gather = ports.turn === undefined || relaxed !== null ? null : makeGather(ports.turn, timers.now);
  const ledger = new ActorLedger({ storage, checks: loaded.fence, failed, relaxed, gather });
  const activity = new ActorActivity(timers, options.noSleep ? null : options.sleepTimeout, idle);

  const recorder = new ActorRecorder({
    tree,
    version: loaded.version,
    committed(commit) {
      steps.append(commit);
      watched.witness?.commits(loaded);
      ledger.after(sights === null ? () => audience.tell(commit) : sights.look(commit));
    },
    release: (deliver) => ledger.after(deliver),
    isAwaited: () => sights?.isTouched === true,
    changed: makeStateChange(config.onStateChange, tree, log, () => context()),
  });
  ledger.onSeal(() => recorder.commit());
  const made = new WeakSet<object>();
  const functions =
    sync === null ? null : makeSyncFunctions({ actor: { id, ...record }, sync, log, exposeErrors: ports.exposeErrors === true, made });
  if (sync?.view !== undefined) tree.made = made;
  const newToken = (): string => `${runOf(instance.history())}.${randomId(random).slice(0, 16)}`;
  const sights = functions === null || sync?.view === undefined ? null : makeSights({ tree, functions, newToken });
  const audience = makeAudience((deliver) => recorder.emit(deliver), ({ name, args }) => watched.witness?.sends(loaded, name, args, recorder.version));
  const rows = makeConnRows(id, ledger, config.onDisconnect !== undefined);
  const steps = makeStepLog({
    actorId: id,
    ledger,
    version: () => recorder.version,
    encodeState: () => encode(tree.holder.raw[ROOT]),
    snapshotVersion: loaded.snapshotVersion,
    snapshotCharacters: loaded.snapshotCharacters,
    records: loaded.log,
  });
  const abortSignal = (): AbortSignal => {
    abort ??= new AbortController();
    if (isStopping) abort.abort();
    return abort.signal;
  };
  const stop = (): void => {
    isStopping = true;
    activity.stop();
    abort?.abort();
  };
  const scopeParts: ScopeParts = {
    id,
    record,
    schema: sync?.version ?? null,
    log,
    tree,
    hasState: config.state !== undefined || config.createState !== undefined,
    vars,
    audience,
    recorder,
    ledger,
    activity,
    storage,
    timers,
    random,
    region: ports.region ?? "local",
    abortSignal,
    waitUntilTimeout: options.waitUntilTimeout,
    wanted,
    noticed,
    client: () => client((deliver) => recorder.emit(deliver), () => activity.begin(), abortSignal()),
  };
  const scope = new ActorScope(scopeParts);

  const reach = (): void => recorder.enter(null);
  const draw = (): string => randomId(random);
  /** Hooks, and whatever else has no id of its own, use the server's clock and randomness. */
  const occasion = (cause?: Cause): Occasion => new HostOccasion(timers.now(), reach, draw, cause);
  const context = (cause?: Cause): Context => new Context(scope, occasion(cause));

  const restoreConn = (conn: HostConn): void => {
    audience.add(conn);
    sights?.restore(conn);
    if (conn.tree === null) return;
    recorder.adopt(conn.tree, () => {
      rows.save(conn);
      sights?.touch(conn);
    });
  };

  const instance = {
    id,
    tree,
    definition,
    options,
    sync,
    watched,
    log,
    timers,
    exposeErrors: ports.exposeErrors === true,
    hooks,
    ledger,
    members(): Members {
      return (members ??= makeMembers({ actorId: id, ledger, storage, now: timers.now }));
    },
    activity,
    recorder,
    steps,
    scope,
    readScope(): ReadScope {
      return (readScope ??= new ReadScope(scopeParts));
    },
    audience,
    conns: audience.conns,
    /** What its connections see; `null` where that is the whole state. */
    sights,
    /** The functions of its `sync`; `null` where it is not synced. */
    functions,
    vars,
    /** Entries of its schedule that run now, by their keys. */
    running(): Set<string> {
      return (running ??= new Set());
    },
    occasion,
    context,
    record: loaded.record,
    /** Dropped: it does nothing any more, and the actor wakes anew. */
    isOver: false,
    history(): History {
      const { epoch, runs } = instance.record;
      return { epoch, runs, version: recorder.version };
    },
    /** Begins a new history: a replica has proved that the store was put back to an older state. */
    mintEpoch(): void {
      const { epoch, former = [] } = instance.record;
      const record: ActorRecord = { ...instance.record, epoch: randomId(random), former: [...former, epoch] };
      instance.record = record;
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
    /** Takes in a connection of old: it was let in before, and its row is on disk. */
    restoreConn,
    addConn(conn: HostConn): void {
      restoreConn(conn);
      rows.save(conn);
    },
    removeConn(connId: string): void {
      const conn = audience.conns.get(connId);
      if (conn !== undefined) sights?.close(conn);
      audience.remove(connId);
      rows.drop(connId);
    },
    newConnId: () => randomUuid(random),
    abortSignal,
    /** Tells actor code that the end is near; nothing new is kept waiting for. */
    abort: stop,
    /** Calls back when the instance is dropped with something still running in it. */
    whenOver(tell: (error: unknown) => void): () => void {
      const own = (endings ??= new Set());
      own.add(tell);
      return () => {
        own.delete(tell);
        if (own.size === 0 && endings === own) endings = null;
      };
    },
    /** Drops the instance without a word to the storage. */
    kill(error: unknown): void {
      instance.isOver = true;
      stop();
      ledger.kill(error);
      for (const tell of [...(endings ?? [])]) tell(error);
    },
  };
  return instance;
}
