// What a server keeps, and from where it lets a replica go on. The numbers are those of docs/guarantees.md.

import { expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";
import { apply } from "../../src/track/apply.ts";
import { ROOT } from "../../src/track/node.ts";
import { patchFrom } from "../../src/track/patch-shape.ts";
import { makeTree } from "../../src/track/tree.ts";
import { ID, KEY, server } from "../host-by-hand.ts";

interface State {
  n: number;
  items: Record<string, number>;
  fat: string;
}
const START: State = { n: 0, items: {}, fat: "" };

const thing = actor({
  state: START,
  sync: true,
  actions: {
    /** Sets one entry and deletes another: who misses a delete keeps what is gone. */
    turn(c, n: number) {
      c.state.n = n;
      c.state.items[`k${n}`] = n;
      delete c.state.items[`k${n - 3}`];
      c.state.fat = "x".repeat(1_000) + String(n);
    },
    refuse(c) {
      c.state.n = -1;
      throw new UserError("no", { code: "no", metadata: { why: "because" } });
    },
  },
});
const registry = setup({ use: { thing } });

interface Opened {
  readonly cursor: [string, number, string];
  readonly base: { how: "match" } | { how: "steps"; steps: { from: number; to: number; patch: unknown }[] } | { how: "snapshot"; state: unknown };
}

test("L2 a rejection is kept though all that the action did is taken back: resent to the next process it is answered the same (case 8)", async () => {
  const disk = new Map();
  const first = server(registry, disk).client();
  await first.hello();
  await first.open();
  await first.push(first.epoch, 1, "refuse");
  const again = server(registry, disk).client();
  await again.hello();
  await again.open();
  expect(again.of("opened")).toMatchObject([{ progress: [[ID, "", 1, []]], base: { how: "snapshot", state: { n: 0 } } }]);
  await again.push(again.epoch, 1, "refuse");
  await again.push(again.epoch, 2, "turn", [1]);
  const refusal = { id: 1, error: { group: "user", code: "no", metadata: { why: "because" } } };
  expect(first.of("result")).toMatchObject([refusal]);
  expect(again.of("result")).toMatchObject([refusal, { id: 2 }]);
});

test("L8 whichever version a replica has, it is told all steps from there on or the whole state, however much was dropped (case 34)", async () => {
  const disk = new Map();
  const s = server(registry, disk);
  const writer = s.client();
  await writer.hello();
  await writer.open();
  const { cursor: start } = writer.of("opened")[0] as unknown as Opened;
  const states: unknown[] = [START];
  const last = 420;
  for (let from = 1; from <= last; from += 20) {
    const actions = Array.from({ length: 20 }, (_, i) => [from + i, "turn", [from + i], KEY, 1_000_000]);
    await writer.say({ t: "push", ch: 1, client: ID, epoch: writer.epoch, actions });
  }
  const tree = makeTree(structuredClone(states[0]));
  for (const { patch } of writer.of("commit") as unknown as { patch: unknown }[]) {
    apply(tree, patchFrom(patch));
    states.push(structuredClone(tree.holder.raw[ROOT]));
  }
  expect(states).toHaveLength(last + 1);
  const hows = new Map<string, number>();
  // By the process that did it, and by one that knows only what is on disk.
  for (const host of [s, server(registry, disk)]) {
    const reader = host.client("b".repeat(32));
    await reader.hello();
    for (let version = 0; version <= last; version += 7) {
      await reader.open({ cursor: [start[0], version, start[2]] }, version + 1);
      const { base, cursor } = reader.of("opened").at(-1) as unknown as Opened;
      hows.set(base.how, (hows.get(base.how) ?? 0) + 1);
      if (base.how === "snapshot") expect(base.state).toEqual(states[last]);
      if (base.how !== "steps") continue;
      expect(base.steps.map(({ from }) => from)).toEqual(Array.from({ length: last - version }, (_, i) => version + i));
      const replica = makeTree(structuredClone(states[version]));
      for (const { patch } of base.steps) apply(replica, patchFrom(patch));
      expect(replica.holder.raw[ROOT]).toEqual(states[last]);
      expect(cursor[1]).toBe(last);
    }
  }
  // Of each kind there was one: some of it is dropped, and some is not.
  expect([...hows.keys()].sort()).toEqual(["match", "snapshot", "steps"]);
});
