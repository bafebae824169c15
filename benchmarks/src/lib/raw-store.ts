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

export function getRaw(database: IDBDatabase, key: string): Promise<string | undefined> {
  return resultOf<string | undefined>(database.transaction(STORE).objectStore(STORE).get(key));
}
