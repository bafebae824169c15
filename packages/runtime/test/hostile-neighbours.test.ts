// Clients that keep to the form of the protocol, and mean harm to others or to the server's memory.

import { beforeEach, describe, expect, test } from "vitest";
import { LIMITS, SERVER_LIMITS } from "../src/protocol/limits.ts";
import { clientId, expectUnharmed, type HostileHost, hostileHost, KEY, NOW } from "./hostile-host.ts";

let s: HostileHost;
beforeEach(() => {
  s = hostileHost();
});

describe("whoever does not know a client's secret", () => {
  /** A victim that has done something, and a stranger that knows its id, as everyone who hears its commits does. */
  const meet = async () => {
    const victim = await s.connect().begin();
    await victim.say(victim.pushOf(1, "add", ["mine"]));
    const stranger = await s.connect().begin();
    return { victim, stranger };
  };
  const wrong = "f".repeat(32);

  test("L2 cannot push for it, nor void what it would push", async () => {
    const { victim, stranger } = await meet();
    await stranger.say({ t: "show", client: victim.client, secret: wrong });
    await stranger.say(stranger.pushOf(2, "add", ["theirs"], { client: victim.client }));
    await stranger.say({ t: "void", ch: 1, client: victim.client, epoch: stranger.epoch, ids: [2] });
    expect(stranger.of("unshown").length).toBeGreaterThan(0);
    expect(stranger.of("result")).toEqual([]);
    await victim.say(victim.pushOf(2, "add", ["still mine"]));
    expect(victim.of("result").at(-1)).toMatchObject({ id: 2, output: 2 });
    expect(victim.of("unshown")).toEqual([]);
    await expectUnharmed(s, stranger);
  });

  test("L2 cannot drop its results, nor make the server forget it", async () => {
    const { victim, stranger } = await meet();
    await stranger.say({ t: "observed", ch: 1, client: victim.client, through: 1 }, { t: "retire", client: victim.client });
    await victim.say(victim.pushOf(1, "add", ["again"]));
    expect(victim.of("result")).toMatchObject([{ id: 1, output: 1 }, { id: 1, output: 1 }]);
    await expectUnharmed(s, stranger);
  });

  test("L2 cannot take its place by greeting with a secret of its own, also when the victim is away", async () => {
    const { victim, stranger } = await meet();
    victim.gone();
    const other = s.connect();
    await other.say(other.helloOf({ clients: [[victim.client, wrong]] }));
    await other.say(other.openOf());
    await other.say(other.pushOf(2, "add", ["theirs"], { client: victim.client }));
    expect(other.of("unshown")).toContainEqual({ t: "unshown", client: victim.client });
    expect(other.of("result")).toEqual([]);
    await expectUnharmed(s, stranger);
  });

  test("L9 hears no results but its own", async () => {
    const { victim, stranger } = await meet();
    await victim.say(victim.pushOf(2, "add", ["more"]));
    expect(stranger.of("result")).toEqual([]);
    expect(stranger.of("commit")).toMatchObject([{ by: [victim.client, "", 2] }]);
  });
});

test("whoever knows the secret takes the client over, and the older connection is told", async () => {
  const older = await s.connect().begin();
  const newer = s.connect();
  await newer.say(newer.helloOf({ clients: [[older.client, older.client]] }));
  expect(older.of("unshown")).toEqual([{ t: "unshown", client: older.client }]);
  await older.say(older.pushOf(1, "add", ["late"]));
  expect(older.of("result")).toEqual([]);
  await expectUnharmed(s, older);
});

describe("a cursor from another world (case 29)", () => {
  test.each<[string, (epoch: string) => object]>([
    ["an epoch that never was", () => ({ cursor: ["never", 5, "never"] })],
    ["a version that was never made", (epoch) => ({ cursor: [epoch, 1_000_000, "never"] })],
    ["an action that was never taken", (epoch) => ({ cursor: [epoch, 0, "never"], seen: [[clientId(1), "", 1_000_000]] })],
  ])("%s: everybody goes on, from what the store has", async (_name, more) => {
    const good = await s.connect().begin();
    await good.say(good.pushOf(1, "add", ["kept"]));
    const hostile = await s.connect().begin(more(good.epoch));
    expect(hostile.of("opened")).toMatchObject([{ base: { how: "snapshot", state: { log: ["kept"] } } }]);
    if (good.of("resync").length > 0) await good.say(good.openOf({ ch: 2, seen: [[good.client, "", 1]] }));
    await good.say(good.pushOf(2, "add", ["more"], { ch: good.of("resync").length > 0 ? 2 : 1 }));
    expect(good.of("result").at(-1)).toMatchObject({ id: 2, output: 2 });
    await expectUnharmed(s, hostile);
  });
});

describe("a client that does not read", () => {
  const full = SERVER_LIMITS.backlog + 10_000;

  test("is told to begin anew instead of everything, and the others hear everything", async () => {
    const slow = await s.connect().begin();
    const good = await s.connect().begin();
    slow.socket.buffered = full;
    await good.say(good.pushOf(1, "add", ["one"]));
    await good.say(good.pushOf(2, "add", ["two"]));
    expect(slow.of("commit")).toEqual([]);
    expect(slow.of("resync")).toMatchObject([{ error: { group: "sync", code: "slow_consumer" } }]);
    expect(good.of("commit")).toHaveLength(2);
    slow.socket.buffered = 0;
    await slow.say(slow.openOf({ ch: 2 }));
    expect(slow.of("opened").at(-1)).toMatchObject({ base: { state: { log: ["one", "two"] } } });
    await expectUnharmed(s, slow);
  });

  test("is told what follows a state that is larger than the budget, while that is on its way", async () => {
    const good = await s.connect().begin();
    for (let id = 1; id <= 12; id++) await good.say(good.pushOf(id, "add", ["x".repeat(1_000_000)]));
    const slow = await s.connect().begin();
    slow.socket.buffered = slow.socket.sent;
    expect(slow.socket.sent).toBeGreaterThan(SERVER_LIMITS.backlog);
    await good.say(good.pushOf(13, "add", ["after"]));
    expect(slow.of("commit")).toHaveLength(1);
    expect(slow.of("resync")).toEqual([]);
  });

  test.each<[string, (ch: number) => object]>([
    ["reads", (ch) => ({ t: "read", ch, req: 1, name: "echo", args: [100_000] })],
    ["pings", () => ({ t: "ping" })],
    ["openings", () => ({ t: "open", ch: 2, name: "thing", at: { key: ["x"] }, seen: [], version: 1 })],
  ])("and goes on asking is hung up on: %s", async (_name, ask) => {
    const slow = await s.connect().begin();
    slow.socket.buffered = SERVER_LIMITS.abandon + 10_000;
    await slow.say(ask(1));
    await slow.say(ask(1));
    expect(slow.socket.closed).toBe("1008 sync.slow_consumer");
    await expectUnharmed(s, slow);
  });

  test("cannot make the server gather more than it may keep for it, in a single frame", async () => {
    const hostile = await s.connect().begin();
    // A hundred bytes each, for a megabyte each.
    await hostile.say(...Array.from({ length: 200 }, (_, req) => ({ t: "read", ch: 1, req, name: "echo", args: [1_000_000] })));
    expect(hostile.socket.sent).toBeLessThan(SERVER_LIMITS.abandon + 3_000_000);
    expect(hostile.socket.closed).toBe("1008 sync.slow_consumer");
    await expectUnharmed(s, hostile);
  });
});

describe("a flood", () => {
  test("of small messages delays others, and no more", async () => {
    const flooder = await s.connect().begin();
    const frame = JSON.stringify(Array(LIMITS.messages).fill({ t: "ping" }));
    for (let i = 0; i < 10; i++) await flooder.raw(frame);
    expect(flooder.of("pong")).toHaveLength(10 * LIMITS.messages);
    expect(flooder.socket.closed).toBeNull();
    await expectUnharmed(s, flooder);
  });

  test("of actions is taken one by one, each once", async () => {
    const flooder = await s.connect().begin();
    const actions = Array.from({ length: 2_000 }, (_, i) => [i + 1, "add", [i], KEY, NOW]);
    const push = flooder.pushOf(1, "add", [], { actions });
    await flooder.say(push, push, push);
    const outputs = new Set(flooder.of("result").map(({ output }) => output));
    expect([flooder.of("result").length, outputs.size]).toEqual([6_000, 2_000]);
    await expectUnharmed(s, flooder);
  });

  test("of strangers' names leaves nothing behind in an actor", async () => {
    const flooder = await s.connect().begin();
    const { host } = s;
    const id = String(flooder.of("opened")[0]?.["actor"]);
    const names = Array.from({ length: 500 }, (_, i) => clientId(10_000 + i));
    await flooder.say(...names.map((client) => ({ t: "observed", ch: 1, client, through: 1 })));
    await flooder.say(...names.map((client) => flooder.pushOf(1, "add", [], { client })));
    await flooder.say(flooder.openOf({ ch: 2, seen: names.map((client) => [client, "", 0]) }));
    expect(flooder.of("opened").at(-1)).toMatchObject({ progress: names.map((client) => [client, "", 0, []]) });
    const known = names.filter((client) => host.awake(id)?.members().known("", client) !== undefined);
    expect(known).toHaveLength(0);
    await expectUnharmed(s, flooder);
  });

  test("of connections that come and go leaves nothing behind", async () => {
    for (let i = 0; i < 50; i++) (await s.connect().begin()).gone();
    const last = await s.connect().begin();
    const id = String(last.of("opened")[0]?.["actor"]);
    await s.settle();
    expect([s.host.followers(id).length, s.host.awake(id)?.conns.size]).toEqual([1, 1]);
  });
});
