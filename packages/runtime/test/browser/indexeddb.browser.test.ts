import { describe, expect, test, vi } from "vitest";
import { indexedDBStorage } from "../../src/browser/indexeddb.ts";
import { keptStorage } from "../../src/browser/persistence.ts";
import { SILENT } from "../../src/ports/logger.ts";
import { storageSuite } from "../../src/testing/storage-suite.ts";

let databases = 0;
const freshName = (): string => `browser test ${databases++} ${Math.random()}`;

describe("the IndexedDB storage in a real browser", () => {
  const cases = storageSuite(() => {
    const name = freshName();
    return { open: () => indexedDBStorage(name) };
  });
  for (const { name, run } of cases) test(name, run);

  test("makes way for whoever deletes the database, and says that the connection is lost (case 21)", async () => {
    const name = freshName();
    const storage = await indexedDBStorage(name);
    await storage.write({ ops: [{ op: "put", key: "a", value: "1" }] });
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error ?? new Error("not deleted"));
    });
    await expect(storage.get(["a"])).rejects.toMatchObject({ group: "storage", code: "failed" });
  });

  test("makes way for a newer form of the database without holding it up, and is refused there from then on", async () => {
    const name = freshName();
    const older = await indexedDBStorage(name);
    await older.write({ ops: [{ op: "put", key: "a", value: "1" }] });
    let isBlocked = false;
    const newer = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, 2);
      request.onblocked = () => (isBlocked = true);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("not opened"));
    });
    expect(isBlocked).toBe(false);
    await expect(older.get(["a"])).rejects.toMatchObject({ group: "storage", code: "failed" });
    await expect(indexedDBStorage(name)).rejects.toMatchObject({ group: "version", code: "device_newer" });
    newer.close();
  });

  test("a value that IndexedDB cannot clone fails the whole batch", async () => {
    const storage = await indexedDBStorage(freshName());
    const batch = { ops: [{ op: "put", key: "a", value: "1" }, { op: "put", key: "b", value: (() => {}) as unknown as string }] } as const;
    await expect(storage.write(batch)).rejects.toMatchObject({ group: "storage", code: "failed" });
    expect(await storage.get(["a", "b"])).toEqual([undefined, undefined]);
    await storage.close();
  });
});

describe("a kept storage", () => {
  const deleted = (name: string) => new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));

  test("says aloud that the browser deleted what was there, once (complaint 4)", async () => {
    const name = freshName();
    const log = { ...SILENT, warn: vi.fn() };
    const open = () => keptStorage(indexedDBStorage, name, log);
    const first = await open();
    await first.write({ ops: [{ op: "put", key: "head/a", value: "1" }] });
    await vi.waitFor(() => expect(localStorage.getItem(name)).not.toBeNull());
    await first.close();
    const second = await open();
    const looked = vi.spyOn(Storage.prototype, "getItem");
    const wasSecond = await second.wasEvicted?.();
    // To ask costs as much as to read all that is there: it is asked for nothing.
    expect(looked).not.toHaveBeenCalled();
    looked.mockRestore();
    expect(log.warn).not.toHaveBeenCalled();
    await second.close();
    await deleted(name);
    const third = await open();
    expect(await third.wasEvicted?.()).toBe(true);
    await third.write({ ops: [{ op: "put", key: "head/a", value: "1" }] });
    await third.close();
    const fourth = await open();
    expect([wasSecond, await fourth.wasEvicted?.()]).toEqual([false, false]);
    expect(log.warn).toHaveBeenCalledOnce();
    await fourth.close();
  });

  test("says nothing where nothing was ever written", async () => {
    const log = { ...SILENT, warn: vi.fn() };
    const name = freshName();
    for (let i = 0; i < 2; i++) {
      const storage = await keptStorage(indexedDBStorage, name, log);
      expect(await storage.wasEvicted?.()).toBe(false);
      await storage.close();
    }
    expect(log.warn).not.toHaveBeenCalled();
  });

  test("asks the browser to keep it after the first write, and not before", async () => {
    const persist = vi.spyOn(navigator.storage, "persist").mockResolvedValue(false);
    const storage = await keptStorage(indexedDBStorage, freshName(), SILENT);
    await storage.get(["a"]);
    expect(persist).not.toHaveBeenCalled();
    await storage.write({ ops: [{ op: "put", key: "a", value: "1" }] });
    await storage.write({ ops: [{ op: "put", key: "a", value: "2" }] });
    expect(persist).toHaveBeenCalledOnce();
    persist.mockRestore();
    await storage.close();
  });
});
