import { describe, expect, test } from "vitest";
import type { Cursor } from "../protocol/shapes.ts";
import type { BaseChange, BaseStep } from "../replica/state.ts";
import { type BasePlan, planBase } from "./plan-base.ts";

const at = (version: number, { epoch = "e", run = "r" } = {}): Cursor => [epoch, version, run];
const head = (cursor: Cursor, schema = 1) => ({ text: JSON.stringify(cursor), cursor, schema });
const step = (from: number, to: number, run?: string): BaseStep => ({ from, to, patch: [], by: undefined, done: false, run });
const steps = (...each: BaseStep[]): BaseChange => ({ how: "steps", steps: each });
const snapshot: BaseChange = { how: "snapshot", state: {}, text: "{}" };
const pointAt = (cursor: Cursor) => ({ cursor, marks: new Map(), markedFrom: 0 });

/** What is written of a change that led to `to`, by a page whose base is now at `now`. */
function plan(change: BaseChange, to: Cursor, stored: ReturnType<typeof head> | null, { schema = 1, now = to } = {}): BasePlan | null {
  return planBase({ change, point: pointAt(to), stored, schema, epoch: now[0], whole: () => ({ ...pointAt(now), state: "{}" }) });
}
const told = (found: BasePlan | null) => found && [found.base.how, found.cursor?.[1]];

describe("what is written of the confirmed base", () => {
  test("steps go behind what is stored, from where that is", () => {
    expect(plan(steps(step(3, 4), step(4, 5)), at(5), head(at(4)))).toMatchObject({ base: { how: "steps", steps: [{ from: 4, to: 5 }] } });
  });
  test("nothing, where the stored one is there or further", () => {
    expect(plan(steps(step(3, 4)), at(4), head(at(4)))).toBeNull();
    expect(plan(steps(step(3, 4)), at(4), head(at(9)))).toBeNull();
  });
  test("a snapshot that is written late does not take the stored base back", () => {
    expect(plan(snapshot, at(0), head(at(25)))).toBeNull();
    expect(plan(snapshot, at(0, { run: "r.old" }), head(at(25, { run: "r.new" })))).toBeNull();
  });
  test("a snapshot of the stored version is written: what is stored may be damaged, or may not be seen any more", () => {
    expect(told(plan(snapshot, at(25), head(at(25))))).toEqual(["whole", 25]);
    expect(told(plan(snapshot, at(25, { run: "r.b" }), head(at(25, { run: "r.a" }))))).toEqual(["whole", 25]);
  });
  test("a snapshot of another history replaces what is stored, and steps of another one do not", () => {
    expect(told(plan(snapshot, at(1, { epoch: "f" }), head(at(25))))).toEqual(["whole", 1]);
    expect(plan(steps(step(0, 1)), at(1, { epoch: "f" }), head(at(25)))).toBeNull();
  });
  test("a snapshot of a history that this page has left itself replaces nothing", () => {
    expect(plan(snapshot, at(0, { epoch: "d" }), head(at(5)), { now: at(7) })).toBeNull();
  });
  test("the whole, where there is a hole, nothing, or another sight", () => {
    expect(told(plan(steps(step(5, 6)), at(6), head(at(4)), { now: at(8) }))).toEqual(["whole", 8]);
    expect(told(plan(steps(step(5, 6)), at(6), null))).toEqual(["whole", 6]);
    expect(told(plan(steps(step(4, 5)), at(5, { run: "r.b" }), head(at(4, { run: "r.a" }))))).toEqual(["whole", 5]);
    expect(told(plan(steps(step(4, 5, "r.b")), at(5, { run: "r.b" }), head(at(4, { run: "r.a" }))))).toEqual(["whole", 5]);
  });
  test("what a newer version of the app stored stays, and what an older one stored is replaced as a whole", () => {
    expect(plan(snapshot, at(30), head(at(25), 2))).toBeNull();
    expect(plan(steps(step(25, 26)), at(26), head(at(25), 2))).toBeNull();
    expect(told(plan(steps(step(25, 26)), at(26), head(at(25), 1), { schema: 2 }))).toEqual(["whole", 26]);
  });
  test("the end of a history takes its base along, and no other", () => {
    expect(told(plan({ how: "none", epoch: "e" }, at(0), head(at(25))))).toEqual(["none", undefined]);
    expect(plan({ how: "none", epoch: "f" }, at(0), head(at(25)))).toBeNull();
  });
});
