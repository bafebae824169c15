// How the device's transactions are made: browsers end those that are not used at once, and a page that is frozen holds those
// that are open. The numbers are those of docs/guarantees.md.

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { indexedDBStorage } from "../../src/browser/indexeddb.ts";

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

test("every write is asked for as a whole and committed by name, so that no frozen page holds it open (case 22, complaint 7)", async () => {
  const storage = await open();
  const ops = Array.from({ length: 20 }, (_, i) => ({ op: "put", key: `k${i}`, value: "1" }) as const);
  await storage.write({ ops });
  await storage.write({ checks: [{ key: "k1", value: "1" }], ops });
  expect(made.map(({ mode, committed }) => [mode, committed])).toEqual([["readwrite", true], ["readwrite", true]]);
  expect(made[0]).toMatchObject({ atOnce: 20 });
  // Where it looks first, it looks once, at all of it.
  expect(made[1]).toMatchObject({ atOnce: 1, requests: ["get", ...ops.map(({ op }) => op)] });
});
