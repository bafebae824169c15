import type { AnyTypes } from "../contract/bag.ts";
import type { Conn } from "../contract/context.ts";
import type { AnyActorDefinition } from "../contract/definition.ts";
import { completeOptions, completeSync } from "../definition/options.ts";
import { Context, type Occasion } from "../execution/context.ts";
import { randomId, randomUuid } from "../ports/random.ts";
import { ROOT } from "../track/node.ts";
import { encode } from "../value/codec.ts";
import { makeActivity } from "./activity.ts";
import type { LoadedActor } from "./actor-store.ts";
import { makeAudience } from "./audience.ts";
import type { HostConn } from "./conn.ts";
import { makeConnRows } from "./conn-rows.ts";
import type { History } from "./history.ts";
import { makeHooks } from "./hooks.ts";
import { makeLedger } from "./ledger.ts";
import { makeMembers } from "./members.ts";
import type { HostPorts } from "./ports.ts";
import { makeRecorder } from "./recorder.ts";
import { type ActorRecord, keys } from "./records.ts";
import { makeScopes } from "./scope.ts";
import { makeStateChange } from "./state-change.ts";
import { makeStepLog } from "./step-log.ts";

export interface InstanceParts {
  readonly ports: HostPorts;
  readonly definition: AnyActorDefinition;
  readonly loaded: LoadedActor;
  /** A flush failed: this instance is over, and the actor wakes again from what is on disk. */
  readonly failed: (error: unknown) => void;
  /** Nothing has happened for as long as the actor stays awake. */
  readonly idle: () => void;
  /** Actor code wants it to sleep, or to be no more. */
  readonly wanted: (end: "sleep" | "destroy") => void;
  /** Actor code has scheduled something for that time. */
  readonly noticed: (due: number) => void;
  /** What `c.client()` gives; `hold` keeps the actor awake until the function it returns is called. */
  readonly client: (emit: (deliver: () => void) => void, hold: () => () => void) => unknown;
}

export type Instance = ReturnType<typeof makeInstance>;

/** Who calls, or what for: what a run of actor code is told beside the time. */
export interface Cause {
  readonly conn?: Conn<AnyTypes> | undefined;
  readonly request?: Request | undefined;
  readonly actionId?: string;
}

/** One actor awake: its state, its connections, and the parts that keep them true. */
export function makeInstance({ ports, definition, loaded, failed, idle, wanted, noticed, client }: InstanceParts) {
  const { timers, random, storage } = ports;
  const { id, tree } = loaded;
  const { config } = definition;
  let { record } = loaded;
  let stateText: { readonly version: number; readonly text: string } | null = null;
  const options = completeOptions(config.options);
  const log = ports.log.child({ actor: record.name, key: record.key, actorId: id });
  const vars: { current: { value: unknown } | null } = { current: null };
  const abort = new AbortController();
  const endings = new Set<(error: unknown) => void>();
  let isOver = false;
  const relaxed = options.durability === "relaxed" ? (flush: () => void) => timers.after(options.stateSaveInterval, flush) : null;
  const ledger = makeLedger({ storage, checks: loaded.fence, failed, relaxed });
  const members = makeMembers({ actorId: id, ledger, storage, now: timers.now });
  const activity = makeActivity(timers, options.noSleep ? null : options.sleepTimeout, idle);

  const recorder = makeRecorder({
    tree,
    version: loaded.version,
    committed(commit) {
      steps.append(commit);
      ledger.after(() => audience.tell(commit));
    },
    release: ledger.after,
    changed: makeStateChange(config.onStateChange, tree, log, () => context()),
  });
  ledger.onSeal(recorder.commit);
  const audience = makeAudience(recorder.emit);
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
  const { scope, readScope } = makeScopes({
    id,
    record,
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
    abortSignal: abort.signal,
    waitUntilTimeout: options.waitUntilTimeout,
    wanted,
    noticed,
    client: () => client(recorder.emit, activity.begin),
  });

  /** Hooks, and whatever else has no id of its own, use the server's clock and randomness. */
  const occasion = ({ conn, request, actionId = randomId(random) }: Cause = {}): Occasion => ({
    mode: "authoritative",
    actionId,
    time: timers.now(),
    seed: randomId(random),
    conn: () => conn,
    request: () => request,
    reach: () => recorder.enter(null),
  });
  const context = (cause?: Cause): Context => new Context(scope, occasion(cause));

  const restoreConn = (conn: HostConn): void => {
    audience.add(conn);
    if (conn.tree !== null) recorder.adopt(conn.tree, () => rows.save(conn));
  };

  return {
    id,
    tree,
    definition,
    options,
    sync: completeSync(config.sync),
    log,
    timers,
    exposeErrors: ports.exposeErrors === true,
    hooks: makeHooks(definition, options, timers, ports.driverContext ?? {}),
    ledger,
    members,
    activity,
    recorder,
    steps,
    scope,
    readScope,
    audience,
    conns: audience.conns,
    vars,
    /** Entries of its schedule that run now, by their keys. */
    running: new Set<string>(),
    occasion,
    context,
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
    /** Takes in a connection of old: it was let in before, and its row is on disk. */
    restoreConn,
    addConn(conn: HostConn): void {
      restoreConn(conn);
      rows.save(conn);
    },
    removeConn(connId: string): void {
      audience.remove(connId);
      rows.drop(connId);
    },
    newConnId: () => randomUuid(random),
    abortSignal: abort.signal,
    /** Tells actor code that the end is near; nothing new is kept waiting for. */
    abort(): void {
      activity.stop();
      abort.abort();
    },
    /** Calls back when the instance is dropped with something still running in it. */
    whenOver(tell: (error: unknown) => void): () => void {
      endings.add(tell);
      return () => void endings.delete(tell);
    },
    get isOver(): boolean {
      return isOver;
    },
    /** Drops the instance without a word to the storage. */
    kill(error: unknown): void {
      isOver = true;
      activity.stop();
      abort.abort();
      ledger.kill(error);
      for (const tell of [...endings]) tell(error);
    },
  };
}
