import { expect, test } from "vitest";
import type { Entry } from "./entry.ts";
import { makeRecord } from "./record.ts";
import { timelineOf } from "./timeline.ts";

const row = (n: number) => ({ client: "c", lane: "", id: n, epoch: "e", kind: "action", name: "add", schema: 1, args: [n], key: `k${n}`, origin: "c", time: n, since: 0, self: null }) as const;

/** So many actions, each called and then confirmed as it was predicted. */
function entriesOf(count: number): Entry[] {
  const state = { items: Array.from({ length: 1_000 }, (_, id) => ({ id, n: 0 })) };
  const entries: Entry[] = [
    { n: 1, at: 0, actor: "a", type: "rebase", trigger: "start", before: null, after: ["e", 0, "r"], base: { how: "snapshot", state, from: "start" }, rows: [], runs: [], confirmed: [], ms: 0 },
  ];
  for (let i = 1; i <= count; i++) {
    const patch = [["set", ["items", i % 1_000], "n", i]] as const;
    const called = row(i);
    const name = `c/k${i}`;
    entries.push({ n: 2 * i, at: i, actor: "a", type: "called", row: called, run: { name, prediction: { how: "predicted", output: undefined, events: [] }, patch, reads: [], impure: [] } });
    const step = { from: i - 1, to: i, patch, by: ["c", "", i], done: true } as const;
    entries.push({ n: 2 * i + 1, at: i, actor: "a", type: "rebase", trigger: "frame", before: ["e", i - 1, "r"], after: ["e", i, "r"], base: { how: "steps", steps: [step] }, rows: [], runs: [], confirmed: [name], ms: 0 });
  }
  return entries;
}

test("of 10,000 entries every moment is reached far faster than a frame lasts, however many there are", () => {
  const record = makeRecord();
  record.load(entriesOf(4_999));
  const travel = record.travel("a");
  const moments = travel?.moments() ?? [];
  expect(moments.length).toBe(9_999);
  const last = moments.at(-1)?.n ?? 0;
  travel?.viewAt(last);
  const start = performance.now();
  let steps = 0;
  for (let i = moments.length - 1; i >= 0; i -= 7, steps++) travel?.viewAt(moments[i]?.n ?? 0);
  const each = (performance.now() - start) / steps;
  // A frame lasts 16 ms.
  expect(each).toBeLessThan(16);
  expect(travel?.viewAt(3)?.state).toMatchObject({ items: expect.arrayContaining([{ id: 1, n: 1 }]) });
  expect(timelineOf(record)).toHaveLength(4_999 * 2 + 1);
});
