import { describe, expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { UserError } from "../src/errors/actor-error.ts";
import { inProcess } from "../src/testing/in-process.ts";
import { ID, KEY, server } from "./host-by-hand.ts";

const DAY = 86_400_000;
let opened = (): void => {};

const thing = actor({
  state: { log: [] as string[] },
  sync: { clientTtl: 10 * DAY },
  options: { sleepTimeout: 1_000 },
  actions: {
    add: (c, text: string) => c.state.log.push(text),
    fail() {
      throw new UserError("no", { code: "no" });
    },
    slow: async (c) => {
      c.state.log.push("half");
      await new Promise<void>((resolve) => (opened = resolve));
    },
    end: (c) => c.destroy(),
  },
});
const registry = setup({ use: { thing } });
const OTHER = "b".repeat(32);

type Server = ReturnType<typeof server>;

/** A client of the present protocol, greeted. */
async function present(s: Server, id = ID) {
  const client = s.client(id);
  await client.say({ t: "hello", protocol: [1, 2], connect: KEY, clients: [[id, id]] });
  return client;
}
const idOf = async (s: Server): Promise<string> => (await s.host.find("thing", ["x"])) ?? "";
const destroy = async (s: Server): Promise<void> => s.host.destroy(await idOf(s));
const keysOf = (s: Server): string[] => [...new Set([...s.disk.keys()].map((key) => key.split("/")[0] ?? ""))].sort();

/** A client that added `a` and failed once, was away while the actor was destroyed, and comes back. */
async function cameBack(s: Server, more: (epoch: string) => object = () => ({}), between: () => Promise<void> = async () => {}) {
  const before = await present(s);
  await before.open();
  await before.push(before.epoch, 1, "add", ["a"]);
  await before.push(before.epoch, 2, "fail");
  before.session.closed();
  await destroy(s);
  await between();
  const after = await present(s);
  await after.open({ cursor: [before.epoch, 1, "any"], ...more(before.epoch) });
  return { epoch: before.epoch, after };
}
const left = (epoch: string) => [
  { epoch, client: ID, lane: "", settled: 0, results: [[1, { output: 1 }], [2, { error: { group: "user", code: "no" } }]] },
];

describe("a client that comes back to an actor that was destroyed meanwhile", () => {
  test("L2 is told what became of all that ran, and makes no other actor", async () => {
    const s = server(registry);
    const { epoch, after } = await cameBack(s);
    expect(after.of("opened")).toEqual([]);
    expect(after.of("closed")).toMatchObject([{ actor: "destroyed", error: { group: "actor", code: "destroyed" }, destroyed: left(epoch) }]);
    expect(await s.host.find("thing", ["x"])).toBeNull();
  });

  test("L8 is told so by the opening where another one has taken its place", async () => {
    const s = server(registry);
    const { epoch, after } = await cameBack(s, undefined, async () => {
      const other = await present(s, OTHER);
      await other.open();
      await other.push(other.epoch, 1, "add", ["new"]);
    });
    const [opening] = after.of("opened");
    expect(opening).toMatchObject({ base: { how: "snapshot", state: { log: ["new"] } }, destroyed: left(epoch), progress: [[ID, "", 0, []]] });
    expect(opening).not.toHaveProperty("restored");
    await after.push(epoch, 3, "add", ["late"]);
    expect(after.of("resync")).toMatchObject([{ error: { code: "wrong_epoch" } }]);
    expect(s.host.awake(await idOf(s))?.stateText()).toBe('{"log":["new"]}');
  });

  test("L6 is told so whichever version of the app it is, and one whose place is taken is told its version", async () => {
    const later = setup({ use: { thing: actor({ ...thing.config, sync: { clientTtl: 10 * DAY, version: 3 } }) } });
    const s = server(registry);
    const before = await present(s);
    await before.open();
    await before.push(before.epoch, 1, "add", ["a"]);
    await destroy(s);
    const again = server(later, s.disk);
    const told = [[1, { output: 1 }]];
    for (const version of [1, 3, 4]) {
      const after = await present(again);
      await after.open({ cursor: [before.epoch, 1, "any"], version });
      expect(after.of("closed"), `version ${version}`).toMatchObject([{ actor: "destroyed", destroyed: [{ epoch: before.epoch, results: told }] }]);
    }
    await again.host.create("thing", ["x"], { input: undefined, seed: KEY, time: 1 });
    const old = await present(again);
    await old.open({ cursor: [before.epoch, 1, "any"], version: 1 });
    expect(old.of("closed")).toMatchObject([{ error: { group: "version", code: "outdated" } }]);
    const fit = await present(again);
    await fit.open({ cursor: [before.epoch, 1, "any"], version: 3 });
    expect(fit.of("opened")).toMatchObject([{ destroyed: [{ epoch: before.epoch, results: told }] }]);
  });

  test("makes another one where it has no state of the old one any more, and hears of the rows it has", async () => {
    const s = server(registry);
    const { epoch, after } = await cameBack(s, (old) => ({ cursor: undefined, epochs: [old] }));
    expect(after.of("opened")).toMatchObject([{ cursor: [expect.not.stringMatching(epoch), 0, expect.any(String)], destroyed: left(epoch) }]);
  });

  test("L2 is told that what still ran was interrupted", async () => {
    const s = server(registry);
    const before = await present(s);
    await before.open();
    await before.push(before.epoch, 1, "slow");
    const gone = destroy(s);
    for (let i = 0; i < 3; i++) await s.pass(15_000);
    await gone;
    await s.settle();
    opened();
    expect(before.of("closed")).toMatchObject([
      { actor: "destroyed", destroyed: [{ client: ID, results: [[1, { error: { group: "action", code: "interrupted" } }]] }] },
    ]);
  });

  test("L9 hears nothing of clients whose secret it has not shown", async () => {
    const s = server(registry);
    await cameBack(s);
    const stranger = await present(s, OTHER);
    await stranger.open({ create: undefined, seen: [[ID, "", 0]] });
    expect(stranger.of("closed")).toMatchObject([{ actor: "destroyed", destroyed: [] }]);
    expect(JSON.stringify(stranger.heard)).not.toContain('"output"');
  });

  test("is told what it has said it knows by a number alone", async () => {
    const s = server(registry);
    const before = await present(s);
    await before.open();
    const actions = [1, 2].map((id) => [id, "add", ["a"], KEY, 1_000_000]);
    await before.say({ t: "push", ch: 1, client: ID, epoch: before.epoch, actions });
    await before.say({ t: "observed", ch: 1, client: ID, through: 1 });
    await destroy(s);
    await s.settle();
    expect(before.of("closed")).toMatchObject([{ destroyed: [{ epoch: before.epoch, settled: 1, results: [[2, { output: 2 }]] }] }]);
  });

  test("is told so for every epoch that the actor had", async () => {
    const s = server(registry);
    const before = await present(s);
    await before.open();
    const later = await present(s, OTHER);
    await later.open({ cursor: [before.epoch, 99, "unknown"] });
    expect(later.epoch).not.toBe(before.epoch);
    await destroy(s);
    for (const epoch of [before.epoch, later.epoch]) {
      const back = await present(s);
      await back.open({ cursor: [epoch, 0, "any"] });
      expect(back.of("closed")).toMatchObject([{ actor: "destroyed", destroyed: [{ epoch, client: ID }] }]);
    }
  });

  test("of an older protocol, finds a new actor as if nothing had been", async () => {
    const s = server(registry);
    const before = s.client();
    await before.hello();
    await before.open();
    await destroy(s);
    expect(before.of("closed")).toEqual([{ t: "closed", ch: 1, error: expect.objectContaining({ code: "destroyed" }) as unknown, actor: "destroyed" }]);
    await before.open({ cursor: [before.epoch, 0, "any"] }, 2);
    expect(before.of("opened")[1]).toMatchObject({ restored: true });
    expect(before.of("opened")[1]).not.toHaveProperty("destroyed");
  });
});

describe("a tombstone", () => {
  test("tells whoever asks for the actor by its id, or does not make it", async () => {
    const s = server(registry);
    const before = await present(s);
    await before.open();
    const id = await idOf(s);
    await destroy(s);
    for (const [at, actor] of [[{ id }, "destroyed"], [{ key: ["x"] }, "destroyed"], [{ key: ["y"] }, "missing"], [{ id: ID }, "missing"]] as const) {
      const client = await present(s);
      await client.open({ at, create: undefined });
      expect(client.of("closed"), JSON.stringify(at)).toMatchObject([{ actor }]);
    }
  });

  test("keeps what clients did and nothing else, until the time of the dead is over", async () => {
    const s = server(registry);
    const { epoch } = await cameBack(s);
    expect(keysOf(s)).toEqual(["alarm", "client", "member", "member-of", "result", "tombstone", "tombstone-of"]);
    await s.pass(10 * DAY - 1);
    expect(keysOf(s)).toContain("tombstone");
    await s.pass(1);
    expect(keysOf(s)).toEqual(["client"]);
    const late = await present(s);
    await late.open({ cursor: [epoch, 1, "any"] });
    expect(late.of("opened")).toMatchObject([{ restored: true }]);
  });

  test("is dropped by a later process too", async () => {
    const s = server(registry);
    await cameBack(s);
    const next = server(registry, s.disk);
    await next.settle();
    await next.pass(10 * DAY);
    expect(keysOf(next)).toEqual(["client"]);
  });

  test("forgets a client that retires", async () => {
    const s = server(registry);
    const { after } = await cameBack(s);
    await after.say({ t: "retire", client: ID });
    expect(keysOf(s)).toEqual(["alarm", "tombstone", "tombstone-of"]);
  });

  test("is not left by an actor that is not synced", async () => {
    const plain = actor({ state: {}, actions: { end: (c) => c.destroy() } });
    const s = server(setup({ use: { thing: plain } }));
    await s.host.destroy(await s.host.create("thing", ["x"], { input: undefined, seed: KEY, time: 1 }));
    expect([...s.disk.keys()]).toEqual([]);
  });
});

describe("a server that dies while it destroys", () => {
  test("L3 goes on with it when it starts, where the action that asked for it was answered", async () => {
    const s = server(registry);
    const client = await present(s);
    await client.open();
    const asItWas = new Map(s.disk);
    const copies: Map<string, string | Uint8Array>[] = [];
    const { write } = s.host.ports.storage;
    Object.assign(s.host.ports.storage, {
      write: async (batch: Parameters<typeof write>[0]) => {
        await write(batch);
        copies.push(new Map(s.disk));
      },
    });
    await client.push(client.epoch, 1, "end");
    await s.settle();
    expect(client.of("result")).toMatchObject([{ id: 1 }]);
    // After each step of the storage: either nothing was asked for yet, or the actor comes to its end.
    for (const [step, disk] of [asItWas, ...copies].entries()) {
      const again = server(registry, disk);
      await again.pass(1);
      await again.settle();
      const wasAsked = [...disk.keys()].some((key) => key.startsWith("result/")) || [...disk.keys()].some((key) => key.startsWith("tombstone/"));
      expect(await again.host.find("thing", ["x"]), `step ${step}`).toEqual(wasAsked ? null : expect.any(String));
      expect(keysOf(again).includes("snapshot")).toBe(!wasAsked);
    }
    expect(copies.length).toBeGreaterThanOrEqual(2);
  });
});

const timers = {
  now: () => Date.now(),
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, Math.min(ms, 2_147_483_647));
    return () => clearTimeout(timer);
  },
};

describe("a replica of an actor that was destroyed", () => {
  /** Two actions reached the server, two wait, and the device goes offline; then the actor is destroyed. */
  async function leftBehind() {
    const w = inProcess(registry, { timers });
    const disk = new Map<string, string | Uint8Array>();
    const client = w.client({ disk });
    const handle = client.thing.getOrCreate(["x"]);
    const conn = handle.connect();
    await expect.poll(() => conn.sync.phase).toBe("live");
    await conn.add("sent");
    w.isOnline = false;
    const calls = [conn.add("waits 1"), conn.add("waits 2")];
    await Promise.all(calls.map(({ saved }) => saved));
    await w.host.destroy((await w.host.find("thing", ["x"])) ?? "");
    return { w, disk, client, handle, conn, calls };
  }

  test("L6 has what never ran in the box, with the reason, and shows nothing of the old state", async () => {
    const { w, conn, calls } = await leftBehind();
    expect(conn.state?.log).toEqual(["sent", "waits 1", "waits 2"]);
    w.isOnline = true;
    for (const call of calls) await expect(call).rejects.toMatchObject({ group: "actor", code: "destroyed" });
    expect(conn.sync).toMatchObject({ phase: "destroyed", pending: 0, rejected: 2 });
    expect(conn.state).toBeUndefined();
    expect(conn.outbox.rejected.map(({ args, error }) => [args[0], error.code])).toEqual([["waits 1", "destroyed"], ["waits 2", "destroyed"]]);
  });

  test("L8 is not made again by its connection, whatever that does; by the next handle it is, with nothing in it", async () => {
    const { w, conn, handle, calls } = await leftBehind();
    w.isOnline = true;
    await Promise.allSettled(calls);
    conn.retry();
    w.isOnline = false;
    w.isOnline = true;
    const waits = conn.add("after it was known");
    await waits.saved;
    conn.retry();
    await expect.poll(() => conn.sync).toMatchObject({ phase: "destroyed", pending: 1 });
    expect(await w.host.find("thing", ["x"])).toBeNull();
    const next = handle.connect();
    await expect.poll(() => next.sync.phase).toBe("live");
    await waits;
    expect(next.state?.log).toEqual(["after it was known"]);
    expect(await next.outbox.retry(next.outbox.rejected[0]?.id ?? "")).toBe(2);
    expect(next.state?.log).toEqual(["after it was known", "waits 1"]);
  });

  test("L6 is found so after a reload, and another connection that was away hears it from the opening", async () => {
    const { w, disk, client, calls } = await leftBehind();
    await client.dispose();
    const successor = w.client();
    w.isOnline = true;
    await successor.thing.getOrCreate(["x"]).add("new");
    const again = w.client({ disk });
    const settled: string[] = [];
    again.onActionSettled(({ args, error }) => settled.push(`${String(args[0])} ${error?.code}`));
    const conn = again.thing.getOrCreate(["x"]).connect();
    await expect.poll(() => conn.sync).toMatchObject({ phase: "live", pending: 0, rejected: 2 });
    expect(conn.state?.log).toEqual(["new"]);
    expect(settled).toEqual(["waits 1 destroyed", "waits 2 destroyed"]);
    expect(calls).toHaveLength(2);
    await conn.add("mine");
    expect(conn.state?.log).toEqual(["new", "mine"]);
  });

  test("has no more of it on the device", async () => {
    const { w, disk, client, calls } = await leftBehind();
    const kinds = (): string[] => [...new Set([...disk.keys()].map((key) => key.split("/")[0] ?? ""))].sort();
    expect(kinds()).toEqual(["base", "client", "head", "row", "step"]);
    w.isOnline = true;
    await Promise.allSettled(calls);
    await client.dispose();
    expect(kinds()).toEqual(["box", "client"]);
  });

  test("is made by rows that were called before there was any, though one was destroyed meanwhile", async () => {
    const w = inProcess(registry, { timers });
    w.isOnline = false;
    const call = w.client().thing.getOrCreate(["x"]).add("offline");
    await call.saved;
    const id = await w.host.create("thing", ["x"], { input: undefined, seed: KEY, time: 1 });
    await w.host.destroy(id);
    w.isOnline = true;
    expect(await call).toBe(1);
  });
});
