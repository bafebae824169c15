import { describe, expect, test } from "vitest";
import type { SyncOptions } from "../src/contract/options.ts";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { keys } from "../src/host/records.ts";
import { inProcess } from "../src/testing/in-process.ts";
import { virtualTime } from "../src/testing/virtual-time.ts";
import { KEY, server } from "./host-by-hand.ts";

const DAY = 86_400_000;
const OTHER = "b".repeat(32);

const thing = actor({
  state: { n: 0 },
  sync: { clientTtl: 10 * DAY },
  options: { sleepTimeout: 1_000 },
  actions: { add: (c) => ++c.state.n },
});
const registry = setup({ use: { thing } });

/** What of a client lies in the storage, under whatever key. */
const traces = (disk: Map<string, unknown>, client: string): string[] => [...disk.keys()].filter((key) => key.includes(client));

describe("what the server remembers of a client", () => {
  test("a client that retires leaves nothing, where the actor is awake", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "add");
    expect(traces(s.disk, "a".repeat(32))).not.toEqual([]);
    await c.say({ t: "retire", client: "a".repeat(32) });
    expect(traces(s.disk, "a".repeat(32))).toEqual([]);
  });

  test("a client that retires leaves nothing, and wakes nobody, where the actor sleeps", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "add");
    await s.pass(2_000);
    const [opened] = c.of("opened") as unknown as { actor: string }[];
    expect(s.host.awake(opened?.actor ?? "")).toBeUndefined();
    await c.say({ t: "retire", client: "a".repeat(32) });
    expect(traces(s.disk, "a".repeat(32))).toEqual([]);
    expect(s.host.awake(opened?.actor ?? "")).toBeUndefined();
  });

  test("nobody retires a client whose secret they did not show", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "add");
    const before = traces(s.disk, "a".repeat(32));
    const stranger = s.client(OTHER);
    await stranger.hello();
    await stranger.say({ t: "retire", client: "a".repeat(32) });
    expect(traces(s.disk, "a".repeat(32))).toEqual(before);
  });

  test("a client that stays away for clientTtl is forgotten, and what it resends is not run (case 13)", async () => {
    const s = server(registry);
    const away = s.client();
    await away.hello();
    await away.open();
    const called = 1_000_000;
    await away.push(away.epoch, 1, "add", [], called);
    away.session.closed();
    await s.settle();
    await s.pass(11 * DAY);

    const other = s.client(OTHER);
    await other.hello();
    await other.open();
    await s.settle();
    expect(traces(s.disk, "a".repeat(32)).filter((key) => key !== keys.client("a".repeat(32)))).toEqual([]);

    const back = s.client();
    await back.hello();
    await back.open({ seen: [["a".repeat(32), "", 0]] });
    await back.push(back.epoch, 1, "add", [], called);
    expect(back.of("result")).toMatchObject([{ id: 1, error: { group: "action", code: "unknown_client" } }]);
    await other.push(other.epoch, 1, "add", [], called + 11 * DAY);
    expect(other.of("result")).toMatchObject([{ id: 1, output: 2 }]);
  });

  test("a client that is heard of in time is kept", async () => {
    const s = server(registry);
    const c = s.client();
    await c.hello();
    await c.open();
    await c.push(c.epoch, 1, "add");
    await s.pass(6 * DAY);
    await c.push(c.epoch, 2, "add", [], 1_000_000 + 6 * DAY);
    await s.pass(6 * DAY);
    const again = s.client();
    await again.hello();
    await again.open({ seen: [["a".repeat(32), "", 2]], create: { key: KEY, time: 1 } });
    await again.push(again.epoch, 2, "add", [], 1_000_000 + 6 * DAY);
    expect(again.of("result")).toMatchObject([{ id: 2, output: 2 }]);
  });

  test("is kept for 400 days where the definition says nothing", async () => {
    const plain = setup({ use: { thing: actor({ state: { n: 0 }, sync: true, actions: { add: (c) => ++c.state.n } }) } });
    for (const [days, isKnown] of [[399, true], [401, false]] as const) {
      const disk = new Map();
      const s = server(plain, disk);
      const c = s.client();
      await c.hello();
      await c.open();
      await c.push(c.epoch, 1, "add");
      await s.pass(days * DAY);
      const other = s.client(OTHER);
      await other.hello();
      await other.open();
      await s.settle();
      expect([...disk.keys()].some((key) => key.startsWith("member/"))).toBe(isKnown);
    }
  });
});

describe("L6: a page that comes back after a long time", () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const away = async (days: number, sync: SyncOptions) => {
    const registry = setup({
      use: { thing: actor({ state: { at: [] as number[] }, sync, actions: { note: (c) => c.state.at.push(c.now()) } }) },
    });
    const time = virtualTime(turn);
    const world = inProcess(registry, { timers: time.timers });
    const conn = world.client().thing.getOrCreate("x").connect();
    await time.advance(100);
    world.isOnline = false;
    const called = time.timers.now();
    const call = conn.note();
    call.catch(() => {});
    await time.advance(days * DAY);
    world.isOnline = true;
    for (let i = 0; i < 20; i++) await time.advance(10);
    return { conn, call, called, now: time.timers.now() };
  };

  test("within clientTtl has its calls run, at the time of the call", async () => {
    const { conn, call, called } = await away(399, {});
    expect(await call).toBe(1);
    expect(conn.state).toEqual({ at: [called] });
  });

  test("beyond it finds them in the box, not run, and may call them again: at the time of the first call", async () => {
    const { conn, called } = await away(401, {});
    expect(conn.state).toEqual({ at: [] });
    expect(conn.outbox.rejected).toMatchObject([{ name: "note", calledAt: called, error: { group: "action", code: "unknown_client" } }]);
  });

  test("has its calls run no earlier than maxAge allows, and the view says so", async () => {
    const { conn, call, called, now } = await away(30, { maxAge: 7 * DAY });
    expect(await call).toBe(1);
    const [at] = (conn.state as { at: number[] }).at;
    expect(at).toBeGreaterThan(called);
    expect(Math.abs((at ?? 0) - (now - 7 * DAY))).toBeLessThan(1_000);
  });
});
