import { expect, test } from "vitest";
import type { PageSight } from "../../src/client/sight.ts";
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
function wordOf(sight: PageSight): string {
  if (sight.type === "step") return `${sight.event.type}: ${sight.decision.duties.map((duty) => duty.do).join(" ")}`;
  if (sight.type === "run") return `run ${sight.row.name} ${JSON.stringify(sight.patch)}`;
  return sight.type === "rebased" ? `rebased, ${sight.confirmed} confirmed` : sight.type;
}

async function seen() {
  const world = simDevices(registry, "counter", "sight");
  const sights: string[] = [];
  const mine = await world.open(world.mine);
  mine.tab.page.parts.watch.hear = (at, sight) => sights.push(at === "" ? sight.type : wordOf(sight));
  return { world, mine, sights };
}

test("a call is seen from its prediction to its result; what was predicted well is not run again", async () => {
  const { world, mine, sights } = await seen();
  mine.call("add", 1);
  await world.pass(2_000);
  expect(sights.filter((word) => word !== "heard" && !word.startsWith("stored"))).toEqual([
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
  const { world, mine, sights } = await seen();
  const theirs = await world.open(world.theirs);
  await world.goOnline(world.mine, false);
  mine.call("double");
  theirs.tab.wake();
  await world.pass(3_000);
  theirs.call("add", 5);
  await world.pass(1_000);
  sights.length = 0;
  await world.goOnline(world.mine, true);
  const rebases = sights.filter((word) => /^(rebase|run)/.test(word));
  expect(rebases).toEqual([
    "rebase",
    'run double [["set",[],"last","here"],["set",[],"count",10]]',
    "rebased, 0 confirmed",
    "rebase",
    "rebased, 0 confirmed",
  ]);
  expect(mine.conn.state).toMatchObject({ count: 10, last: "there" });
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
