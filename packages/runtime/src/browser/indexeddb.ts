import { ActorError, actorError } from "../errors/actor-error.ts";
import type { ErrorName } from "../errors/catalog.ts";
import type { Batch, Check, Range, Storage, StorageOp, StoredValue } from "../ports/storage.ts";
import { conflictOf } from "../storage/conflict.ts";

const STORE = "entries";

/** The form of what is stored. Whoever changes it raises it; older pages make way, and go on in memory. */
const FORM = 1;
/** The connection is gone for good: the database was deleted, or the browser dropped it. */
const LOST = ["storage/failed", "The connection to IndexedDB is lost."] as const;
const CLOSED = ["storage/closed", "The storage is closed."] as const;

/** A database is opened at most so often until it is open. */
const ATTEMPTS = 5;

/**
 * A storage in IndexedDB: one object store, and short transactions: one for each write, one for all that is read in the same
 * turn. Rejects where the browser refuses, and with `version/device_newer` where a newer version of this library has stored
 * what is there.
 */
export async function indexedDBStorage(name: string): Promise<Storage> {
  /** Why nothing can be asked of it any more. */
  let over: readonly [ErrorName, string] | null = null;
  /** What is read in this turn. */
  let reads: IDBObjectStore | null = null;
  const database = await open(name);
  // Somebody wants to delete the database or open it in a newer form: make way.
  database.onversionchange = () => {
    over = LOST;
    database.close();
  };
  database.onclose = () => (over = LOST);

  const attempt = async <T>(task: () => Promise<T>): Promise<T> => {
    if (over !== null) throw actorError(...over);
    try {
      return await task();
    } catch (error) {
      if (error instanceof ActorError) throw error;
      throw actorError("storage/failed", error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  };
  const reading = (): IDBObjectStore => {
    if (reads === null) {
      reads = database.transaction(STORE).objectStore(STORE);
      // With the turn ends what may be asked of it.
      queueMicrotask(() => (reads = null));
    }
    return reads;
  };

  return {
    get: (keys) =>
      attempt(() => {
        const store = reading();
        return Promise.all(keys.map((key) => resultOf<StoredValue | undefined>(store.get(key))));
      }),
    list: (range) => attempt(() => list(reading(), range)),
    write: (batch) =>
      attempt(() => {
        // Whoever reads after it is not to be answered as if before it.
        reads = null;
        return write(database, batch);
      }),
    close() {
      over = CLOSED;
      database.close();
      return Promise.resolve();
    },
  };
}

/** Whoever deletes a database ends those attempts to open it as well that came in the middle: they are made again. */
async function open(name: string, attempts = ATTEMPTS): Promise<IDBDatabase> {
  const request = indexedDB.open(name, FORM);
  request.onupgradeneeded = () => void request.result.createObjectStore(STORE);
  try {
    return await resultOf(request);
  } catch (error) {
    if (isNamed(error, "VersionError")) throw actorError("version/device_newer", "A newer page has stored the device's data: load this one anew.");
    if (attempts > 1 && isNamed(error, "AbortError")) return open(name, attempts - 1);
    throw error;
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

type Put = Extract<StorageOp, { readonly op: "put" | "replace" }>;

function rangeOf({ from, to }: { readonly from: string; readonly to: string }): IDBKeyRange {
  return IDBKeyRange.bound(from, to, false, true);
}

async function list(store: IDBObjectStore, asked: Range): Promise<[string, StoredValue][]> {
  const { limit, reverse } = asked;
  const range = rangeOf(asked);
  if (reverse !== true) {
    const [keys, values] = await Promise.all([resultOf(store.getAllKeys(range, limit)), resultOf<StoredValue[]>(store.getAll(range, limit))]);
    return values.map((value, i) => [String(keys[i]), value]);
  }
  const found: [string, StoredValue][] = [];
  const request: IDBRequest<(IDBCursorWithValue & { readonly value: StoredValue }) | null> = store.openCursor(range, "prev");
  let cursor = await resultOf(request);
  while (cursor !== null && found.length < (limit ?? Infinity)) {
    found.push([String(cursor.key), cursor.value]);
    cursor.continue();
    cursor = await resultOf(request);
  }
  return found;
}

/**
 * Everything is asked for in the first turn, what must hold as well as what is written, but for what depends on what is there;
 * and the transaction is committed by name: a tab that is frozen in the middle must not hold up the others.
 */
function write(database: IDBDatabase, { checks = [], ops }: Batch): Promise<void> {
  const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
  const store = transaction.objectStore(STORE);
  return new Promise((resolve, reject) => {
    // Failures of what is asked for end the transaction.
    let problem: unknown = null;
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(problem ?? transaction.error);
    const giveUp = (error: unknown): void => {
      problem = error;
      transaction.abort();
    };
    let left = checks.length + 1;
    const done = (): void => {
      if (--left === 0) transaction.commit();
    };
    const look = (check: Check): void => {
      const isKey = "key" in check;
      const request = isKey ? store.get(check.key) : store.getKey(rangeOf(check));
      request.onsuccess = () => {
        const found: unknown = request.result;
        if (found !== (isKey ? check.value : undefined)) giveUp(conflictOf(check));
        else done();
      };
    };
    // An iterator of an array goes on where it was left.
    const rest = ops.values();
    const ask = (found?: Put): void => {
      try {
        if (found !== undefined) store.put(found.value, found.key);
        for (const op of rest) {
          if (op.op === "put") store.put(op.value, op.key);
          else if (op.op === "replace") {
            const request = store.getKey(op.key);
            request.onsuccess = () => ask(request.result === undefined ? undefined : op);
            return;
          } else store.delete(op.op === "delete" ? op.key : rangeOf(op));
        }
        done();
      } catch (error) {
        // The browser refused a value: what was asked for before it must not be written alone.
        giveUp(error);
      }
    };
    checks.forEach(look);
    ask();
  });
}
