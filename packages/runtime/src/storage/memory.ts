import { actorError } from "../errors/actor-error.ts";
import type { Batch, Storage, StoredValue } from "../ports/storage.ts";

/** What a memory storage keeps; two storages over one map are two processes over one disk. */
export type MemoryDisk = Map<string, StoredValue>;

/** A storage that lives as long as its disk: for tests, and where a browser refuses IndexedDB. */
export function memoryStorage(disk: MemoryDisk = new Map()): Storage {
  let closed = false;
  const whenOpen = async <T>(task: () => T): Promise<T> => {
    if (closed) throw actorError("storage/closed", "The storage is closed.");
    await Promise.resolve();
    return task();
  };
  return {
    get: (keys) => whenOpen(() => keys.map((key) => disk.get(key))),
    list({ from, to, limit, reverse }) {
      return whenOpen(() => {
        const found = [...disk].filter(([key]) => key >= from && key < to);
        found.sort(([a], [b]) => (a < b ? -1 : 1));
        if (reverse === true) found.reverse();
        return limit === undefined ? found : found.slice(0, limit);
      });
    },
    write: (batch) => whenOpen(() => writeBatch(disk, batch)),
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}

/** Writes a batch to a disk in one step. Throws `storage/conflict` where a check fails. */
export function writeBatch(disk: MemoryDisk, { checks = [], ops }: Batch): void {
  for (const { key, value } of checks) {
    if (disk.get(key) !== value) throw actorError("storage/conflict", `${key} was changed by somebody else.`);
  }
  for (const op of ops) {
    if (op.op === "put") disk.set(op.key, op.value);
    else if (op.op === "delete") disk.delete(op.key);
    else for (const key of disk.keys()) if (key >= op.from && key < op.to) disk.delete(key);
  }
}
