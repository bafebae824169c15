import { actorError } from "../errors/actor-error.ts";
import type { Batch, Storage } from "../ports/storage.ts";
import { type MemoryDisk, memoryStorage, writeBatch } from "../storage/memory.ts";
import type { Rng } from "../util/rng.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Process } from "./sim-process.ts";

/**
 * A storage over a disk that outlives its process. Every call takes time. When the process dies in the middle of a
 * write, the batch is on the disk or not, as the dice say, and nobody hears of it. A write under way when it is frozen is
 * finished all the same.
 */
export function simStorage(disk: MemoryDisk, process: Process, scheduler: Scheduler, rng: Rng): Storage {
  const memory = memoryStorage(disk);
  const delay = (): number => 1 + (rng.uint32() % 5);
  const later = <T>(task: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      scheduler.at(scheduler.now() + delay(), () => {
        process.do(() => void task().then(resolve, reject));
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
          process.do(() => reject(error));
          return;
        }
        scheduler.at(scheduler.now() + delay(), () => process.do(resolve));
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
