import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { ActionCall } from "../src/client/action-call.ts";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { inProcess } from "../src/testing/in-process.ts";
import { rng, uuid } from "../src/util/rng.ts";
import { type Act, ACTS, makeZoo, type Tools, type Zoo } from "./parity-acts.ts";
import { ALIASES } from "./parity-aliases.ts";
import { show } from "./show.ts";

const names = [...Object.keys(ACTS), ...Object.keys(ALIASES)];
const onState: Readonly<Record<string, Act>> = { ...ACTS, ...mapped(({ act }) => act) };
/** What comes to the same on a plain value. */
const onPlain: Readonly<Record<string, Act>> = { ...ACTS, ...mapped(({ plain }) => plain) };

function mapped(pick: (alias: (typeof ALIASES)[string]) => Act): Record<string, Act> {
  return Object.fromEntries(Object.entries(ALIASES).map(([name, alias]) => [name, pick(alias)]));
}

/** In which modes actions ran. */
const modes = new Set<string>();
beforeEach(() => modes.clear());

const zoo = actor({
  createState: makeZoo,
  sync: true,
  actions: Object.fromEntries(
    Object.entries(onState).map(([name, act]) => [
      name,
      (c: Tools & { readonly mode: string }) => {
        modes.add(c.mode);
        return act(c.state, c);
      },
    ]),
  ),
});
const registry = setup({ use: { zoo } });

const NOW = 1_700_000_000_000;
const timers = {
  now: () => NOW,
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Everything happens in this process, in no time: `expect.poll` without its usual waits. */
const soon = <T>(read: () => T) => expect.poll(read, { interval: 1 });

/** An act, and what its randomness comes from. */
interface Played {
  readonly name: string;
  readonly seed: string;
}

/** What acts make of a plain zoo, one after another, and what the last of them returned. One that throws did nothing. */
function plain(acts: readonly Played[]): { readonly state: string; readonly output: string } {
  const good: Played[] = [];
  let result = { state: makeZoo(), output: "" };
  for (const act of acts) {
    result = play(play(null, good).state, [act]);
    if (result.output !== "threw") good.push(act);
  }
  return { state: show(play(null, good).state), output: result.output };
}

function play(zoo: Zoo | null, acts: readonly Played[]): { readonly state: Zoo; readonly output: string } {
  const c = { state: zoo ?? makeZoo(), output: "" };
  for (const { name, seed } of acts) {
    const stream = rng(seed);
    const tools: Tools = Object.assign(c, { now: () => NOW, random: () => stream.random(), uuid: () => uuid(stream) });
    try {
      c.output = show(onPlain[name]?.(tools.state, tools));
    } catch {
      c.output = "threw";
    }
  }
  return c;
}

/** Two devices, and one that predicts nothing. What the first one pushes can be held back. */
async function meet() {
  const world = inProcess(registry, { timers });
  const clients: string[] = [];
  let isHeld = false;
  world.intercept = (frame) => {
    const messages = JSON.parse(frame) as { t: string; client: string; clients: [string, string][] }[];
    for (const { t, clients: shown } of messages) if (t === "hello") clients.push(...shown.map(([client]) => client));
    return isHeld && messages.some(({ t, client }) => t === "push" && client === clients[0]) ? null : frame;
  };
  const connect = (predicts: boolean) => world.client({ predicts }).zoo.getOrCreate(["z"]).connect();
  const one = connect(true);
  await soon(() => one.sync.phase).toBe("live");
  const [two, watcher] = [connect(true), connect(false)];
  await soon(() => [two.sync.phase, watcher.sync.phase]).toEqual(["live", "live"]);
  const [first = "", second = ""] = clients;
  const played = (client: string, name: string, { id }: ActionCall<unknown>): Played => ({ name, seed: `${client}:${id.slice(9)}` });
  return {
    one,
    two,
    watcher,
    latecomer: () => connect(false),
    call(who: 1 | 2, name: string) {
      const call = (who === 1 ? one : two).action({ name, args: [] });
      return { call, played: played(who === 1 ? first : second, name, call) };
    },
    online: (online: boolean) => void (world.isOnline = online),
    hold: (held: boolean) => void (isHeld = held),
    async again() {
      isHeld = false;
      world.isOnline = false;
      world.isOnline = true;
      await soon(() => [one, two, watcher].map(({ sync }) => sync.pending)).toEqual([0, 0, 0]);
    },
  };
}

/** How a call ended, or was predicted to end. */
async function outputOf(call: ActionCall<unknown>): Promise<string> {
  return call.then(show, () => "threw");
}
function predictedOutput({ predicted }: ActionCall<unknown>): string {
  return predicted.how === "predicted" ? show(predicted.output) : predicted.how;
}

describe("L1 an action has the same effect authoritative, predicted, replayed, and on a plain value, when it", () => {
  test.each(names)("%s", async (name) => {
    const w = await meet();
    w.online(false);
    const mine = w.call(1, name);
    expect(show(w.one.state)).toBe(plain([mine.played]).state);
    expect(predictedOutput(mine.call)).toBe(plain([mine.played]).output);

    w.hold(true);
    w.online(true);
    const theirs = w.call(2, "writes all over it");
    await theirs.call;
    const together = plain([theirs.played, mine.played]);
    await soon(() => show(w.one.state)).toBe(together.state);

    await w.again();
    expect(await outputOf(mine.call)).toBe(together.output);
    for (const conn of [w.one, w.two, w.watcher]) await soon(() => show(conn.state)).toBe(together.state);
    const late = w.latecomer();
    await soon(() => show(late.state)).toBe(together.state);
    expect([...modes].sort()).toEqual(["authoritative", "predicted", "replayed"]);
  });
});

test("L1 any actions of two devices in any order agree with the plain value", async () => {
  const calls = fc.array(fc.tuple(fc.constantFrom<1 | 2>(1, 2), fc.constantFrom(...names)), { maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(calls, fc.boolean(), async (given, isOffline) => {
      const w = await meet();
      if (isOffline) w.online(false);
      w.hold(true);
      const made = given.map(([who, name]) => ({ who, ...w.call(who, name) }));
      const [mine, theirs] = [1, 2].map((who) => made.filter((each) => each.who === who).map(({ played }) => played));
      expect(show(w.one.state)).toBe(plain(mine ?? []).state);
      expect(show(w.two.state)).toBe(plain(theirs ?? []).state);
      w.online(true);
      await soon(() => w.two.sync.pending).toBe(0);
      const together = [...(theirs ?? []), ...(mine ?? [])];
      await soon(() => show(w.one.state)).toBe(plain(together).state);
      await w.again();
      for (const conn of [w.one, w.two, w.watcher]) await soon(() => show(conn.state)).toBe(plain(together).state);
    }),
    { numRuns: Number(process.env["RIVULET_RUNS"] ?? 60) },
  );
});
