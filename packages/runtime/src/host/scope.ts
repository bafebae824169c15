import type { AnyTypes } from "../contract/bag.ts";
import type { Conn } from "../contract/context.ts";
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
import { type ActorRecord, keys } from "./records.ts";
import { makeSchedule } from "./schedule.ts";

export interface ScopeParts {
  readonly id: string;
  readonly record: ActorRecord;
  /** The `sync.version` of its definition; `null` where it is not synced. */
  readonly schema: number | null;
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
  readonly abortSignal: () => AbortSignal;
  readonly waitUntilTimeout: number;
  readonly wanted: (end: "sleep" | "destroy") => void;
  readonly noticed: (due: number) => void;
  readonly client: () => unknown;
}

/** What actor code reaches of an actor that is awake. What it seldom asks for is made when it does. */
export class ActorScope implements Scope {
  protected readonly parts: ScopeParts;
  #kv: Kv | null = null;
  #schedule: Schedule | null = null;
  #client: unknown;

  constructor(parts: ScopeParts) {
    this.parts = parts;
  }

  get name(): string {
    return this.parts.record.name;
  }
  get key(): readonly string[] {
    return this.parts.record.key;
  }
  get log(): Logger {
    return this.parts.log;
  }
  actorId(): string {
    return this.parts.id;
  }
  region(): string {
    return this.parts.region;
  }
  state(): unknown {
    return liveState(this.stateTree());
  }
  replaceState(state: unknown): void {
    setState(this.stateTree(), state);
  }
  vars(): unknown {
    return this.#requireVars().value;
  }
  replaceVars(value: unknown): void {
    this.#requireVars().value = value;
  }
  conns(): ReadonlyMap<string, Conn<AnyTypes>> {
    return this.parts.audience.seen;
  }
  abortSignal(): AbortSignal {
    return this.parts.abortSignal();
  }
  kv(): Kv {
    const { id, storage, ledger, recorder } = this.parts;
    return (this.#kv ??= makeKv(actorKvPlace(id, storage, ledger), (part) => recorder.join(part)));
  }
  schedule(): Schedule {
    const { id, schema, timers, random, recorder, ledger, noticed } = this.parts;
    const newId = (): string => randomId(random);
    return (this.#schedule ??= makeSchedule({
      actorId: id,
      schema,
      now: timers.now,
      newId,
      join: (part) => recorder.join(part),
      put: (key, value) => ledger.put(key, value),
      flushed: () => ledger.flushed(),
      noticed,
    }));
  }
  client(): unknown {
    return (this.#client ??= this.parts.client());
  }
  broadcast(eventName: string, args: readonly unknown[]): void {
    this.parts.audience.broadcast(eventName, args);
  }
  saveState(): Promise<void> {
    const { recorder, ledger } = this.parts;
    const saved = new Promise<void>((resolve, reject) => recorder.emit(() => void ledger.flushed().then(resolve, reject)));
    // Who does not wait for it, does not mind either.
    saved.catch(() => {});
    return saved;
  }
  waitUntil(promise: Promise<unknown>): void {
    const { recorder, log } = this.parts;
    recorder.whenKept((kept) => {
      if (kept) return this.#hold(promise);
      // Nobody waits for what was never to be, nor minds how it ends.
      promise.then(undefined, (error: unknown) => log.warn({ msg: "a promise of an action that failed, failed", err: error }));
    });
  }
  sleep(): void {
    this.parts.recorder.emit(() => this.parts.wanted("sleep"));
  }
  destroy(): void {
    const { id, recorder, ledger, wanted } = this.parts;
    // On disk with what asks for it: a server that dies before it is done goes on with it when it starts.
    recorder.join({ keep: () => ledger.put(keys.doomed(id), ""), undo() {} });
    recorder.emit(() => wanted("destroy"));
  }

  protected stateTree(): Tree {
    if (this.parts.hasState) return this.parts.tree;
    throw actorError("actor/state_not_enabled", "The actor has no state. Give it state or createState.");
  }

  #requireVars(): { value: unknown } {
    const { current } = this.parts.vars;
    if (current === null) throw actorError("actor/vars_not_enabled", "The actor has no vars. Give it vars or createVars.");
    return current;
  }

  #hold(promise: Promise<unknown>): void {
    const { activity, log, timers, waitUntilTimeout } = this.parts;
    const end = activity.begin();
    const late = (): unknown => actorError("action/timed_out", "A promise given to waitUntil() took too long.");
    withTimeout(promise, waitUntilTimeout, timers, late).then(end, (error: unknown) => {
      log.error({ msg: "a promise given to waitUntil() failed", err: error });
      end();
    });
  }
}

/** The same for actions made with `read()`: nothing can be written to, however long it is held. */
export class ReadScope extends ActorScope {
  override state(): unknown {
    return readState(this.stateTree());
  }
  override replaceState(): never {
    return refuse();
  }
  override kv(): Kv {
    return { ...super.kv(), put: refuse, putBatch: refuse, delete: refuse, deleteBatch: refuse };
  }
  override schedule(): Schedule {
    return { after: refuse, at: refuse };
  }
  override sleep(): never {
    return refuse();
  }
  override destroy(): never {
    return refuse();
  }
}

function refuse(): never {
  throw actorError("action/read_only", "An action made with read() wrote.");
}
