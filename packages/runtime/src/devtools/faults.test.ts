import { expect, test } from "vitest";
import { rng } from "../util/rng.ts";
import { fateOf, mustReconnect, NO_FAULTS, REFUSED_ACTION, repeatable, spoiled } from "./faults.ts";

test("frames are lost, doubled and late by a seed's chances, the same each time", () => {
  const faults = { ...NO_FAULTS, latency: 100, jitter: 50, drop: 0.2, duplicate: 0.2 };
  const run = (seed: string): readonly (readonly number[])[] => {
    const { random } = rng(seed);
    return Array.from({ length: 200 }, () => fateOf(faults, random));
  };
  expect(run("1")).toEqual(run("1"));
  expect(run("1")).not.toEqual(run("2"));
  const counts = [0, 1, 2].map((copies) => run("1").filter((fate) => fate.length === copies).length);
  expect(counts.every((count) => count > 10)).toBe(true);
  for (const delay of run("1").flat()) expect(delay >= 100 && delay <= 150).toBe(true);
  expect(fateOf(NO_FAULTS, rng("1").random)).toEqual([0]);
  expect(fateOf({ ...NO_FAULTS, offline: true }, rng("1").random)).toEqual([]);
});

test("so many actions are sent under a name that no actor has, and the schema is another", () => {
  const frame = JSON.stringify([
    { t: "open", ch: 1, version: 3 },
    { t: "push", ch: 1, actions: [[1, "add", ["a"], "k", 5], [2, "add", ["b"], "l", 6]] },
  ]);
  const { frame: next, reject } = spoiled(frame, { ...NO_FAULTS, reject: 1, version: -1 });
  expect(JSON.parse(next)).toEqual([
    { t: "open", ch: 1, version: 2 },
    { t: "push", ch: 1, actions: [[1, REFUSED_ACTION, ["a"], "k", 5], [2, "add", ["b"], "l", 6]] },
  ]);
  expect(reject).toBe(0);
  expect(spoiled(frame, NO_FAULTS).frame).toBe(frame);
  expect(spoiled("no JSON", { ...NO_FAULTS, reject: 1 })).toEqual({ frame: "no JSON", reject: 1 });
});

test("of a doubled frame that comes a second time which the other side takes for the same again", () => {
  const push = { t: "push", ch: 1, actions: [] };
  const commit = { t: "commit", ch: 1, from: 1, to: 2, patch: [] };
  expect(repeatable(JSON.stringify([{ t: "hello" }, { t: "open", ch: 1 }, push]))).toBe(JSON.stringify([push]));
  expect(repeatable(JSON.stringify([{ t: "welcome" }, { t: "opened", ch: 1 }, { t: "event", ch: 1 }, commit]))).toBe(JSON.stringify([commit]));
  for (const frame of ['[{"t":"hello"}]', "no JSON", "7", "[]"]) expect(repeatable(frame)).toBeNull();
});

test("a page connects anew for another network or version, and where what was lost is to be found out", () => {
  const after = (before: object, change: object): boolean => mustReconnect({ ...NO_FAULTS, ...before }, { ...NO_FAULTS, ...before, ...change });
  expect([after({}, { offline: true }), after({ version: 1 }, { version: 0 }), after({ drop: 0.5 }, { drop: 0 })]).toEqual([true, true, true]);
  expect([after({}, { drop: 0.5 }), after({}, { latency: 9 }), after({}, { skew: 9 }), after({}, { reject: 1 })]).toEqual([false, false, false, false]);
});
