import type { Page } from "@playwright/test";

/** What lies in a device's IndexedDB, by key, looked at from one of its pages. */
export function recordsOf(page: Page): Promise<[key: string, value: string][]> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error("refused"));
      });
    const found: [string, string][] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name ?? ""));
      const store = database.transaction("entries").objectStore("entries");
      const [keys, values] = await Promise.all([done(store.getAllKeys()), done(store.getAll())]);
      keys.forEach((key, i) => found.push([String(key), String(values[i])]));
      database.close();
    }
    return found;
  });
}

/** The epoch of the history that a device's only replica follows; `null` before it has one. */
export async function epochOf(page: Page): Promise<string | null> {
  const head = (await recordsOf(page)).find(([key]) => key.startsWith("head/"));
  if (head === undefined) return null;
  const { cursor } = JSON.parse(head[1]) as { readonly cursor: readonly [epoch: string, ...rest: unknown[]] };
  return cursor[0];
}
