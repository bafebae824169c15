import { actorError } from "../errors/actor-error.ts";
import type { Check, Storage, StorageOp, StoredValue } from "../ports/storage.ts";
import { deferred, type Deferred } from "../util/deferred.ts";
import type { Gather } from "./gather.ts";

/** What is written when the batch goes to disk; a function is asked then, so that what changes often is encoded once. */
type Entry = StoredValue | null | (() => StoredValue | null);

interface KeyRange {
  readonly from: string;
  /** Not included. */
  readonly to: string;
}

/**
 * The output gate of one actor: writes gather while one flush runs, and whatever the actor lets out waits, in order,
 * until all that was written before it is on disk. It waits for nothing else.
 */
export interface Ledger {
  /** `null` deletes the key. The last entry for a key counts. */
  put(key: string, entry: Entry): void;
  /** Deletes what a range of keys holds before the open batch puts anything. */
  clear(range: KeyRange): void;
  /** Makes the open batch one that will be written: a listener of `onSeal` has something for it. */
  stir(): void;
  /** Called when the open batch is about to be written, to add what belongs to it. */
  onSeal(listener: () => void): void;
  /** Lets something out once everything written so far is on disk. */
  after(deliver: () => void): void;
  /** Has everything written so far put on disk at once; resolves when it is there, rejects when that failed. */
  flushed(): Promise<void>;
  /** Ends it: nothing more is written, or let out. */
  kill(error: unknown): void;
}

export interface LedgerPorts {
  readonly storage: Storage;
  /** What must hold for every write: the fence of the actor's owner. */
  readonly checks: readonly Check[];
  /** A flush failed: nothing in the ledger will ever be let out. */
  readonly failed: (error: unknown) => void;
  /** Lets everything out at once, and gathers writes until this calls back; `null`: on disk before anybody sees it. */
  readonly relaxed: ((flush: () => void) => () => void) | null;
  /** Lets what is arriving join a batch; `null`: it is written with what it has. */
  readonly gather: Gather | null;
}

interface Waiting {
  readonly batch: number;
  readonly deliver: () => void;
}

/** A class: each actor that is awake has one, and functions of its own would weigh more than all it remembers. */
export class ActorLedger implements Ledger {
  readonly #ports: LedgerPorts;
  readonly #sealListeners: (() => void)[] = [];
  #open: Map<string, Entry> | null = null;
  #cleared: KeyRange[] = [];
  #stirred = false;
  /** How often anything was added to a batch. */
  #added = 0;
  /** The number of the open batch; all below `durable`, that one included, are on disk. */
  #number = 1;
  #durable = 0;
  #state: "idle" | "waiting" | "scheduled" | "flushing" | "dead" = "idle";
  #stopWaiting: (() => void) | null = null;
  #queue: Waiting[] = [];
  #waiters: { readonly batch: number; readonly done: Deferred<void> }[] = [];

  constructor(ports: LedgerPorts) {
    this.#ports = ports;
  }

  put(key: string, entry: Entry): void {
    if (this.#isDead) return;
    this.#open ??= new Map();
    this.#open.set(key, entry);
    this.stir();
  }

  clear(range: KeyRange): void {
    if (this.#isDead) return;
    this.#cleared.push(range);
    this.stir();
  }

  stir(): void {
    this.#stirred = true;
    this.#added++;
    if (this.#state !== "idle") return;
    const { relaxed } = this.#ports;
    if (relaxed === null) return this.#flushSoon();
    this.#state = "waiting";
    this.#stopWaiting = relaxed(() => this.#flushSoon());
  }

  onSeal(listener: () => void): void {
    this.#sealListeners.push(listener);
  }

  after(deliver: () => void): void {
    if (this.#isDead) return;
    if (this.#ports.relaxed !== null) return deliver();
    const batch = this.#lastWritten;
    if (batch <= this.#durable && this.#queue.length === 0) deliver();
    else this.#queue.push({ batch, deliver });
  }

  flushed(): Promise<void> {
    const batch = this.#lastWritten;
    if (batch <= this.#durable) return Promise.resolve();
    if (this.#isDead) return Promise.reject(actorError("actor/restarting", "The actor is restarting."));
    const done = deferred<void>();
    this.#waiters.push({ batch, done });
    this.#flushSoon();
    return done.promise;
  }

  kill(error: unknown): void {
    if (!this.#isDead) this.#die(error);
  }

  get #isDead(): boolean {
    return this.#state === "dead";
  }

  get #lastWritten(): number {
    return this.#stirred ? this.#number : this.#number - 1;
  }

  #flushSoon(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = null;
    if (this.#state !== "idle" && this.#state !== "waiting") return;
    this.#state = "scheduled";
    void Promise.resolve().then(() => (this.#isDead ? undefined : this.#flush()));
  }

  async #flush(): Promise<void> {
    const { storage, checks, failed, relaxed, gather } = this.#ports;
    while (this.#stirred) {
      this.#state = "flushing";
      if (gather !== null) await gather(() => this.#added);
      if (this.#isDead) return;
      const ops = this.#seal();
      const sealed = this.#number++;
      try {
        await storage.write({ checks, ops });
      } catch (error) {
        if (this.#isDead) return;
        this.#die(error);
        return failed(error);
      }
      if (this.#isDead) return;
      this.#durable = sealed;
      this.#release();
      if (relaxed !== null && this.#waiters.length === 0) break;
    }
    if (this.#isDead) return;
    this.#state = "idle";
    if (this.#stirred) this.stir();
  }

  #seal(): StorageOp[] {
    for (const listener of this.#sealListeners) listener();
    const ops: StorageOp[] = this.#cleared.map(({ from, to }) => ({ op: "clear", from, to }));
    for (const [key, entry] of this.#open ?? []) {
      const value = typeof entry === "function" ? entry() : entry;
      ops.push(value === null ? { op: "delete", key } : { op: "put", key, value });
    }
    this.#open = null;
    this.#cleared = [];
    this.#stirred = false;
    return ops;
  }

  #release(): void {
    let out = 0;
    for (let next = this.#queue[out]; next !== undefined && next.batch <= this.#durable; next = this.#queue[out]) {
      out++;
      next.deliver();
    }
    this.#queue = this.#queue.slice(out);
    this.#waiters = this.#waiters.filter(({ batch, done }) => {
      if (batch <= this.#durable) done.resolve();
      return batch > this.#durable;
    });
  }

  #die(error: unknown): void {
    this.#state = "dead";
    this.#stopWaiting?.();
    this.#queue = [];
    for (const { done } of this.#waiters) done.reject(error);
    this.#waiters = [];
  }
}
