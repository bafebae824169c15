// IndexedDB alone, with as little as possible around it.

const STORE = "entries";

export function openRaw(): Promise<IDBDatabase> {
  const request = indexedDB.open("raw", 1);
  request.onupgradeneeded = () => void request.result.createObjectStore(STORE);
  return resultOf(request);
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Puts entries in one transaction; resolves once it is on disk. */
export function putRaw(database: IDBDatabase, entries: readonly (readonly [key: string, value: string])[]): Promise<void> {
  const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
  const store = transaction.objectStore(STORE);
  for (const [key, value] of entries) store.put(value, key);
  transaction.commit();
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
  });
}

/** One value, and in the same transaction all that a client asks for beside it: three records, and four ranges with nothing in them. */
export async function getRawAmong(database: IDBDatabase, key: string): Promise<string | undefined> {
  const store = database.transaction(STORE).objectStore(STORE);
  const ranges = ["box", "clients", "queue", "steps"].map((name) => IDBKeyRange.bound(`${name}/`, `${name}/~`));
  const [value] = await Promise.all([
    ...[key, "creation", "head", "self"].map((each) => resultOf<string | undefined>(store.get(each))),
    ...ranges.flatMap((range) => [resultOf(store.getAllKeys(range)), resultOf(store.getAll(range))]),
  ]);
  return typeof value === "string" ? value : undefined;
}

export function getRaw(database: IDBDatabase, key: string): Promise<string | undefined> {
  return resultOf<string | undefined>(database.transaction(STORE).objectStore(STORE).get(key));
}
