import { describe, expect, test } from "vitest";
import { actor } from "./actor.ts";
import { changesState, upgradeArgs, upgradeState, versionOf } from "./upgrade.ts";

const upgrade = {
  10: { state: (s: string[]) => [...s, "ten"] },
  2: { state: (s: string[]) => [...s, "two"], actions: { add: ([text]: readonly unknown[]) => [{ text }] } },
  4: { actions: { add: ([item]: readonly unknown[]) => [item, "home"] } },
  20261126093000: { state: (s: string[]) => [...s, "late"] },
};
const at = (version: number) => ({ version, upgrade });

describe("an upgrade", () => {
  test("goes through the steps between two versions, in the order of the versions", () => {
    expect(upgradeState(at(20261126093000), 1, [])).toEqual(["two", "ten", "late"]);
    expect(upgradeState(at(10), 2, [])).toEqual(["ten"]);
    expect(upgradeArgs(at(10), 1, "add", ["x"])).toEqual([{ text: "x" }, "home"]);
    expect(upgradeArgs(at(10), 3, "add", [{ text: "x" }])).toEqual([{ text: "x" }, "home"]);
  });

  test("changes nothing where no step does: between, from ahead, from a version that is not known", () => {
    const state = ["as it was"];
    expect(upgradeState(at(9), 2, state)).toBe(state);
    expect(upgradeState(at(10), 12, state)).toBe(state);
    expect(upgradeState(at(10), 0, state)).toBe(state);
    expect(upgradeArgs(at(10), 1, "toString", state)).toBe(state);
    expect(upgradeArgs({ version: 10, upgrade: {} }, 1, "add", state)).toBe(state);
  });

  test("tells whether it would change the state", () => {
    expect([changesState(at(2), 1), changesState(at(9), 2), changesState(at(10), 2), changesState(at(2), 10)]).toEqual([true, false, true, false]);
  });
});

describe("a definition", () => {
  test("is of the first version where it says nothing, and of none where it is not synced", () => {
    const synced = [true, {}, { version: 3 }, false].map((sync) => versionOf(actor({ state: {}, sync })).version);
    expect([...synced, versionOf(actor({ state: {} })).version, versionOf(null).version]).toEqual([1, 1, 3, 0, 0, 0]);
  });

  const define = (upgrade: unknown, version: number) => () => actor({ state: {}, sync: { version, upgrade: upgrade as {} } });
  test.each([
    ["is no object", [], "sync.upgrade must be an object"],
    ["leads to 1, where everything begins", { 1: {} }, "sync.upgrade[1] leads to no version from 2 to 3"],
    ["leads beyond the version", { 4: {} }, "sync.upgrade[4] leads to no version from 2 to 3"],
    ["leads to no number", { two: {} }, "sync.upgrade[two] leads to no version"],
    ["has an unknown part", { 2: { sate: () => {} } }, "sync.upgrade[2] has no sate. Did you mean state?"],
    ["has a state that is no function", { 2: { state: {} } }, "sync.upgrade[2].state must be a function"],
    ["has actions that are none", { 2: { actions: [] } }, "sync.upgrade[2].actions must be an object"],
    ["has an action that is no function", { 2: { actions: { add: 1 } } }, "sync.upgrade[2].actions.add must be a function"],
  ])("whose upgrade %s is refused", (_what, upgrade, message) => {
    expect(define(upgrade, 3)).toThrow(message);
  });

  test("may upgrade to any of its versions", () => {
    expect(define({ 2: {}, 3: { state: (s: unknown) => s, actions: { add: (args: unknown[]) => args } } }, 3)).not.toThrow();
  });
});
