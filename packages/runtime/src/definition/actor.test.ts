import { expect, test } from "vitest";
import { actor } from "./actor.ts";
import { isAsyncFunction, markOf, read, serverOnly } from "./marks.ts";
import { nearest } from "./nearest.ts";
import { completeOptions, completeSync, DEFAULT_OPTIONS, DEFAULT_SYNC } from "./options.ts";
import { setup } from "./registry.ts";

const invalid = (message: string) => expect.objectContaining({ group: "definition", code: "invalid", message: expect.stringContaining(message) });

test.each<[string, unknown, string]>([
  ["an unknown key", { staet: {} }, "state"],
  ["an action that is no function", { actions: { add: 1 } }, "actions.add must be a function"],
  ["a hook that is no function", { onWake: true }, "onWake must be a function"],
  ["an unknown option", { options: { actionTimeuot: 1 } }, "actionTimeout"],
  ["a time out of range", { options: { sleepTimeout: -1 } }, "options.sleepTimeout"],
  ["a time that is no number", { options: { sleepTimeout: "soon" } }, "options.sleepTimeout"],
  ["a switch that is none", { options: { noSleep: 1 } }, "options.noSleep"],
  ["an unknown sync option", { sync: { versoin: 2 } }, "version"],
  ["a version that is no whole number", { sync: { version: 1.5 } }, "sync.version"],
])("a definition with %s is refused, and the error helps", (_name, config, message) => {
  expect(() => actor(config as object)).toThrow(invalid(message));
});

test("a definition is not run, and its options are completed", () => {
  const boom = (): never => {
    throw new Error("run at definition");
  };
  expect(() => actor({ createState: boom, onWake: boom, actions: { boom } })).not.toThrow();
  expect(completeOptions(undefined)).toEqual(DEFAULT_OPTIONS);
  expect(completeOptions({ sleepTimeout: 1 })).toEqual({ ...DEFAULT_OPTIONS, sleepTimeout: 1 });
  expect([completeSync(undefined), completeSync(false)]).toEqual([null, null]);
  expect(completeSync(true)).toEqual(DEFAULT_SYNC);
  expect(completeSync({ version: 3 })).toEqual({ ...DEFAULT_SYNC, version: 3 });
});

test("marks are on the function itself, which runs as before", () => {
  const plain = (): number => 1;
  expect([markOf(read(() => 1)), markOf(serverOnly(() => 1)), markOf(plain)]).toEqual(["read", "server-only", undefined]);
  expect([isAsyncFunction(async () => {}), isAsyncFunction(plain), isAsyncFunction(() => Promise.resolve())]).toEqual([true, false, false]);
});

test("a registry knows its actors by name", () => {
  const one = actor({ state: 1, actions: {} });
  expect(setup({ use: { one } }).config.use.one).toBe(one);
});

test("the nearest name is the one that was meant, where one was", () => {
  const known = ["state", "actions", "onWake", "options"];
  expect(["stat", "action", "onwake", "optoins", "xyz", ""].map((name) => nearest(name, known))).toEqual([
    "state",
    "actions",
    "onWake",
    "options",
    null,
    null,
  ]);
});
