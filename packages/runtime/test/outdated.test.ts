import "fake-indexeddb/auto";
import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { indexedDBStorage } from "../src/browser/indexeddb.ts";
import { nextReload, type Reloads } from "../src/browser/reloads.ts";
import { reloadWhenOutdated } from "../src/browser/reload.ts";
import { type Outdated, outdatedNews } from "../src/client/outdated.ts";
import { resilientStorage } from "../src/client/resilient-storage.ts";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { actorError } from "../src/errors/actor-error.ts";
import { SILENT } from "../src/ports/logger.ts";
import { PROTOCOL } from "../src/protocol/version.ts";
import { inProcess } from "../src/testing/in-process.ts";
import { virtualTime } from "../src/testing/virtual-time.ts";

const error = actorError("version/outdated", "The server runs version 2.");
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a page whose protocol the server does not speak any more is outdated, keeps what waits, and comes in where that is taken back", async () => {
  const registry = setup({ use: { thing: actor({ state: { n: 0 }, sync: true, actions: { add: (c) => ++c.state.n } }) } });
  const time = virtualTime(turn);
  const world = inProcess(registry, { timers: time.timers });
  let isGone = true;
  world.intercept = (frame) => (isGone ? frame.replace(`"protocol":[1,${PROTOCOL}]`, '"protocol":[0,0]') : frame);
  const client = world.client();
  const told: Outdated[] = [];
  client.onOutdated((news) => told.push(news));
  const conn = client.thing.getOrCreate("x").connect();
  const call = conn.add();
  for (let i = 0; i < 20; i++) await time.advance(10);
  expect(conn.sync).toMatchObject({ phase: "outdated", pending: 1 });
  expect(conn.state).toEqual({ n: 1 });
  expect(told.map((news) => `${news.error.group}/${news.error.code}`)).toEqual(["protocol/unsupported"]);
  expect(await time.until(told[0]?.canReload() ?? Promise.reject(error))).toBe(true);
  isGone = false;
  expect(await time.until(call)).toBe(1);
  expect(conn.sync.phase).toBe("live");
  await time.until(client.dispose());
});

test("a page that has forgotten everything hears all the same that it is outdated, and once", async () => {
  const registry = setup({ use: { thing: actor({ state: { n: 0 }, sync: true, actions: {} }) } });
  const time = virtualTime(turn);
  const world = inProcess(registry, { timers: time.timers });
  const client = world.client();
  let told = 0;
  client.onOutdated(() => told++);
  const conn = client.thing.getOrCreate("x").connect();
  await time.until(client.forget());
  for (let i = 0; i < 20; i++) await time.advance(10);
  expect(conn.sync.phase).toBe("live");
  world.intercept = (frame) => frame.replace(`"protocol":[1,${PROTOCOL}]`, '"protocol":[0,0]');
  world.isOnline = false;
  world.isOnline = true;
  for (let i = 0; i < 20; i++) await time.advance(1_000);
  expect(conn.sync.phase).toBe("outdated");
  expect(told).toBe(1);
  await time.until(client.forget());
  for (let i = 0; i < 20; i++) await time.advance(1_000);
  expect(conn.sync.phase).toBe("outdated");
  expect(told).toBe(1);
  await time.until(client.dispose());
});

describe("the news that a page is outdated", () => {
  test("comes once, to those who listen before and to those who listen after", async () => {
    const heard: string[] = [];
    const news = outdatedNews(() => Promise.resolve(true));
    news.on(({ error: { message } }) => heard.push(`before: ${message}`));
    news.on(() => heard.push("not wanted"))();
    news.told(error);
    news.told(actorError("version/outdated", "again"));
    news.on(() => heard.push("after"));
    news.on(() => heard.push("not wanted"))();
    expect(heard).toEqual(["before: The server runs version 2."]);
    await turn();
    expect(heard).toEqual(["before: The server runs version 2.", "after"]);
  });
});

describe("a device whose data a newer version of the library has stored", () => {
  test("the newer one does not wait for the older, which makes way, goes on in memory and says so", async () => {
    const told: unknown[] = [];
    const log = { ...SILENT, warn: vi.fn() };
    const older = resilientStorage(() => indexedDBStorage("form"), log, (each) => told.push(each));
    await older.write({ ops: [{ op: "put", key: "a", value: "1" }] });
    const newer = await openDB("form", 2, { blocked: () => told.push("blocked"), upgrade: (database) => void database.createObjectStore("new") });
    expect([...newer.objectStoreNames]).toEqual(["entries", "new"]);
    await older.write({ ops: [{ op: "put", key: "b", value: "2" }] });
    expect(await older.get(["a", "b"])).toEqual([undefined, "2"]);
    expect(older.durability).toBe("memory");
    expect(told).toMatchObject([{ group: "version", code: "device_newer" }]);
    expect(log.warn).toHaveBeenCalledTimes(2);
    // What the newer one has is as it was.
    expect(await newer.getAllKeys("entries")).toEqual(["a"]);
    newer.close();
  });

  test("is refused from the start where it is found so", async () => {
    (await openDB("found", 7)).close();
    await expect(indexedDBStorage("found")).rejects.toMatchObject({ group: "version", code: "device_newer" });
  });
});

describe("how long a tab waits before it is loaded anew", () => {
  test("is nothing the first time, then ever more; an hour without one ends the row", () => {
    let last: Reloads | null = null;
    let now = 1_000_000;
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      const { wait, count } = nextReload(last, now);
      waits.push(wait);
      now += wait;
      last = { count, at: now };
    }
    expect(waits).toEqual([0, 5_000, 20_000, 80_000, 320_000, 1_200_000, 1_200_000, 1_200_000]);
    expect(nextReload(last, now + 3_600_001)).toEqual({ wait: 0, count: 1 });
    expect(nextReload({ count: 3, at: now }, now + 30_000).wait).toBe(50_000);
    expect(nextReload({ count: 3, at: now }, now - 1)).toEqual({ wait: 0, count: 1 });
  });
});

describe("reloadWhenOutdated", () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    vi.useFakeTimers();
    kept.clear();
    vi.stubGlobal("sessionStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** A page load that finds itself outdated; counts how often it is loaded anew. */
  const load = (can: boolean | Error = true) => {
    const reload = vi.fn();
    const news = outdatedNews(() => (can instanceof Error ? Promise.reject(can) : Promise.resolve(can)));
    const stop = reloadWhenOutdated({ onOutdated: news.on }, reload);
    news.told(error);
    return { reload, stop };
  };

  test("loads once per page, and slower from page to page, where nothing gets better (case 18, complaint 9)", async () => {
    const first = load();
    await vi.advanceTimersByTimeAsync(0);
    expect(first.reload).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(first.reload).toHaveBeenCalledTimes(1);
    const again = load();
    await vi.advanceTimersByTimeAsync(0);
    expect(again.reload).toHaveBeenCalledTimes(1);
    for (const wait of [20_000, 80_000]) {
      const next = load();
      await vi.advanceTimersByTimeAsync(wait - 1);
      expect(next.reload).not.toHaveBeenCalled();
      await vi.advanceTimersByTimeAsync(1);
      expect(next.reload).toHaveBeenCalledTimes(1);
    }
  });

  test.each([
    ["something would be lost", false],
    ["it cannot be known", new Error("no")],
  ])("does not where %s", async (_why, can) => {
    const { reload } = load(can);
    await vi.advanceTimersByTimeAsync(10_000_000);
    expect(reload).not.toHaveBeenCalled();
  });

  test("does not where the tab cannot remember that it did", async () => {
    vi.stubGlobal("sessionStorage", undefined);
    const { reload } = load();
    await vi.advanceTimersByTimeAsync(10_000_000);
    expect(reload).not.toHaveBeenCalled();
  });

  test("does not once it is stopped", async () => {
    const { reload, stop } = load();
    stop();
    await vi.advanceTimersByTimeAsync(10_000_000);
    expect(reload).not.toHaveBeenCalled();
  });

  test("takes no harm from what somebody else has left in its place", async () => {
    for (const text of ["{", "7", '["x", 1]', "null"]) {
      kept.set("rivulet:reloads", text);
      const { reload } = load();
      await vi.advanceTimersByTimeAsync(0);
      expect(reload).toHaveBeenCalledTimes(1);
    }
  });
});
