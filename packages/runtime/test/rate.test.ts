// Who asks for too much is told when to come again, comes again then, and loses nothing.

import { beforeEach, describe, expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { read } from "../src/definition/marks.ts";
import { setup } from "../src/definition/registry.ts";
import type { Ctx } from "../src/contract/infer.ts";
import { DEFAULT_RATE } from "../src/host/limiter.ts";
import { inProcess } from "../src/testing/in-process.ts";
import { type VirtualTime, virtualTime } from "../src/testing/virtual-time.ts";
import type { Rate } from "../src/util/token-bucket.ts";

interface State {
  lines: number[];
}
const log = actor({
  state: { lines: [] as number[] },
  sync: true,
  actions: {
    write: (c, line: number) => c.state.lines.push(line),
    later: async (c, line: number) => {
      await new Promise((resolve) => setImmediate(resolve));
      return c.state.lines.push(line);
    },
    count: read((c: Ctx<{ state: State }>) => c.state.lines.length),
  },
});
const registry = setup({ use: { log } });

const turn = async (): Promise<void> => {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
};
let time: VirtualTime;
beforeEach(() => {
  time = virtualTime(turn);
});

/** A world of such a rate, whose server is heard `latency` milliseconds later, and for how long it has refused so far. */
function worldOf(rate: Rate, latency = 0) {
  const world = inProcess(registry, { timers: time.timers, rate });
  const { session } = world;
  const refusals: number[] = [];
  const sent = { actions: 0 };
  world.session = (hear, ended) =>
    session((frame) => {
      for (const { t, error } of JSON.parse(frame) as { t: string; error?: { code: string; metadata?: { retryAfter: number } } }[]) {
        if (t === "closed" && error?.code === "rate") refusals.push(error.metadata?.retryAfter ?? Number.NaN);
      }
      if (latency === 0) hear(frame);
      else time.timers.after(latency, () => hear(frame));
    }, ended);
  world.intercept = (frame) => {
    for (const { t, actions = [] } of JSON.parse(frame) as { t: string; actions?: unknown[] }[]) if (t === "push") sent.actions += actions.length;
    return frame;
  };
  return { world, refusals, sent };
}

/** A client that has called so many actions while it was offline, and is online again. */
async function drain(rate: Rate, count: number, name: "write" | "later" = "write") {
  const { world, refusals, sent } = worldOf(rate);
  const conn = world.client().log.getOrCreate(["a"]).connect();
  await time.advance(10);
  world.isOnline = false;
  const calls = Array.from({ length: count }, (_, i) => conn.action({ name, args: [i] }));
  await time.until(calls.at(-1)?.saved ?? Promise.resolve());
  const from = time.timers.now();
  world.isOnline = true;
  const outputs = await time.until(Promise.all(calls));
  return { world, conn, outputs, refusals, sent, took: time.timers.now() - from };
}
const numbers = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => i + from);

describe("a client with much to say", () => {
  test("of 3,300 actions done offline is never refused", async () => {
    const { conn, outputs, refusals } = await drain(DEFAULT_RATE, 3_300);
    expect(refusals).toEqual([]);
    expect(outputs).toEqual(numbers(3_300, 1));
    expect(conn.state?.lines).toEqual(numbers(3_300));
  });

  test("L2 L6 L7 that is refused waits and says the rest: each once, in order, nothing lost or boxed", async () => {
    const { conn, outputs, refusals, took } = await drain({ perSecond: 1_000, burst: 500 }, 9_000);
    expect(refusals.length).toBeGreaterThan(1);
    expect(outputs).toEqual(numbers(9_000, 1));
    expect(conn.state?.lines).toEqual(numbers(9_000));
    expect(conn.sync).toMatchObject({ phase: "live", pending: 0, rejected: 0 });
    // As fast as it may, and about as fast as that: what waits was told how long.
    expect(took).toBeGreaterThan(5_000);
    expect(took).toBeLessThan(15_000);
  });

  test("says nothing again that was answered before it was refused", async () => {
    const { sent, refusals } = await drain({ perSecond: 1_000, burst: 500 }, 9_000);
    // What the server had not come to is all that is sent twice.
    expect(sent.actions).toBeLessThan(9_000 * (refusals.length + 1) - 2_000 * refusals.length);
  });

  test("of actions that await something gets through as well", async () => {
    const { conn, refusals } = await drain({ perSecond: 500, burst: 100 }, 4_500, "later");
    expect(refusals.length).toBeGreaterThan(0);
    expect(conn.state?.lines.toSorted((a, b) => a - b)).toEqual(numbers(4_500));
  });

  /** A client whose opening, and so many actions, are taken. */
  const greeted = async (rate: Rate, actions: number) => {
    const { world, refusals } = worldOf(rate);
    const conn = world.client().log.getOrCreate(["a"]).connect();
    for (let i = 0; i < actions; i++) void conn.write(i);
    await time.advance(0);
    expect([conn.sync.phase, conn.sync.pending, refusals]).toEqual(["live", 0, []]);
    return { world, conn, refusals };
  };

  test("waits as long as it was told, and no longer", async () => {
    const { conn, refusals } = await greeted({ perSecond: 1, burst: 3 }, 2);
    const call = conn.write(2);
    await time.advance(0);
    expect(refusals).toEqual([2_000]);
    await time.advance(1_999);
    expect([conn.sync.phase, conn.sync.pending, conn.state?.lines]).toEqual(["connecting", 1, [0, 1, 2]]);
    await time.advance(1);
    expect([conn.sync.phase, conn.sync.pending, await call]).toEqual(["live", 0, 3]);
  });

  test("is answered by its view when it only reads", async () => {
    const { conn, refusals } = await greeted({ perSecond: 1, burst: 2 }, 1);
    const count = conn.count();
    await time.advance(0);
    expect([await count, refusals]).toEqual([1, [2_000]]);
  });

  test("to many actors at once gets through to each", async () => {
    const { world, refusals } = worldOf({ perSecond: 2, burst: 4 }, 50);
    const client = world.client();
    const conns = numbers(40).map((n) => client.log.getOrCreate([String(n)]).connect());
    const calls = conns.map((conn) => conn.write(1));
    await time.advance(600_000);
    expect(refusals.length).toBeGreaterThan(10);
    expect(conns.map(({ sync }) => [sync.phase, sync.pending])).toEqual(conns.map(() => ["live", 0]));
    expect(await Promise.all(calls)).toEqual(conns.map(() => 1));
  });

  test("refused does not hold up others", async () => {
    const { world, conn, refusals } = await greeted({ perSecond: 0.001, burst: 2 }, 1);
    void conn.write(1);
    const other = world.client().log.getOrCreate(["a"]).connect();
    const call = other.write(9);
    await time.advance(10);
    expect([refusals.length, await call, conn.sync.phase]).toEqual([1, 2, "connecting"]);
  });
});
