import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, test } from "vitest";
import { indexedDBStorage } from "../src/browser/indexeddb.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { storageSuite } from "../src/testing/storage-suite.ts";

describe("the memory storage", () => {
  const cases = storageSuite(() => {
    const disk = new Map();
    return { open: () => Promise.resolve(memoryStorage(disk)) };
  });
  for (const { name, run } of cases) test(name, run);
});

describe("the IndexedDB storage", () => {
  beforeEach(() => {
    globalThis.indexedDB = new IDBFactory();

  });
  const cases = storageSuite(() => ({ open: () => indexedDBStorage("suite") }));
  for (const { name, run } of cases) test(name, run);
});
