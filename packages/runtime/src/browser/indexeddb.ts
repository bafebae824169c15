import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { actorError } from "../errors/actor-error.ts";
import type { Batch, Range, Storage, StoredValue } from "../ports/storage.ts";

const STORE = "entries";

interface Entries extends DBSchema {
  [STORE]: { key: string; value: StoredValue };
}

/** The form of what is stored. Whoever changes it raises it; older pages make way, and go on in memory. */
const FORM = 1;

/**
 * A storage in IndexedDB: one object store, one short transaction per call. Rejects where the browser refuses, and with
 * `version/device_newer` where a newer version of this library has stored what is there.
 */
export async function indexedDBStorage(name: string): Promise<Storage> {
  let isClosed = false;
  /** The connection is gone for good: the database was deleted, or the browser dropped it. */
  let isLost = false;
  const database = await openDB<Entries>(name, FORM, {
    upgrade: (fresh) => void fresh.createObjectStore(STORE),
    // Somebody wants to delete the database or open it in a newer form: make way.
    blocking: () => {
      isLost = true;
      database.close();
    },
    terminated: () => {
      isLost = true;
    },
  }).catch((error: unknown) => {
    const isNewer = error instanceof DOMException && error.name === "VersionError";
    throw isNewer ? actorError("version/device_newer", "A newer page has stored the device's data: load this one anew.") : error;
  });

  const attempt = async <T>(task: () => Promise<T>): Promise<T> => {
    if (isClosed) throw actorError("storage/closed", "The storage is closed.");
    if (isLost) throw actorError("storage/failed", "The connection to IndexedDB is lost.");
    try {
      return await task();
    } catch (error) {
      if (error instanceof Conflict) throw actorError("storage/conflict", `${error.key} was changed by somebody else.`);
      throw actorError("storage/failed", error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  };

  return {
    get: (keys) =>
      attempt(async () => {
        const store = database.transaction(STORE).store;
        return Promise.all(keys.map((key) => store.get(key)));
      }),
    list: (range) => attempt(() => list(database, range)),
    write: (batch) => attempt(() => write(database, batch)),
    close() {
      isClosed = true;
      database.close();
      return Promise.resolve();
    },
  };
}

class Conflict extends Error {
  constructor(readonly key: string) {
    super(key);
  }
}

async function list(database: IDBPDatabase<Entries>, { from, to, limit, reverse }: Range): Promise<[string, StoredValue][]> {
  const range = IDBKeyRange.bound(from, to, false, true);
  const store = database.transaction(STORE).store;
  if (reverse !== true) {
    const [keys, values] = await Promise.all([store.getAllKeys(range, limit), store.getAll(range, limit)]);
    return values.map((value, i) => [String(keys[i]), value]);
  }
  const found: [string, StoredValue][] = [];
  let cursor = await store.openCursor(range, "prev");
  while (cursor !== null && found.length < (limit ?? Number.POSITIVE_INFINITY)) {
    found.push([cursor.key, cursor.value]);
    cursor = await cursor.continue();
  }
  return found;
}

/**
 * Everything is asked for in the first turn and the transaction is committed by name: a tab that is frozen in the middle
 * must not hold up the others.
 */
async function write(database: IDBPDatabase<Entries>, { checks = [], ops }: Batch): Promise<void> {
  const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
  const { store } = transaction;
  const giveUp = (): void => {
    transaction.done.catch(ignore);
    transaction.abort();
  };
  const put = (): void => {
    for (const op of ops) {
      // Their failures end the transaction, which is what is awaited.
      if (op.op === "put") store.put(op.value, op.key).catch(ignore);
      else if (op.op === "delete") store.delete(op.key).catch(ignore);
      else store.delete(IDBKeyRange.bound(op.from, op.to, false, true)).catch(ignore);
    }
    transaction.commit();
  };
  if (checks.length > 0) {
    const found = await Promise.all(
      checks.map((check) => ("key" in check ? store.get(check.key) : store.getKey(IDBKeyRange.bound(check.from, check.to, false, true)))),
    );
    const failed = checks.find((check, i) => found[i] !== ("key" in check ? check.value : undefined));
    if (failed !== undefined) {
      giveUp();
      throw new Conflict("key" in failed ? failed.key : failed.from);
    }
  }
  try {
    put();
  } catch (error) {
    // The browser refused a value: what was asked for before it must not be written alone.
    giveUp();
    throw error;
  }
  await transaction.done;
}

function ignore(): void {}
