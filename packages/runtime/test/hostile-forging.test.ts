// Frames that were said before, by somebody else, or under a name that is not one's own.

import { beforeEach, describe, expect, test } from "vitest";
import { LIMITS, SERVER_LIMITS } from "../src/protocol/limits.ts";
import { clientId, expectUnharmed, type Hostile, type HostileHost, hostileHost, KEY, NOW } from "./hostile-host.ts";

let s: HostileHost;
beforeEach(() => {
  s = hostileHost();
});

/** A client that has done two things, and every frame it has said. */
async function recorded(): Promise<{ victim: Hostile; frames: readonly (readonly object[])[] }> {
  const victim = s.connect();
  const frames: (readonly object[])[] = [];
  const say = async (...messages: object[]): Promise<void> => {
    frames.push(messages);
    await victim.say(...messages);
  };
  await say(victim.helloOf());
  await say(victim.openOf());
  await say(victim.pushOf(1, "add", ["one"]), victim.pushOf(2, "later"));
  await say({ t: "void", ch: 1, client: victim.client, epoch: victim.epoch, ids: [3] }, { t: "read", ch: 1, req: 1, name: "look", args: [] });
  return { victim, frames };
}
const logOf = async (host = s): Promise<unknown> => {
  const reader = await host.connect().begin();
  const [opened] = reader.of("opened") as unknown as [{ base: { state: { log: unknown[] } } }];
  reader.gone();
  return opened.base.state.log;
};
const DONE = ["one", "later"];

describe("frames that were said before", () => {
  test("L2 run nothing again when their own client says them again, in whatever order", async () => {
    const { victim, frames } = await recorded();
    const rest = frames.slice(2);
    for (const messages of [...rest, ...rest.toReversed(), ...rest]) await victim.say(...messages);
    expect(await logOf()).toEqual(DONE);
    expect(victim.of("result").filter(({ id }) => id === 1)).toEqual(Array(4).fill(expect.objectContaining({ output: 1 })));
    await victim.say(victim.pushOf(4, "add", ["next"]));
    expect(victim.of("result").at(-1)).toMatchObject({ id: 4, output: 3 });
    await expectUnharmed(s, victim);
  });

  test("L2 L9 run nothing, and tell nothing, when a stranger says them who has not heard the greeting", async () => {
    const { frames, victim } = await recorded();
    const stranger = s.connect();
    await stranger.say(stranger.helloOf());
    for (const messages of frames.slice(1)) await stranger.say(...messages);
    expect([stranger.of("result"), await logOf()]).toEqual([[], DONE]);
    expect(stranger.of("unshown").length).toBeGreaterThan(0);
    await expectUnharmed(s, victim);
    expect(victim.of("unshown")).toEqual([]);
  });

  test("L2 run nothing again on a server that was started anew, greeting and all", async () => {
    const { frames } = await recorded();
    const later = hostileHost(s.storage);
    const replay = later.connect();
    for (const messages of frames) await replay.say(...messages);
    expect(replay.of("result").map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(await logOf(later)).toEqual(DONE);
  });
});

describe("a client id, once it has done something,", () => {
  const wrong = "e".repeat(32);

  test("L2 is bound to its secret for good: also where the stranger comes first to a server that was started anew", async () => {
    const { victim } = await recorded();
    const later = hostileHost(s.storage);
    const thief = later.connect();
    await thief.say(thief.helloOf({ clients: [[victim.client, wrong]] }));
    await thief.say(thief.openOf());
    await thief.say(thief.pushOf(4, "add", ["theirs"], { client: victim.client }), { t: "retire", client: victim.client });
    expect([thief.of("unshown").length > 0, thief.of("result")]).toEqual([true, []]);
    const owner = later.connect();
    await owner.say(owner.helloOf({ clients: [[victim.client, victim.client]] }));
    await owner.say(owner.openOf({ seen: [[victim.client, "", 3]] }));
    await owner.say(owner.pushOf(4, "add", ["mine"], { client: victim.client }));
    expect(owner.of("result")).toMatchObject([{ id: 4, output: 3 }]);
    expect(await logOf(later)).toEqual([...DONE, "mine"]);
  });

  test("L2 L9 is nobody's who shows many: neither theirs to push for, nor to retire, nor to hear of", async () => {
    const victims = [];
    for (let i = 0; i < 20; i++) {
      const victim = await s.connect().begin();
      await victim.say(victim.pushOf(1, "add", [i]));
      victims.push(victim);
    }
    const thief = await s.connect().begin();
    await thief.say(...victims.flatMap(({ client }) => [{ t: "show", client, secret: wrong }, { t: "retire", client }, thief.pushOf(2, "add", ["theirs"], { client })]));
    expect(thief.of("result")).toEqual([]);
    expect(new Set(thief.of("unshown").map(({ client }) => client))).toEqual(new Set(victims.map(({ client }) => client)));
    for (const victim of victims) {
      expect(victim.of("unshown")).toEqual([]);
      // What it did is still known, and so is what it does next.
      await victim.say(victim.pushOf(1, "add", ["again"]), victim.pushOf(2, "add", ["next"]));
      expect(victim.of("result").map(({ id }) => id)).toEqual([1, 1, 2]);
    }
    await expectUnharmed(s, thief);
  });

  test("L2 is not to be guessed by trying: one connection shows so many and no more", async () => {
    const { victim } = await recorded();
    const thief = await s.connect().begin();
    await thief.say(...Array.from({ length: LIMITS.clients + 1 }, (_, i) => ({ t: "show", client: victim.client, secret: clientId(i + 7_000) })));
    expect(thief.socket.closed).toBe("1008 limit.too_many");
    await victim.say(victim.pushOf(4, "add", ["mine"]));
    expect(victim.of("result").at(-1)).toMatchObject({ id: 4, output: 3 });
  });
});

describe("a flood of channels", () => {
  test("is taken up to the limit, each beyond it refused by itself, and leaves nothing behind", async () => {
    const flooder = await s.connect().begin();
    const neighbour = await s.connect().begin();
    await flooder.say(...Array.from({ length: 2 * SERVER_LIMITS.channels }, (_, i) => flooder.openOf({ ch: i + 2, params: { n: i % 3 } })));
    await expect.poll(() => flooder.of("opened").length).toBe(SERVER_LIMITS.channels);
    expect(flooder.of("closed")).toEqual(Array(SERVER_LIMITS.channels + 1).fill(expect.objectContaining({ error: expect.objectContaining({ group: "limit", code: "too_many" }) })));
    await neighbour.say(neighbour.pushOf(1, "add", ["mine"]));
    expect(neighbour.of("result")).toMatchObject([{ id: 1, output: 1 }]);
    const id = String(neighbour.of("opened")[0]?.["actor"]);
    flooder.gone();
    await expect.poll(() => s.host.followers(id).length).toBe(1);
  });
});

test("L2 a void for another's id voids nothing, and one's own void comes too late for what has run", async () => {
  const { victim } = await recorded();
  const stranger = await s.connect().begin();
  await stranger.say({ t: "void", ch: 1, client: victim.client, epoch: stranger.epoch, ids: [4] });
  await victim.say({ t: "void", ch: 1, client: victim.client, epoch: victim.epoch, ids: [1] }, victim.pushOf(4, "add", ["mine"]));
  expect(victim.of("result").slice(-2)).toMatchObject([{ id: 1, output: 1 }, { id: 4, output: 3 }]);
  await expectUnharmed(s, stranger);
});

test("keys of actions and times are the caller's own: a stranger who says another's is answered for its own action", async () => {
  const { victim } = await recorded();
  const stranger = await s.connect().begin();
  await stranger.say(stranger.pushOf(1, "add", ["theirs"], { actions: [[1, "add", ["theirs"], KEY, NOW, victim.client]] }));
  expect(stranger.of("result")).toMatchObject([{ client: stranger.client, id: 1, output: 3 }]);
  expect(victim.of("result").length).toBe(3);
  await expectUnharmed(s, stranger);
});
