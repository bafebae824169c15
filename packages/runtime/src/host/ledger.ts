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

export function makeLedger({ storage, checks, failed, relaxed, gather }: LedgerPorts): Ledger {
  const sealListeners: (() => void)[] = [];
  let open: Map<string, Entry> | null = null;
  let cleared: KeyRange[] = [];
  let stirred = false;
  /** How often anything was added to a batch. */
  let added = 0;
  /** The number of the open batch; all below `durable`, that one included, are on disk. */
  let number = 1;
  let durable = 0;
  let state: "idle" | "waiting" | "scheduled" | "flushing" | "dead" = "idle";
  let stopWaiting: (() => void) | null = null;
  let queue: Waiting[] = [];
  let waiters: { readonly batch: number; readonly done: Deferred<void> }[] = [];

  const lastWritten = (): number => (stirred ? number : number - 1);

  const release = (): void => {
    let out = 0;
    for (let next = queue[out]; next !== undefined && next.batch <= durable; next = queue[out]) {
      out++;
      next.deliver();
    }
    queue = queue.slice(out);
    waiters = waiters.filter(({ batch, done }) => {
      if (batch <= durable) done.resolve();
      return batch > durable;
    });
  };

  const seal = (): StorageOp[] => {
    for (const listener of sealListeners) listener();
    const ops: StorageOp[] = cleared.map(({ from, to }) => ({ op: "clear", from, to }));
    for (const [key, entry] of open ?? []) {
      const value = typeof entry === "function" ? entry() : entry;
      ops.push(value === null ? { op: "delete", key } : { op: "put", key, value });
    }
    open = null;
    cleared = [];
    stirred = false;
    return ops;
  };

  const flush = async (): Promise<void> => {
    while (stirred) {
      state = "flushing";
      if (gather !== null) await gather(() => added);
      if (isDead()) return;
      const ops = seal();
      const sealed = number++;
      try {
        await storage.write({ checks, ops });
      } catch (error) {
        if (isDead()) return;
        die(error);
        return failed(error);
      }
      if (isDead()) return;
      durable = sealed;
      release();
      if (relaxed !== null && waiters.length === 0) break;
    }
    if (isDead()) return;
    state = "idle";
    if (stirred) stir();
  };

  const isDead = (): boolean => state === "dead";

  const die = (error: unknown): void => {
    state = "dead";
    stopWaiting?.();
    queue = [];
    for (const { done } of waiters) done.reject(error);
    waiters = [];
  };

  const flushSoon = (): void => {
    stopWaiting?.();
    stopWaiting = null;
    if (state !== "idle" && state !== "waiting") return;
    state = "scheduled";
    void Promise.resolve().then(() => (isDead() ? undefined : flush()));
  };

  const stir = (): void => {
    stirred = true;
    added++;
    if (state !== "idle") return;
    if (relaxed === null) return flushSoon();
    state = "waiting";
    stopWaiting = relaxed(flushSoon);
  };

  return {
    put(key, entry) {
      if (state === "dead") return;
      open ??= new Map();
      open.set(key, entry);
      stir();
    },
    clear(range) {
      if (state === "dead") return;
      cleared.push(range);
      stir();
    },
    stir,
    onSeal: (listener) => void sealListeners.push(listener),
    after(deliver) {
      if (state === "dead") return;
      if (relaxed !== null) return deliver();
      const batch = lastWritten();
      if (batch <= durable && queue.length === 0) deliver();
      else queue.push({ batch, deliver });
    },
    flushed() {
      const batch = lastWritten();
      if (batch <= durable) return Promise.resolve();
      const done = deferred<void>();
      if (state === "dead") return Promise.reject(actorError("actor/restarting", "The actor is restarting."));
      waiters.push({ batch, done });
      flushSoon();
      return done.promise;
    },
    kill(error) {
      if (!isDead()) die(error);
    },
  };
}
