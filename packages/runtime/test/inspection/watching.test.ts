import { expect, test, vi } from "vitest";
import { makeActivityLog } from "../../src/inspection/activity.ts";
import { makeComplaints } from "../../src/inspection/complaints.ts";
import { quantiles } from "../../src/inspection/metrics.ts";
import { SERVER_TOPICS } from "../../src/inspector/server-topics.ts";
import type { Activity, Complaint, Sample } from "../../src/inspector/server-shapes.ts";
import type { Witness } from "../../src/host/witness.ts";
import { thing } from "../actors/by-hand.ts";
import { inspectedHost } from "./inspected.ts";

const T = SERVER_TOPICS;

test("while somebody watches, each action is told with its arguments, its end, its id and its versions", async () => {
  const world = inspectedHost();
  await world.call("x", "add", "before anybody watched");
  const { actor } = await world.gateway.resolve(thing());
  const i = world.inspector();
  const entries: Activity[] = [];
  const stop = i.watch(T.activity, {}, { answer: (answer) => entries.push(...answer.entries), notice: (notice) => entries.push(...notice.entries) });
  await world.call("x", "add", "<img src=x>");
  await world.call("x", "slow", "later");
  await world.call("x", "refuse").catch(() => {});
  await world.call("x", "fail").catch(() => {});
  await world.pass(200);
  expect(entries).toMatchObject([
    { n: 1, what: "action", action: "add", args: { value: ["<img src=x>"] }, output: { value: 2 }, from: 1, to: 2, id: actor.id, name: "thing", key: ["x"] },
    { n: 2, what: "event", event: "added", args: { value: ["<img src=x>"] }, to: 2 },
    { what: "action", action: "slow", output: { value: "slow" }, from: 2, to: 3 },
    { what: "action", action: "refuse", error: { group: "user", code: "refused", message: "not today" }, from: 3, to: 3 },
    { what: "action", action: "fail", error: { group: "internal" } },
  ]);
  stop();
  await world.call("x", "add", "after");
  await world.pass(200);
  expect(entries).toHaveLength(5);
  // What was seen is still there for who comes later.
  const again = await i.ask(T.activity, { id: actor.id });
  expect(again.entries.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
  expect((await i.ask(T.activity, { id: "0".repeat(32) })).entries).toEqual([]);
});

test("when nobody watches, actions cost a look: nothing is recorded, timed, read or written for it", async () => {
  /** What a host asks of its ports for some work, and how often the place of a witness is looked at. */
  const costOf = async (prepare: (world: ReturnType<typeof inspectedHost>) => Promise<void>) => {
    const count = { now: 0, after: 0, reads: 0, writes: 0, looks: 0 };
    const world = inspectedHost();
    const { timers, storage } = world.host.ports;
    await world.call("x", "add", "first");
    await prepare(world);
    const [{ now, after }, { get, list, write }] = [timers, storage].map((each) => ({ ...each })) as [typeof timers, typeof storage];
    Object.assign(timers, { now: () => (count.now++, now()), after: (ms: number, run: () => void) => (count.after++, after(ms, run)) });
    Object.assign(storage, {
      get: (keys: readonly string[]) => (count.reads++, get(keys)),
      list: (range: Parameters<typeof list>[0]) => (count.reads++, list(range)),
      write: (batch: Parameters<typeof write>[0]) => (count.writes++, write(batch)),
    });
    let witness: Witness | null = world.host.watched.witness;
    Object.defineProperty(world.host.watched, "witness", { get: () => (count.looks++, witness), set: (value: Witness | null) => (witness = value) });
    for (let n = 0; n < 100; n++) await world.call("x", "add", "x");
    return { ...count, witness, world };
  };
  const never = await costOf(async () => {});
  const left = await costOf(async (world) => {
    const i = world.inspector();
    const watcher = { answer() {}, notice() {} };
    const stops = [i.watch(T.activity, {}, watcher), i.watch(T.metrics, {}, watcher)];
    await world.call("x", "add", "watched");
    expect(world.host.watched.witness).not.toBeNull();
    for (const stop of stops) stop();
  });
  expect(left.witness).toBeNull();
  const { now, after, reads, writes, looks } = never;
  expect({ now: left.now, after: left.after, reads: left.reads, writes: left.writes }).toEqual({ now, after, reads, writes });
  // For each call: as the action begins, at its commit, and at its event.
  expect(looks).toBe(300);
  const { entries } = await left.world.inspector().ask(T.activity, {});
  expect(entries.filter(({ what }) => what === "action")).toHaveLength(1);
});

test("a million entries: what is remembered stays bounded in number and in characters", () => {
  let witness: Witness | null = null;
  const told = vi.fn();
  const log = makeActivityLog({ now: () => 1, after: () => () => {} }, () => 0, (each) => {
    witness = each;
    return () => (witness = null);
  });
  log.watch(undefined, told);
  const actor = { id: "a", record: { name: "thing", key: ["x"] } };
  const beginning = { name: "add", args: [1], actionId: undefined, author: null, version: 1 };
  for (let n = 0; n < 1_000_000; n++) (witness as Witness | null)?.becomes(actor, "awake");
  expect(log.entries(undefined)).toHaveLength(5_000);
  expect(log.entries(undefined).at(-1)).toMatchObject({ n: 1_000_000 });
  const long = "x".repeat(5_000_000);
  for (let n = 0; n < 6_000; n++) (witness as Witness | null)?.begins(actor, { ...beginning, args: [long, { long }] })({ how: "returned", output: long }, 2);
  const kept = log.entries(undefined);
  expect(kept.length).toBeLessThanOrEqual(5_000);
  expect(JSON.stringify(kept).length).toBeLessThan(9_000_000);
});

test("a million complaints, of 5 MB, of what holds itself: the last are kept, in part", () => {
  const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {}, child: () => silent };
  const { log, entries } = makeComplaints(silent, { now: () => 1, after: () => () => {} });
  for (let n = 0; n < 1_000_000; n++) log.warn("again");
  expect(entries()).toHaveLength(500);
  const circle: { [key: string]: unknown } = {};
  circle["self"] = circle;
  log.error({ msg: "a circle", err: circle });
  expect(entries().at(-1)).toMatchObject({ n: 1_000_001, msg: "a circle", error: expect.any(String) });
  const long = "<img src=x>".repeat(500_000);
  const error = new Error(long);
  for (let n = 0; n < 200; n++) log.error({ msg: long, err: error });
  expect(entries().at(-1)?.msg).toHaveLength(20_000);
  expect(JSON.stringify(entries()).length).toBeLessThan(2_600_000);
}, 240_000);

test("more than can be told at once is counted, not kept", async () => {
  const world = inspectedHost();
  await world.call("x", "add", "first");
  const told: number[] = [];
  let missed = 0;
  world.inspector().watch(T.activity, {}, { answer() {}, notice: (notice) => (told.push(notice.entries.length), (missed += notice.missed ?? 0)) });
  const heard = world.connect();
  await world.settle();
  await Promise.all(Array.from({ length: 1_500 }, () => heard.action("add", "x")));
  await world.pass(200);
  expect(told.reduce((sum, n) => sum + n, 0) + missed).toBe(3_000);
  expect(Math.max(...told)).toBe(1_000);
});

test("warnings and errors are kept with their full text, whoever watches, and the log has them as before", async () => {
  const world = inspectedHost();
  await world.call("x", "fail").catch(() => {});
  const i = world.inspector();
  const entries: Complaint[] = [];
  i.watch(T.complaints, {}, { answer: (answer) => entries.push(...answer.entries), notice: (notice) => entries.push(...notice.entries) });
  await world.settle();
  expect(entries).toMatchObject([{ n: 1, level: "error", msg: "actor code threw", action: "fail", actor: { name: "thing", key: ["x"] } }]);
  expect(entries[0]?.error).toMatch(/^Error: a secret of the server\n\s+at /);
  await world.call("x", "fail").catch(() => {});
  await world.pass(200);
  expect(entries.map(({ n }) => n)).toEqual([1, 2]);
  expect(world.lines.map(({ level }) => level)).toEqual(["error", "error"]);
});

test("metrics are counted in each second, while somebody watches", async () => {
  const world = inspectedHost();
  const i = world.inspector();
  const samples: Sample[] = [];
  const stop = i.watch(T.metrics, {}, { answer: (answer) => samples.push(...answer.samples), notice: (notice) => samples.push(...notice.samples) });
  const heard = world.connect();
  await world.settle();
  for (let n = 0; n < 3; n++) await heard.action("add", "x");
  await heard.action("refuse").catch(() => {});
  await world.pass(2_000);
  expect(samples).toMatchObject([
    { interval: 1_000, live: 1, connections: 1, actions: 4, failed: 1, events: 3, commits: 3, took: [0, 0, 0], memory: { used: 10, total: 20 } },
    { interval: 1_000, live: expect.any(Number), actions: 0, took: null },
  ]);
  stop();
  await world.pass(3_000);
  expect(samples).toHaveLength(2);
});

test("of what took how long, the middle, 19 in 20 and 99 in 100", () => {
  expect(quantiles([])).toBeNull();
  expect(quantiles([5])).toEqual([5, 5, 5]);
  expect(quantiles([...Array(100).keys()].map((n) => 100 - n))).toEqual([50, 95, 99]);
});
