import type { ActionRow, TimelineRow } from "@rivulet/runtime/inspector";
import { expect, test } from "vitest";
import { keyOf, makeRows, MOST_ROWS } from "./rows.ts";

const action = (n: number, stage: ActionRow["stage"] = "saved"): ActionRow => ({ type: "action", n, at: n, actor: "a", id: `id${n}`, name: "<b>add</b>", args: "", stage, isMine: true, calledAt: n, savedAt: null, sent: 0, answeredAt: null, observedAt: null, how: "predicted", runs: 1, changes: 0, isDivergent: false, error: null });
const step = (n: number, index: number): TimelineRow => ({ type: "step", n, at: n, actor: "a", index, version: n, by: { who: "server" }, ops: 1 });
const rebase = (n: number): TimelineRow => ({ type: "rebase", n, at: n, actor: "a", trigger: "frame", from: 0, to: 1, base: "steps", steps: 2, pending: 0, confirmed: 0, same: 0, different: 0, threw: 0, unknown: 0, ms: 0 });

test("changed rows stay in their places, new ones stand by their numbers, and steps before the rebase that they made", () => {
  const rows = makeRows();
  rows.take([action(1), action(4)]);
  const before = rows.take([rebase(3), step(3, 1), step(3, 0)]);
  expect(before.map(keyOf)).toEqual(["id1", "step 3.0", "step 3.1", "rebase 3", "id4"]);
  const after = rows.take([action(4, "observed"), action(1, "observed"), action(9)]);
  expect(after.map(keyOf)).toEqual(["id1", "step 3.0", "step 3.1", "rebase 3", "id4", "id9"]);
  expect([after[0], after[4]]).toMatchObject([{ stage: "observed" }, { stage: "observed" }]);
  expect(before[0]).toMatchObject({ stage: "saved" });
  expect(rows.take([])).toBe(after);
});

test("a million entries: as many are kept as a record holds, the newest, and late news of one that is gone makes it the oldest no more", () => {
  const rows = makeRows();
  let kept: readonly TimelineRow[] = [];
  for (let n = 0; n < 1_000_000; n += 1_000) kept = rows.take(Array.from({ length: 1_000 }, (_, i) => action(n + i)));
  expect(kept).toHaveLength(MOST_ROWS);
  expect([kept[0]?.n, kept.at(-1)?.n]).toEqual([1_000_000 - MOST_ROWS, 999_999]);
  kept = rows.take([action(999_990, "observed"), action(1_000_000)]);
  expect(kept.at(-11)).toMatchObject({ n: 999_990, stage: "observed" });
  kept = rows.take([action(5, "observed")]);
  expect([kept.length, kept[0]?.n]).toEqual([MOST_ROWS, 980_001]);
});
