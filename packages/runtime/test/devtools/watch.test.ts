import { expect, test } from "vitest";
import type { PageOccurrence } from "../../src/client/watch.ts";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { hearReads } from "../../src/dev/checks.ts";
import { simDevices } from "./sim.ts";

const counter = actor({
  sync: true,
  createState: () => ({ count: 0, last: "", tags: new Map<string, number>() }),
  actions: {
    add(c, by: number) {
      c.state.count += by;
    },
    double(c) {
      c.state.last = c.mode === "authoritative" ? "there" : "here";
      c.state.count *= 2;
    },
    look(c) {
      void c.state.tags.get("a");
      return Object.keys(c.state).length;
    },
  },
});
const registry = setup({ use: { counter } });

/** What was seen, in a word each. */
function wordOf(occurrence: PageOccurrence): string {
  if (occurrence.type === "step") return `${occurrence.event.type}: ${occurrence.decision.duties.map((duty) => duty.do).join(" ")}`;
  if (occurrence.type === "run") return `run ${occurrence.row.name} ${JSON.stringify(occurrence.patch)}`;
  return occurrence.type === "rebased" ? `rebased, ${occurrence.confirmed} confirmed` : occurrence.type;
}

async function seen() {
  const world = simDevices(registry, "counter", "occurrence");
  const occurrences: string[] = [];
  const mine = await world.open(world.mine);
  mine.tab.page.parts.watch.hear = (at, occurrence) => occurrences.push(at === "" ? occurrence.type : wordOf(occurrence));
  return { world, mine, occurrences };
}

test("a call is seen from its prediction to its result; what was predicted well is not run again", async () => {
  const { world, mine, occurrences } = await seen();
  mine.call("add", 1);
  await world.pass(2_000);
  expect(occurrences.filter((word) => word !== "heard" && !word.startsWith("stored"))).toEqual([
    "called: predict save",
    'run add [["set",[],"count",1]]',
    "saved: push",
    "sent",
    "frame: rebase store settle",
    "rebase",
    "rebased, 1 confirmed",
    "sent",
  ]);
});

test("a base that another browser has changed is seen as a rebase, with each run on it", async () => {
  const { world, mine, occurrences } = await seen();
  const theirs = await world.open(world.theirs);
  await world.goOnline(world.mine, false);
  mine.call("double");
  theirs.tab.wake();
  await world.pass(3_000);
  theirs.call("add", 5);
  await world.pass(1_000);
  occurrences.length = 0;
  await world.goOnline(world.mine, true);
  const rebases = occurrences.filter((word) => /^(rebase|run)/.test(word));
  expect(rebases).toEqual([
    "rebase",
    'run double [["set",[],"last","here"],["set",[],"count",10]]',
    "rebased, 0 confirmed",
    "rebase",
    "rebased, 0 confirmed",
  ]);
  expect(mine.conn.state).toMatchObject({ count: 10, last: "there" });
});

test("while nobody looks on, a call costs looks at an empty place, and makes nothing to be looked at", async () => {
  const world = simDevices(registry, "counter", "nobody");
  const mine = await world.open(world.mine);
  let looks = 0;
  Object.defineProperty(mine.tab.page.parts.watch, "hear", { get: () => (looks++, null) });
  const costOf = async (calls: number): Promise<number> => {
    looks = 0;
    for (let i = 0; i < calls; i++) mine.call("add", 1);
    await world.pass(5_000);
    return looks;
  };
  const [few, many] = [await costOf(10), await costOf(1_010)];
  // For each: at the steps of its call, its saving and its result, and at its prediction; frames are shared.
  expect((many - few) / 1_000).toBeLessThan(5);
  expect(mine.conn.state).toMatchObject({ count: 1_020 });
});

test("in development, what an action reads is heard while it runs, and nobody hears it otherwise", async () => {
  const { mine } = await seen();
  const reads: string[] = [];
  mine.call("add", 1);
  hearReads((_container, key) => typeof key !== "symbol" && reads.push(String(key)));
  mine.call("add", 1);
  mine.call("look");
  hearReads(null);
  mine.call("add", 1);
  expect(reads).toEqual(["count", "tags", "a", "undefined", "count", "last", "tags"]);
});
