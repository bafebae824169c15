import { actorError } from "../errors/actor-error.ts";
import type { Batch, Range, Storage, StoredValue } from "../ports/storage.ts";
import { conflictOf } from "./conflict.ts";

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
    list: (range) => whenOpen(() => listOf(disk, range)),
    write: (batch) => whenOpen(() => writeBatch(disk, batch)),
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}

/** Writes a batch to a disk in one step. Throws `storage/conflict` where a check fails. */
export function writeBatch(disk: MemoryDisk, { checks = [], ops }: Batch): void {
  for (const check of checks) {
    const holds = "key" in check ? disk.get(check.key) === check.value : keysOf(disk, { ...check, limit: 1 }).length === 0;
    if (!holds) throw conflictOf(check);
  }
  for (const op of ops) {
    if (op.op === "put" || (op.op === "replace" && disk.has(op.key))) put(disk, op.key, op.value);
    else if (op.op === "delete") remove(disk, op.key);
    else if (op.op === "clear") for (const key of keysOf(disk, op)) remove(disk, key);
  }
}

function listOf(disk: MemoryDisk, range: Range): readonly (readonly [string, StoredValue])[] {
  const found: (readonly [string, StoredValue])[] = [];
  for (const key of keysOf(disk, range)) {
    const value = disk.get(key);
    if (value !== undefined) found.push([key, value]);
  }
  return found;
}

/** The keys of each disk in their order. Nobody but storages writes to a disk once one of them has. */
const ORDERS = new WeakMap<MemoryDisk, string[]>();

function orderOf(disk: MemoryDisk): string[] {
  let order = ORDERS.get(disk);
  if (order === undefined) ORDERS.set(disk, (order = [...disk.keys()].sort()));
  return order;
}

/** The first place of a key that is not below the given one. */
function placeOf(order: readonly string[], key: string): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((order[middle] ?? "") < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function keysOf(disk: MemoryDisk, { from, to, limit = Infinity, reverse }: Range): string[] {
  const order = orderOf(disk);
  const start = placeOf(order, from);
  const end = placeOf(order, to);
  return reverse === true ? order.slice(Math.max(start, end - limit), end).reverse() : order.slice(start, Math.min(end, start + limit));
}

function put(disk: MemoryDisk, key: string, value: StoredValue): void {
  const order = orderOf(disk);
  if (!disk.has(key)) order.splice(placeOf(order, key), 0, key);
  disk.set(key, value);
}

function remove(disk: MemoryDisk, key: string): void {
  const order = orderOf(disk);
  if (disk.delete(key)) order.splice(placeOf(order, key), 1);
}
