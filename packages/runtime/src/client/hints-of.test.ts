import { expect, test } from "vitest";
import type { Row } from "../replica/row.ts";
import type { StoreStep } from "../replica/state.ts";
import { hintsOf } from "./hints-of.ts";

const row = (key: string, epoch: string, kind: Row["kind"] = "action"): Row => {
  return { client: "c", lane: "l", id: 1, epoch, kind, name: "n", schema: 1, args: [], key, origin: "c", time: 0, since: null, self: null };
};
const NOTHING: StoreStep = { base: null, put: [], remove: [], box: [], ends: [] };
const saved = (each: Row) => ({ row: each, seq: 1 });

test("a step that changes no rows tells nothing", () => {
  expect(hintsOf(NOTHING, ["e", 3, "r"], "a")).toEqual([]);
});

test("rows that ran are gone from the version on that contains them; those without an effect, at once", () => {
  const rejected = row("rejected", "e");
  const remove = [row("ran", "e"), row("void", "e", "void"), rejected].map(saved);
  const box = [{ row: rejected, error: { group: "user", code: "no", message: "" }, rejectedAt: 0 }];
  expect(hintsOf({ ...NOTHING, put: [saved(row("p", "e"))], remove, box }, ["e", 3, "r"], "a")).toEqual([
    { t: "rows", address: "a" },
    { t: "box", address: "a" },
    { t: "gone", address: "a", names: ["c/void", "c/rejected"], at: null },
    { t: "gone", address: "a", names: ["c/ran"], at: ["e", 3] },
  ]);
});

test("what ran in a history that is over is gone at once, whether there is another one or not", () => {
  const step = { ...NOTHING, remove: [saved(row("ran", "old"))] };
  const gone = [{ t: "gone", address: "a", names: ["c/ran"], at: null }];
  expect(hintsOf(step, null, "a")).toEqual(gone);
  expect(hintsOf(step, ["new", 1, "r"], "a")).toEqual(gone);
});
