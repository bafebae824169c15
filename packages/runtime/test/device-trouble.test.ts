// A device whose storage fails, is deleted, or holds what cannot be read.

import { describe, expect, test } from "vitest";
import { resilientStorage } from "../src/client/resilient-storage.ts";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { actorError } from "../src/errors/actor-error.ts";
import { SILENT } from "../src/ports/logger.ts";
import type { Storage } from "../src/ports/storage.ts";
import { type MemoryDisk, memoryStorage, writeBatch } from "../src/storage/memory.ts";
import { type BrowserTab, simBrowser } from "./sim-browser.ts";

const list = actor({
  state: { items: [] as string[] },
  sync: true,
  actions: {
    add(c, text: string) {
      c.state.items.push(text);
      return c.state.items.length;
    },
  },
});
const registry = setup({ use: { list } });
const failed = () => actorError("storage/failed", "QuotaExceededError: the disk is full");
const add = ({ conn }: BrowserTab, text: string): void => void conn.action({ name: "add", args: [text] });

/** A disk of which the calls numbered in `bad` fail. */
function failing(storage: Storage, bad: (call: number) => boolean): Storage {
  let calls = 0;
  const attempt = <T>(task: () => Promise<T>): Promise<T> => (bad(calls++) ? Promise.reject(failed()) : task());
  return {
    get: (keys) => attempt(() => storage.get(keys)),
    list: (range) => attempt(() => storage.list(range)),
    write: (batch) => attempt(() => storage.write(batch)),
    close: () => storage.close(),
  };
}

async function live(name: string, medium?: (disk: Storage) => Promise<Storage>) {
  const browser = simBrowser(registry, "list", name);
  const tab = browser.open(medium);
  await browser.until(() => tab.conn.sync.phase === "live");
  return { browser, tab };
}

describe("a storage that fails", () => {
  const put = (storage: Storage, key: string) => storage.write({ ops: [{ op: "put", key, value: key }] });

  test("once is opened again, and is the disk's as before", async () => {
    const disk: MemoryDisk = new Map();
    let opened = 0;
    const open = () => {
      opened++;
      return Promise.resolve(failing(memoryStorage(disk), (call) => opened === 1 && call === 1));
    };
    const storage = resilientStorage(open, SILENT, () => {});
    await put(storage, "a");
    await put(storage, "b");
    expect([...disk.keys()]).toEqual(["a", "b"]);
    expect([opened, storage.durability]).toEqual([2, "disk"]);
  });

  test("again goes on in memory and says so, and whatever was under way goes on there, too", async () => {
    let told = 0;
    const storage = resilientStorage(() => Promise.resolve(failing(memoryStorage(), () => true)), SILENT, () => {});
    storage.changed.on(() => told++);
    await Promise.all(["a", "b", "c", "d"].map((key) => put(storage, key)));
    expect(await storage.get(["a", "b", "c", "d"])).toEqual(["a", "b", "c", "d"]);
    expect([told, storage.durability]).toEqual([1, "memory"]);
  });

  test("to open at all, as in private mode, is in memory from the start (complaint 5)", async () => {
    const storage = resilientStorage(() => Promise.reject(new Error("denied")), SILENT, () => {});
    await put(storage, "a");
    expect(await storage.get(["a"])).toEqual(["a"]);
    expect(storage.durability).toBe("memory");
  });

  test("that nobody wants is in memory, and nobody is warned", async () => {
    const log = { ...SILENT, warn: () => expect.unreachable() };
    const storage = resilientStorage(() => Promise.resolve({ ...memoryStorage(), isVolatile: true }), log, () => {});
    await put(storage, "a");
    expect(storage.durability).toBe("memory");
  });

  test("L6 at whatever step, for good: nothing that was called is lost, and the app is told (case 28)", async () => {
    for (let step = 0; step < 40; step++) {
      let call = 0;
      const { browser, tab } = await live(`fails at ${step}`, (disk) => Promise.resolve(failing(disk, () => call++ >= step)));
      for (const text of ["a", "b"]) add(tab, text);
      browser.goOnline(false);
      add(tab, "c");
      await browser.pass(2_000);
      browser.goOnline(true);
      await browser.until(() => tab.settled.length === 3);
      await browser.until(() => tab.conn.sync.phase === "live" && tab.conn.sync.pending === 0);
      expect(tab.conn.state, `step ${step}`).toEqual({ items: ["a", "b", "c"] });
      expect(tab.conn.sync.durability, `step ${step} of ${call}`).toBe(call > step + 1 ? "memory" : "disk");
      expect(tab.tab.page.saved.isSaved()).toBe(true);
    }
  });

  test("L6 once, at whatever step: everything is on the disk in the end", async () => {
    for (let step = 0; step < 40; step++) {
      let call = 0;
      const { browser, tab } = await live(`fails once at ${step}`, (disk) => Promise.resolve(failing(disk, () => call++ === step)));
      browser.goOnline(false);
      for (const text of ["a", "b"]) add(tab, text);
      await browser.until(() => tab.conn.outbox.pending.every(({ saved }) => saved));
      expect(tab.conn.sync.durability).toBe("disk");
      tab.tab.kill();
      const next = browser.open();
      browser.goOnline(true);
      await browser.until(() => next.settled.length === 2);
      expect(next.conn.state, `step ${step}`).toEqual({ items: ["a", "b"] });
    }
  });
});

describe("a storage that the platform emptied", () => {
  test("is told apart from one that never had anything", async () => {
    const { browser, tab } = await live("new");
    expect(tab.conn.sync.evicted).toBe(false);
    const next = browser.open((disk) => Promise.resolve({ ...disk, wasEvicted: () => Promise.resolve(true) }));
    await browser.until(() => next.conn.sync.phase === "live");
    expect(next.conn.sync).toMatchObject({ evicted: true, durability: "disk" });
  });
});

describe("in memory", () => {
  test("the page may be left once the server has what was called, and what it rejected is dealt with", async () => {
    const { browser, tab } = await live("memory", () => Promise.reject(new Error("denied")));
    const { page } = tab.tab;
    browser.goOnline(false);
    add(tab, "a");
    const bad = tab.conn.action({ name: "nonsense", args: [] });
    await browser.until(() => tab.conn.outbox.pending.every(({ saved }) => saved));
    expect([page.storage.durability, page.saved.isSaved()]).toEqual(["memory", false]);
    browser.goOnline(true);
    await browser.until(() => tab.conn.sync.pending === 0);
    expect(page.saved.isSaved()).toBe(false);
    void tab.conn.outbox.discard(bad.id);
    await browser.until(() => page.saved.isSaved());
  });
});

describe("a storage that is deleted while a page has it open", () => {
  /** The platform deletes it, and ends every connection to it. */
  async function wiped(name: string) {
    let isLost = false;
    const medium = (disk: Storage): Promise<Storage> => {
      isLost = false;
      return Promise.resolve(failing(disk, () => isLost));
    };
    const { browser, tab } = await live(name, medium);
    return {
      browser,
      tab,
      wipe() {
        writeBatch(browser.device.disk, { ops: [{ op: "clear", from: "", to: "~" }] });
        isLost = true;
      },
    };
  }

  const seeds = Array.from({ length: 12 }, (_, i) => i);
  test.each(seeds)("L6 has all again that the page had there: what waits, what was rejected, and the state (seed %d) (case 21, complaint 4)", async (seed) => {
    const { browser, tab, wipe } = await wiped(`wiped ${seed}`);
    add(tab, "first");
    void tab.conn.action({ name: "nonsense", args: [1] });
    await browser.until(() => tab.conn.sync.pending === 0 && tab.conn.sync.rejected === 1);
    browser.goOnline(false);
    add(tab, "waits");
    await browser.until(() => tab.conn.outbox.pending.every(({ saved }) => saved));
    wipe();
    // Nothing tells before somebody asks.
    tab.tab.wake();
    await browser.pass(2_000);
    expect(tab.conn.sync).toMatchObject({ durability: "disk", pending: 1, rejected: 1 });
    tab.tab.kill();
    const next = browser.open();
    await browser.until(() => next.conn.state !== undefined && next.conn.sync.pending === 1);
    expect(next.conn.state).toEqual({ items: ["first", "waits"] });
    expect(next.conn.outbox.rejected).toMatchObject([{ name: "nonsense", args: [1] }]);
    browser.goOnline(true);
    await browser.until(() => next.conn.sync.phase === "live" && next.conn.sync.pending === 0);
    expect(next.conn.state).toEqual({ items: ["first", "waits"] });
    expect(next.settled).toMatchObject([{ args: ["waits"], output: 2 }]);
  });

  test("L6 has what is called next, and what was called before", async () => {
    const { browser, tab, wipe } = await wiped("wiped before a call");
    browser.goOnline(false);
    add(tab, "before");
    await browser.until(() => tab.conn.outbox.pending.every(({ saved }) => saved));
    wipe();
    add(tab, "after");
    await browser.until(() => tab.conn.outbox.pending.every(({ saved }) => saved));
    await browser.pass(100);
    tab.tab.kill();
    const next = browser.open();
    browser.goOnline(true);
    await browser.until(() => next.settled.length === 2);
    expect(next.conn.state).toEqual({ items: ["before", "after"] });
  });

  test("and not deleted, only lost, is left as it is", async () => {
    let writes = 0;
    let isLost = false;
    const medium = (disk: Storage): Promise<Storage> => {
      isLost = false;
      const counted = { ...disk, write: (batch: Parameters<Storage["write"]>[0]) => (writes++, disk.write(batch)) };
      return Promise.resolve(failing(counted, () => isLost));
    };
    const { browser, tab } = await live("lost", medium);
    browser.goOnline(false);
    add(tab, "one");
    await browser.until(() => tab.conn.outbox.pending.every(({ saved }) => saved));
    const before = writes;
    isLost = true;
    tab.tab.wake();
    await browser.pass(2_000);
    expect(writes).toBe(before);
    expect(tab.conn.sync.durability).toBe("disk");
  });
});

describe("a row that cannot be read", () => {
  test.each<[string, (text: string) => string]>([
    ["cut off", (text) => text.slice(0, 40)],
    ["without its arguments", (text) => text.replace('"args"', '"arg"')],
    ["with a value of a kind that nobody knows", (text) => text.replace('["b"]', '[["$Nonsense","b"]]')],
  ])("L6 %s, is shown in the box, its number is consumed, and everything else goes on (case 37)", async (_what, damage) => {
    const { browser, tab } = await live("damaged");
    browser.goOnline(false);
    for (const text of ["a", "b", "c"]) add(tab, text);
    await browser.until(() => tab.conn.outbox.pending.every(({ saved }) => saved));
    tab.tab.kill();
    const { disk } = browser.device;
    const [key = "", text] = [...disk].find(([name, value]) => name.startsWith("row/") && String(value).includes('"b"')) ?? [];
    disk.set(key, damage(String(text)));
    const next = browser.open();
    await browser.until(() => next.conn.sync.pending === 2 && next.conn.sync.rejected === 1);
    const [shown] = next.conn.outbox.rejected;
    expect(shown).toMatchObject({ name: "", args: [damage(String(text))], error: { group: "storage", code: "corrupt" } });
    expect(() => next.conn.outbox.retry(shown?.id ?? "")).toThrow(expect.objectContaining({ code: "corrupt" }));
    browser.goOnline(true);
    await browser.until(() => next.conn.sync.phase === "live" && next.conn.sync.pending === 0);
    expect(next.conn.state).toEqual({ items: ["a", "c"] });
    expect(disk.has(key)).toBe(false);
    void next.conn.outbox.discard(shown?.id ?? "");
    await browser.until(() => next.conn.sync.rejected === 0);
    await browser.pass(100);
    next.tab.kill();
    const last = browser.open();
    await browser.until(() => last.conn.sync.phase === "live");
    expect(last.conn.sync).toMatchObject({ pending: 0, rejected: 0 });
  });

  test("of a tab that is alive is left to it", async () => {
    const { browser, tab } = await live("damaged alive");
    browser.goOnline(false);
    add(tab, "a");
    await browser.until(() => tab.conn.outbox.pending.every(({ saved }) => saved));
    const { disk } = browser.device;
    const [key = ""] = [...disk.keys()].filter((name) => name.startsWith("row/"));
    disk.set(key, "damaged");
    const next = browser.open();
    await browser.pass(2_000);
    expect(next.conn.sync).toMatchObject({ rejected: 0 });
    browser.goOnline(true);
    await browser.until(() => tab.settled.length === 1);
    await browser.until(() => next.conn.sync.phase === "live");
    await browser.pass(2_000);
    expect(next.conn.state).toEqual({ items: ["a"] });
    expect(next.conn.sync).toMatchObject({ pending: 0, rejected: 0 });
  });
});

describe("a base that cannot be read", () => {
  test("is asked for anew, and what waits is kept (case 37)", async () => {
    const { browser, tab } = await live("damaged base");
    add(tab, "a");
    await browser.until(() => tab.conn.sync.pending === 0);
    browser.goOnline(false);
    add(tab, "b");
    await browser.until(() => tab.conn.outbox.pending.every(({ saved }) => saved));
    await browser.pass(1_000);
    tab.tab.kill();
    const { disk } = browser.device;
    for (const [key, value] of disk) if (key.startsWith("base/")) disk.set(key, String(value).replace('"items":[', '"items":["$Nonsense",'));
    const next = browser.open();
    browser.goOnline(true);
    await browser.until(() => next.conn.sync.phase === "live" && next.conn.sync.pending === 0);
    expect(next.conn.state).toEqual({ items: ["a", "b"] });
  });
});
