import { beforeEach, describe, expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { type ActorError, UserError } from "../src/errors/actor-error.ts";
import type { Ctx } from "../src/contract/infer.ts";
import { laneOf } from "../src/protocol/lane.ts";
import { type MemoryDisk, memoryStorage } from "../src/storage/memory.ts";
import { inProcess, type InProcess } from "../src/testing/in-process.ts";
import { type VirtualTime, virtualTime } from "../src/testing/virtual-time.ts";
import { type TestDevice, testDevice, type TestPage } from "./device.ts";
import { happensWithin } from "./within.ts";

interface Params {
  readonly token?: string;
  readonly room?: string;
}

/** What the server takes for good, and what it says to everything else. */
let valid: string;
let refusal: () => Error;
/** The params that its hooks saw. */
let seen: unknown[];
let expiresAt: number;

const diary = actor({
  state: { lines: [] as string[], params: [] as unknown[], left: [] as unknown[] },
  sync: true,
  onBeforeConnect(_c, params: Params | undefined) {
    seen.push(params);
    if (params?.token !== valid) throw refusal();
  },
  createConnState: (_c, params: Params | undefined) => ({ isNamed: params?.token !== undefined }),
  onConnect(c, conn) {
    if (expiresAt > 0) void c.schedule.at(expiresAt, "expire", conn.id);
  },
  onDisconnect(c, conn) {
    c.state.left.push(conn.params);
  },
  actions: {
    write(c, line: string) {
      c.state.lines.push(line);
    },
    strict(c: Ctx<{ state: { lines: string[] } }>, line: string) {
      if (c.mode === "authoritative") throw new UserError("the token is too old for this", { code: "token_expired" });
      c.state.lines.push(line);
    },
    note(c) {
      c.state.params.push(c.conn.params);
    },
    async expire(c, id: string) {
      await c.conns.get(id)?.disconnect("The token has run out.");
    },
  },
});
const registry = setup({ use: { diary } });

let time: VirtualTime;
let serverDisk: MemoryDisk;
let w: InProcess<typeof registry>;
let device: TestDevice;
let page: TestPage;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const open = () => {
  page = device.page(w.openLink);
  return w.client({ ports: page.ports });
};

beforeEach(() => {
  valid = "one";
  refusal = () => new UserError("The token has run out.", { code: "token_expired" });
  seen = [];
  expiresAt = 0;
  time = virtualTime(turn);
  serverDisk = new Map();
  w = inProcess(registry, { timers: time.timers, storage: memoryStorage(serverDisk) });
  device = testDevice();
});

const within = <T>(promise: Promise<T>, seconds?: number): Promise<T> => happensWithin(time, promise, seconds);

const SOON = 1_000;
const LONG = 120_000;

describe("what getParams gives", () => {
  test("is asked for at each opening, and the server's hooks see it in the place of params", async () => {
    let n = 0;
    const conn = open().diary.getOrCreate("a", { params: { room: "x" }, getParams: () => ({ token: "one", n: ++n }) }).connect();
    await time.advance(SOON);
    expect(conn.sync.phase).toBe("live");
    w.isOnline = false;
    await time.advance(SOON);
    w.isOnline = true;
    await time.advance(SOON);
    expect(conn.sync.phase).toBe("live");
    expect(seen).toEqual([{ token: "one", n: 1 }, { token: "one", n: 2 }]);
  });

  test("L9: names no lane, is stored nowhere, and no prediction sees it", async () => {
    const frames: string[] = [];
    w.intercept = (frame) => {
      frames.push(frame);
      return frame;
    };
    valid = "very secret";
    const client = open();
    const handle = client.diary.getOrCreate("a", { params: { room: "x" }, getParams: () => Promise.resolve({ token: valid }) });
    const conn = handle.connect();
    await time.advance(SOON);
    await within(conn.write("hello"));
    w.isOnline = false;
    await time.advance(SOON);
    const waiting = conn.note();
    await waiting.saved;
    expect(conn.state?.params).toEqual([{ room: "x" }]);
    expect(device.text()).toContain(laneOf({ room: "x" }));
    expect(device.text()).not.toContain(valid);
    w.isOnline = true;
    await within(waiting);
    // What an action made of it is the action's to store; here the test's own did.
    expect(conn.state?.params).toEqual([{ token: valid }]);
    const others = [...serverDisk].filter(([key]) => key.startsWith("conn/"));
    expect(others).not.toEqual([]);
    expect(JSON.stringify(others)).not.toContain(valid);
    const carriers = frames.flatMap((frame) => (JSON.parse(frame) as { t: string }[]).filter((message) => JSON.stringify(message).includes(valid)));
    expect(carriers.map(({ t }) => t)).toEqual(["open", "open"]);
    // The same static params, other fresh ones: one lane.
    client.diary.getOrCreate("a", { params: { room: "x" }, getParams: () => ({ token: "two" }) }).connect();
    await time.advance(SOON);
    expect(seen).toHaveLength(2);
  });

  test("takes the place of params altogether, also where it is nothing", async () => {
    refusal = () => new UserError("no", { code: "no" });
    const conn = open().diary.getOrCreate("a", { params: { token: "one" }, getParams: () => undefined }).connect();
    await time.advance(SOON);
    expect(seen).toEqual([undefined]);
    expect(conn.sync.phase).toBe("denied");
  });

  test("is not asked for by a connection with params of its own", async () => {
    const handle = open().diary.getOrCreate("a", { getParams: () => ({ token: "one" }) });
    const conn = handle.connect({ token: "one", room: "own" });
    await time.advance(SOON);
    expect([conn.sync.phase, seen]).toEqual(["live", [{ token: "one", room: "own" }]]);
  });

  test("serves create(), too", async () => {
    let n = 0;
    const client = open();
    const made = client.diary.create("new", {
      getParams() {
        if (++n === 1) throw new Error("no network");
        return { token: "one" };
      },
    });
    const handle = await within(made);
    await within(handle.write("x"));
    expect(n).toBe(3);
    await expect(within(client.diary.create("other", { params: { token: "bad" } }))).rejects.toMatchObject({ code: "token_expired" });
  });
});

describe("L6: getParams that fails is passing: it is told, tried again, and nothing is lost", () => {
  const failing: [string, () => Params | Promise<Params>, string][] = [
    ["throws", () => { throw new Error("no network"); }, "no network"],
    ["rejects", () => Promise.reject(new Error("503")), "503"],
    ["gives what cannot be sent", () => ({ token: (() => {}) as never }), "token"],
    ["never answers", () => new Promise(() => {}), "30000 ms"],
  ];
  test.each(failing)("%s", async (_name, fail, words) => {
    let isBroken = true;
    const conn = open().diary.getOrCreate("a", { getParams: () => (isBroken ? fail() : { token: "one" }) }).connect();
    const errors: ActorError[] = [];
    conn.onError((error) => errors.push(error));
    const call = conn.write("kept");
    await time.advance(LONG);
    expect(errors.length).toBeGreaterThan(1);
    expect(errors[0]).toMatchObject({ group: "client", code: "get_params_failed" });
    expect(errors[0]?.message).toContain(words);
    expect(conn.sync).toMatchObject({ phase: "loading", pending: 1, rejected: 0 });
    expect(seen).toEqual([]);
    isBroken = false;
    await within(call);
    expect(conn.state?.lines).toEqual(["kept"]);
  });

  test("an answer that comes after the end is for nobody, and the end does not wait for it", async () => {
    let answer: (params: Params) => void = () => {};
    const client = open();
    const conn = client.diary.getOrCreate("a", { getParams: () => new Promise((resolve) => (answer = resolve)) }).connect();
    const errors: unknown[] = [];
    conn.onError((error) => errors.push(error));
    await time.advance(SOON);
    await conn.dispose();
    answer({ token: "one" });
    await time.advance(LONG);
    client.diary.getOrCreate("a", { getParams: () => new Promise((resolve) => (answer = resolve)) }).connect();
    await time.advance(SOON);
    await within(client.dispose());
    answer({ token: "one" });
    await time.advance(LONG);
    expect([seen, errors]).toEqual([[], []]);
  });

  test("one that answers after the connection broke is not listened to: another was asked", async () => {
    const answers: ((params: Params) => void)[] = [];
    const conn = open().diary.getOrCreate("a", { getParams: () => new Promise<Params>((resolve) => answers.push(resolve)) }).connect();
    await time.advance(SOON);
    w.isOnline = false;
    await time.advance(SOON);
    w.isOnline = true;
    await time.advance(SOON);
    answers[0]?.({ token: "stale" });
    await time.advance(SOON);
    expect(seen).toEqual([]);
    answers[1]?.({ token: "one" });
    await time.advance(SOON);
    expect([answers.length, conn.sync.phase, seen]).toEqual([2, "live", [{ token: "one" }]]);
  });
});

describe("needs-auth", () => {
  test.each<[string, () => Error]>([
    ["token_expired", () => new UserError("no", { code: "token_expired" })],
    ["unauthorized", () => new UserError("no", { code: "unauthorized" })],
    ["metadata", () => new UserError("no", { metadata: { auth: true } })],
  ])("L6: offline work waits for a token that is good, and is sent once it is (%s) (case 44, complaint 3)", async (_name, thrown) => {
    refusal = thrown;
    let token = "one";
    let asked = 0;
    const conn = open().diary.getOrCreate("a", { getParams: () => (asked++, { token }) }).connect();
    await within(conn.write("before"));
    w.isOnline = false;
    const calls = ["1", "2"].map((line) => conn.write(line));
    await time.advance(SOON);
    valid = "two";
    const errors: ActorError[] = [];
    conn.onError((error) => errors.push(error));
    const phases: string[] = [];
    conn.onSyncChange(({ phase }) => phases.push(phase));
    w.isOnline = true;
    await time.advance(LONG);
    expect(conn.sync).toMatchObject({ phase: "needs-auth", pending: 2, rejected: 0 });
    // Asked again and again, ever more slowly; what is shown stays as it is.
    expect(asked).toBeGreaterThan(5);
    expect(asked).toBeLessThan(25);
    expect(errors.length).toBe(asked - 1);
    expect(phases.slice(phases.indexOf("needs-auth"))).toEqual(["needs-auth"]);
    expect(conn.state?.lines).toEqual(["before", "1", "2"]);
    token = "two";
    await within(Promise.all(calls));
    expect(conn.sync).toMatchObject({ phase: "live", pending: 0, rejected: 0 });
    expect(conn.state?.lines).toEqual(["before", "1", "2"]);
  });

  test("L6: a live connection that the actor ends when its token runs out comes back with another", async () => {
    let token = "one";
    expiresAt = time.timers.now() + 60_000;
    const conn = open().diary.getOrCreate("a", { getParams: () => ({ token }) }).connect();
    await within(conn.write("first"));
    valid = "two";
    const phases: string[] = [];
    conn.onSyncChange(({ phase }) => phases.push(phase));
    await time.advance(60_500);
    expiresAt = 0;
    const waiting = conn.write("meanwhile");
    await time.advance(SOON);
    expect(conn.sync).toMatchObject({ phase: "needs-auth", pending: 1 });
    token = "two";
    await within(waiting);
    expect(phases.filter((phase, i) => phase !== phases[i - 1])).toEqual(["connecting", "needs-auth", "live"]);
    expect(conn.state?.lines).toEqual(["first", "meanwhile"]);
  });

  test("without getParams it waits: for retry(), for the page to wake, for another connection to the server", async () => {
    valid = "none";
    const client = open();
    const conn = client.diary.getOrCreate("a", { params: { token: "one" } }).connect();
    const call = conn.write("kept");
    await time.advance(LONG);
    expect([conn.sync.phase, seen.length]).toEqual(["needs-auth", 1]);
    conn.retry();
    await time.advance(SOON);
    expect([conn.sync.phase, seen.length]).toEqual(["needs-auth", 2]);
    page.wake();
    await time.advance(LONG);
    expect([conn.sync.phase, seen.length]).toEqual(["needs-auth", 3]);
    w.isOnline = false;
    w.isOnline = true;
    await time.advance(LONG);
    expect([conn.sync.phase, seen.length]).toEqual(["needs-auth", 4]);
    valid = "one";
    conn.retry();
    await within(call);
    expect(conn.sync).toMatchObject({ phase: "live", pending: 0 });
  });

  test("L6: what an earlier page load left is refused without getParams, and sent when a handle brings one", async () => {
    const before = open();
    const old = before.diary.getOrCreate("a", { getParams: () => ({ token: "one" }) }).connect();
    await within(old.write("before"));
    w.isOnline = false;
    await old.write("left").saved;
    page.kill();
    w.isOnline = true;
    const client = open();
    await time.advance(SOON);
    // However often it tries, as when it takes over what was left: without params.
    expect([seen[0], ...new Set(seen.slice(1))]).toEqual([{ token: "one" }, undefined]);
    const conn = client.diary.getOrCreate("a", { getParams: () => ({ token: "one" }) }).connect();
    await time.advance(SOON);
    expect(conn.sync).toMatchObject({ phase: "live", pending: 0, rejected: 0 });
    expect(conn.state?.lines).toEqual(["before", "left"]);
  });

  test("a refusal of what was sent before getParams was given says nothing: it is sent again at once", async () => {
    refusal = () => new UserError("no", { code: "no" });
    const client = open();
    const frames: (() => void)[] = [];
    const plain = client.diary.getOrCreate("a").connect();
    w.intercept = (frame) => {
      // The handle with getParams comes while the opening without is on its way.
      if (frames.length === 0 && frame.includes('"open"')) {
        frames.push(() => {});
        client.diary.getOrCreate("a", { getParams: () => ({ token: "one" }) }).connect();
      }
      return frame;
    };
    await time.advance(SOON);
    expect([plain.sync.phase, seen]).toEqual(["live", [undefined, { token: "one" }]]);
  });
});

describe("denied", () => {
  test.each<[string, () => Error, object]>([
    ["an Error, masked", () => new Error("the database says no"), { group: "auth", code: "denied" }],
    ["a UserError", () => new UserError("banned", { code: "banned" }), { group: "user", code: "banned" }],
    ["what another actor said", () => new UserError("x", { metadata: { auth: "yes" } }), { group: "user" }],
  ])("L6: other throws keep the queue and show the error, once (%s)", async (_name, thrown, shown) => {
    refusal = thrown;
    let token = "bad";
    const conn = open().diary.getOrCreate("a", { getParams: () => ({ token }) }).connect();
    const errors: ActorError[] = [];
    conn.onError((error) => errors.push(error));
    const call = conn.write("kept");
    await time.advance(LONG);
    expect(conn.sync).toMatchObject({ phase: "denied", pending: 1, rejected: 0 });
    expect(errors).toMatchObject([shown]);
    expect(seen).toHaveLength(1);
    token = "one";
    conn.retry();
    await within(call);
    expect(conn.state?.lines).toEqual(["kept"]);
  });

  test("createConnState guards as onBeforeConnect does", async () => {
    let good = false;
    const guarded = actor({
      state: { lines: [] as string[] },
      sync: true,
      createConnState() {
        if (!good) throw new UserError("Sign in.", { code: "unauthorized" });
        return {};
      },
      actions: { write: (c, line: string) => void c.state.lines.push(line) },
    });
    const own = inProcess(setup({ use: { guarded } }), { timers: time.timers });
    const conn = own.client().guarded.getOrCreate("a", { getParams: () => ({}) }).connect();
    const call = conn.write("kept");
    await time.advance(SOON);
    expect(conn.sync).toMatchObject({ phase: "needs-auth", pending: 1 });
    good = true;
    await within(call);
    expect(conn.sync).toMatchObject({ phase: "live", pending: 0 });
  });

  test("L9: who is not let in hears nothing of the state, and nothing of it runs", async () => {
    const host = open().diary.getOrCreate("a", { params: { token: "one" } }).connect();
    await within(host.write("private"));
    const heard: string[] = [];
    const id = "a".repeat(32);
    const session = w.session((frame) => heard.push(frame));
    const say = async (...messages: object[]) => {
      session.frame(JSON.stringify(messages));
      await time.advance(10);
    };
    await say({ t: "hello", protocol: [1, 2], connect: id, clients: [[id, id]] });
    await say(
      { t: "open", ch: 1, name: "diary", at: { key: ["a"] }, params: { token: "one" }, fresh: { token: "bad" }, seen: [[id, "", 0]], version: 1 },
      { t: "push", ch: 1, client: id, epoch: "", actions: [[1, "write", ["forged"], id, 1]] },
    );
    expect(heard.join()).toContain("token_expired");
    expect(heard.join()).not.toContain("private");
    expect(host.state?.lines).toEqual(["private"]);
  });
});

test("an action that is refused for its token is rejected as any other: consumed, in the box, and the connection stays", async () => {
  const conn = open().diary.getOrCreate("a", { getParams: () => ({ token: "one" }) }).connect();
  const [refused, after] = [conn.strict("no"), conn.write("yes")];
  await within(after);
  await expect(refused).rejects.toMatchObject({ code: "token_expired" });
  expect(conn.sync).toMatchObject({ phase: "live", pending: 0, rejected: 1 });
  expect(conn.state?.lines).toEqual(["yes"]);
});

test("a connection that a crash cut off is said goodbye to by its static params: the fresh ones were not kept", async () => {
  const conn = open().diary.getOrCreate("a", { params: { room: "x" }, getParams: () => ({ token: "one" }) }).connect();
  await within(conn.write("x"));
  const crashed = new Map(serverDisk);
  const later = inProcess(registry, { timers: time.timers, storage: memoryStorage(crashed) });
  const other = later.client().diary.getOrCreate("a", { params: { token: "one" } }).connect();
  await time.advance(SOON);
  expect(other.state?.left).toEqual([{ room: "x" }]);
});
