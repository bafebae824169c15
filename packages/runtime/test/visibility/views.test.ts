// For any state, any view and any change: what a replica has is what the view gives, after every step.

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Immutable } from "../../src/contract/immutable.ts";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { inProcess } from "../../src/testing/in-process.ts";
import { ROOT } from "../../src/track/node.ts";
import { ACTS, makeZoo, type Tools, type Zoo } from "../parity-acts.ts";
import { show } from "../show.ts";

type Look = (zoo: Immutable<Zoo>) => unknown;

const LOOKS: Readonly<Record<string, Look>> = {
  everything: (zoo) => zoo,
  "all but one part": ({ rows: _, ...rest }) => rest,
  "parts in another order": ({ rows, map, at, n }) => ({ n, map, at, rows }),
  "a list without some": ({ rows }) => ({ rows: rows.filter(({ id }) => id % 2 === 1) }),
  "items without a field": ({ rows }) => rows.map(({ id, tags }) => ({ id, tags })),
  "a sorted list": ({ rows, more }) => ({ sorted: [...rows, ...more].sort((a, b) => (a.title < b.title ? -1 : 1)) }),
  "a list from its end": ({ rows, list, grid }) => ({ rows: [...rows].reverse(), list: [...list].reverse(), grid: [...grid].reverse() }),
  "by another key": ({ rows }) => Object.fromEntries(rows.map((row) => [row.title, row])),
  "a Map without some": ({ map }) => new Map([...map].filter(([key]) => typeof key !== "string")),
  "a Map of Maps": ({ maps, byId }) => new Map(Object.entries(byId).map(([key, row]) => [key, new Map([["row", row as unknown], ["maps", maps]])])),
  "a Set the other way round": ({ set }) => ({ set: new Set([...set].reverse()) }),
  "a part twice": ({ rows, deep }) => ({ a: rows, b: rows, both: [deep, deep, ...rows, ...rows] }),
  "deep down": (zoo) => ({ a: { b: [{ c: zoo }] } }),
  "leaves only": ({ at, pattern, failure, bytes, floats, bigs }) => [at, pattern, failure, bytes, floats, bigs],
  "another kind now and then": ({ n, rows, map }) => (n % 2 === 0 ? rows : map),
  "a number": ({ n }) => n,
  "a count": ({ rows, set, map }) => ({ rows: rows.length, set: set.size, map: map.size }),
  "nothing at all": () => undefined,
};

const seen: { look: Look } = { look: (zoo) => zoo };
const zoo = actor({
  createState: makeZoo,
  connState: { which: "" },
  sync: { view: ({ conn }, state) => (LOOKS[conn.state.which] ?? seen.look)(state) },
  actions: {
    ...Object.fromEntries(
      Object.entries(ACTS).map(([name, act]) => [
        name,
        (c: Tools & { readonly mode: string }) => {
          // On the server alone: a view may be of any shape, and this is not about predictions.
          if (c.mode === "authoritative") void act(c.state, c);
        },
      ]),
    ),
    turnTo(c: { conn: { state: { which: string } } }, which: string) {
      c.conn.state.which = which;
    },
  },
});
const registry = setup({ use: { zoo } });
const timers = {
  now: () => Date.now(),
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** How often a world's clients open a lane: a patch that does not fit would be mended by opening it again. */
function countOpenings(world: { intercept: (frame: string) => string | null }): () => number {
  let count = 0;
  world.intercept = (frame) => {
    count += frame.split('"t":"open"').length - 1;
    return frame;
  };
  return () => count;
}

const names = Object.keys(ACTS);
const lookNames = Object.keys(LOOKS);

test("every act is told as what it changes of what is seen, and a view that changes as the way from one to the other", { timeout: 0 }, async () => {
  const step = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...names) }, fc.constantFrom(...lookNames).map((name) => `look: ${name}`));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...lookNames), fc.array(step, { minLength: 1, maxLength: 12 }), async (first, steps) => {
      seen.look = LOOKS[first] ?? seen.look;
      const world = inProcess(registry, { timers });
      const openings = countOpenings(world);
      const conn = world.client().zoo.getOrCreate(["a"]).connect();
      const other = world.client({ predicts: false }).zoo.getOrCreate(["a"]).connect();
      const id = await world.client().zoo.getOrCreate(["a"]).resolve();
      const truth = (look: Look): string => show(look(world.host.awake(id)?.tree.holder.raw[ROOT] as Zoo));
      await expect.poll(() => [conn.sync.phase, other.sync.phase], { interval: 1 }).toEqual(["live", "live"]);
      let own = seen.look;
      for (const name of steps) {
        const [, look] = name.split("look: ");
        if (look !== undefined) own = LOOKS[look] ?? own;
        await conn.action(look === undefined ? { name, args: [] } : { name: "turnTo", args: [look] }).catch(() => {});
        expect(show(conn.state)).toBe(truth(own));
        await expect.poll(() => show(other.state), { interval: 1 }).toBe(truth(seen.look));
      }
      expect(openings()).toBe(3);
    }),
    { numRuns: Number(process.env["RIVULET_RUNS"] ?? 150) },
  );
});

test("every act under every view", { timeout: 0 }, async () => {
  const world = inProcess(registry, { timers });
  const openings = countOpenings(world);
  for (const [which, look] of Object.entries(LOOKS)) {
    const conn = world.client().zoo.getOrCreate([which]).connect();
    const id = await conn.action({ name: "turnTo", args: [which] }).then(() => world.client().zoo.get([which]).resolve());
    for (const name of names) {
      await conn.action({ name, args: [] }).catch(() => {});
      expect(show(conn.state), `${name}, seen as ${which}`).toBe(show(look(world.host.awake(id)?.tree.holder.raw[ROOT] as Zoo)));
    }
  }
  expect(openings()).toBe(2 * lookNames.length);
});
