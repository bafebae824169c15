// How the device's transactions are made: browsers end those that are not used at once, and a page that is frozen holds those
// that are open. The numbers are those of docs/guarantees.md.

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { indexedDBStorage } from "../../src/browser/indexeddb.ts";
import { keptStorage } from "../../src/browser/persistence.ts";
import { makeDevice } from "../../src/client/device.ts";
import { guardedStorage } from "../../src/client/guarded-storage.ts";
import { resilientStorage } from "../../src/client/resilient-storage.ts";
import { SILENT } from "../../src/ports/logger.ts";

interface Made {
  readonly mode: string;
  readonly requests: string[];
  /** What was asked for in the very turn in which it was made. */
  atOnce: number;
  committed: boolean;
}
const made: Made[] = [];
const known = new WeakMap<IDBTransaction, Made>();

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  made.length = 0;
  const { transaction } = IDBDatabase.prototype;
  vi.spyOn(IDBDatabase.prototype, "transaction").mockImplementation(function begin(this: IDBDatabase, ...args) {
    const fresh = transaction.apply(this, args);
    const each: Made = { mode: fresh.mode, requests: [], atOnce: -1, committed: false };
    made.push(each);
    known.set(fresh, each);
    // Before any other microtask of whoever has made it.
    queueMicrotask(() => (each.atOnce = each.requests.length));
    return fresh;
  });
  for (const name of ["get", "getKey", "getAll", "getAllKeys", "put", "delete", "openCursor"] as const) {
    const original = IDBObjectStore.prototype[name] as (this: IDBObjectStore, ...args: unknown[]) => IDBRequest;
    vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function ask(this: IDBObjectStore, ...args: unknown[]) {
      known.get(this.transaction)?.requests.push(name);
      return original.apply(this, args) as never;
    });
  }
  const { commit } = IDBTransaction.prototype;
  vi.spyOn(IDBTransaction.prototype, "commit").mockImplementation(function done(this: IDBTransaction) {
    const each = known.get(this);
    if (each !== undefined) each.committed = true;
    return commit.call(this);
  });
});
afterEach(() => void vi.restoreAllMocks());

/** A storage whose own making is over. */
async function open() {
  const storage = await indexedDBStorage("cases");
  made.length = 0;
  return storage;
}

test("every transaction is used in the turn in which it is made (case 20, complaint 4)", async () => {
  const storage = await open();
  await storage.write({ ops: [{ op: "put", key: "a", value: "1" }] });
  await storage.write({ checks: [{ key: "a", value: "1" }], ops: [{ op: "put", key: "b", value: "2" }] });
  await storage.write({ checks: [{ from: "x", to: "y" }], ops: [{ op: "clear", from: "x", to: "y" }] });
  await storage.get(["a", "b"]);
  await storage.list({ from: "", to: "~" });
  await storage.list({ from: "", to: "~", reverse: true });
  expect(made).toHaveLength(6);
  expect(made.filter(({ atOnce }) => atOnce < 1)).toEqual([]);
});

test("all that is read in one turn is one transaction, and what is read after a write is another", async () => {
  const storage = await open();
  // As many ask who have waited for the same thing.
  const opened = Promise.resolve();
  await Promise.all([
    opened.then(() => storage.get(["a", "b"])),
    opened.then(() => storage.list({ from: "", to: "~" })),
    opened.then(() => storage.get(["c"])),
  ]);
  expect(made.map(({ requests }) => requests)).toEqual([["get", "get", "getAllKeys", "getAll", "get"]]);
  await storage.get(["a"]);
  expect(made).toHaveLength(2);
  const [before, , after] = await Promise.all([storage.get(["a"]), storage.write({ ops: [{ op: "put", key: "a", value: "1" }] }), storage.get(["a"])]);
  expect([before, after]).toEqual([[undefined], ["1"]]);
  expect(made.slice(2).map(({ mode }) => mode)).toEqual(["readonly", "readwrite", "readonly"]);
});

test("all that is to be known before the first state is shown is read in one transaction, whatever asks for it", async () => {
  await (await open()).write({ ops: [{ op: "put", key: "life", value: "1" }] });
  made.length = 0;
  const storage = resilientStorage(() => keptStorage(indexedDBStorage, "cases", SILENT), SILENT, () => {});
  const device = makeDevice(guardedStorage({ storage, random: { bytes: (count) => new Uint8Array(count) }, forgotten() {} }));
  await Promise.all([device.clients(), device.load({ name: "list", key: ["a"] })]);
  expect(made.map(({ mode }) => mode)).toEqual(["readonly"]);
});

test("what does not hold takes back what was asked for with it", async () => {
  const storage = await open();
  await storage.write({ ops: [{ op: "put", key: "a", value: "1" }] });
  const ops = [{ op: "put", key: "b", value: "2" }, { op: "delete", key: "a" }] as const;
  const checks = [{ key: "a", value: "1" }, { key: "c", value: "0" }, { from: "a", to: "b" }];
  await expect(storage.write({ checks, ops })).rejects.toMatchObject({ code: "conflict", message: "c was changed by somebody else." });
  expect(await storage.list({ from: "", to: "~" })).toEqual([["a", "1"]]);
});

test("every write is asked for as a whole and committed by name, so that no frozen page holds it open (case 22, complaint 7)", async () => {
  const storage = await open();
  const ops = Array.from({ length: 20 }, (_, i) => ({ op: "put", key: `k${i}`, value: "1" }) as const);
  await storage.write({ ops });
  await storage.write({ checks: [{ key: "k1", value: "1" }], ops });
  expect(made.map(({ mode, committed }) => [mode, committed])).toEqual([["readwrite", true], ["readwrite", true]]);
  expect(made[0]).toMatchObject({ atOnce: 20 });
  expect(made[1]).toMatchObject({ atOnce: 21, requests: ["get", ...ops.map(({ op }) => op)] });
});

test("what is opened while it is being deleted is opened again, and what cannot be opened at all is refused (case 21, complaint 4)", async () => {
  const really = indexedDB.open.bind(indexedDB);
  const opens = vi.spyOn(indexedDB, "open");
  /** As it ends for whoever opens it at the moment at which a user clears the site's data. */
  const ended: typeof really = (...args) => {
    const request = really(...args);
    request.addEventListener("upgradeneeded", () => queueMicrotask(() => request.transaction?.abort()));
    return request;
  };
  opens.mockImplementationOnce(ended).mockImplementationOnce(ended).mockImplementation(really);
  const storage = await indexedDBStorage("deleted");
  await storage.write({ ops: [{ op: "put", key: "a", value: "1" }] });
  expect(await storage.get(["a"])).toEqual(["1"]);
  expect(opens).toHaveBeenCalledTimes(3);
  opens.mockImplementation(ended);
  await expect(indexedDBStorage("another")).rejects.toMatchObject({ name: "AbortError" });
});
