import { actorError } from "../errors/actor-error.ts";
import type { Batch, Storage } from "../ports/storage.ts";
import { type MemoryDisk, memoryStorage, writeBatch } from "../storage/memory.ts";
import type { Rng } from "../util/rng.ts";
import type { Scheduler } from "./scheduler.ts";

/** A process: what it does stops for good when it is killed. */
export interface Process {
  readonly isAlive: boolean;
  /** Runs when the process dies. */
  onDeath(listener: () => void): void;
}

export interface MortalProcess extends Process {
  kill(): void;
}

export function startProcess(): MortalProcess {
  let isAlive = true;
  let listeners: (() => void)[] = [];
  return {
    get isAlive() {
      return isAlive;
    },
    onDeath: (listener) => void listeners.push(listener),
    kill() {
      isAlive = false;
      const dying = listeners;
      listeners = [];
      for (const listener of dying) listener();
    },
  };
}

/**
 * A storage over a disk that outlives its process. Every call takes time. When the process dies in the middle of a
 * write, the batch is on the disk or not, as the dice say, and nobody hears of it.
 */
export function simStorage(disk: MemoryDisk, process: Process, scheduler: Scheduler, rng: Rng): Storage {
  const memory = memoryStorage(disk);
  const delay = (): number => 1 + (rng.uint32() % 5);
  const later = <T>(task: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      scheduler.at(scheduler.now() + delay(), () => {
        if (process.isAlive) task().then(resolve, reject);
      });
    });
  let tail: Promise<unknown> = Promise.resolve();
  /** The write under way; the medium finishes it or not, before anybody else gets at it. */
  let underway: Batch | null = null;
  process.onDeath(() => {
    if (underway === null || rng.uint32() % 2 === 0) return;
    try {
      writeBatch(disk, underway);
    } catch {
      // its checks fail: nothing is written
    }
  });
  const write = (batch: Batch): Promise<void> =>
    new Promise((resolve, reject) => {
      if (!process.isAlive) return;
      underway = batch;
      scheduler.at(scheduler.now() + delay(), () => {
        if (!process.isAlive) return;
        underway = null;
        try {
          writeBatch(disk, batch);
        } catch (error) {
          reject(error);
          return;
        }
        scheduler.at(scheduler.now() + delay(), () => {
          if (process.isAlive) resolve();
        });
      });
    });
  let closed = false;
  const whenOpen = <T>(task: () => Promise<T>): Promise<T> =>
    closed ? Promise.reject(actorError("storage/closed", "The storage is closed.")) : task();
  return {
    get: (keys) => whenOpen(() => later(() => memory.get(keys))),
    list: (range) => whenOpen(() => later(() => memory.list(range))),
    // Batches take effect in the order of the calls.
    write(batch) {
      return whenOpen(() => {
        const turn = tail.then(() => write(batch));
        tail = turn.catch(() => {});
        return turn;
      });
    },
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}
