import { expect, test } from "vitest";
import { actor } from "./actor.ts";
import { isAsyncFunction, markOf, read, serverOnly } from "./marks.ts";
import { nearest } from "../dev/nearest.ts";
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
  ["a switch that is null", { options: { noSleep: null } }, "options.noSleep"],
  ["a time that is null", { options: { onDestroyTimeout: null } }, "options.onDestroyTimeout"],
  ["a durability that there is not", { options: { durability: "none" } }, "options.durability"],
  ["a rule that is none", { options: { canHibernateWebSocket: "yes" } }, "options.canHibernateWebSocket"],
  ["replicas of what may be lost", { sync: true, options: { durability: "relaxed" } }, "relaxed"],
  ["replicas by their options of what may be lost", { sync: { version: 2 }, options: { durability: "relaxed" } }, "relaxed"],
  ["a hook of that name in another case", { onWebsocket: () => {} }, "Did you mean onWebSocket?"],
  ["an option one letter off", { options: { canHibernateWebsocket: true } }, "Did you mean canHibernateWebSocket?"],
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

test.each<[string, unknown]>([
  ["every key", { state: 1, vars: 1, connState: 1, actions: {}, sync: true, options: {} }],
  [
    "every hook",
    Object.fromEntries(
      ["createState", "createVars", "createConnState", "onCreate", "onWake", "onSleep", "onDestroy", "onStateChange"]
        .concat(["onBeforeConnect", "onConnect", "onDisconnect", "onRequest", "onWebSocket", "onBeforeActionResponse"])
        .map((hook) => [hook, () => {}]),
    ),
  ],
  ["both forms of everything", { state: 1, createState: () => 1, vars: 1, createVars: () => 1, connState: 1, createConnState: () => 1 }],
  ["relaxed durability", { options: { durability: "relaxed" }, sync: false }],
  ["a rule for sockets", { options: { canHibernateWebSocket: () => true } }],
])("a definition may have %s", (_name, config) => {
  expect(actor(config as object).config).toBe(config);
});

test("a registry knows its actors by name, and what it was set up with", () => {
  const one = actor({ state: 1, actions: {} });
  const registry = setup({ use: { one }, noWelcome: true, runner: { version: 2 } });
  expect(registry.config.use.one).toBe(one);
  expect(registry.config).toMatchObject({ noWelcome: true, runner: { version: 2 } });
});

test.each<[string, unknown, string]>([
  ["a key there is not", { use: {}, managrPort: 1 }, "Did you mean managerPort?"],
  ["no actors", {}, "`use`"],
  ["what is no actor", { use: { one: {} } }, "use.one"],
  ["a name that is no path segment", { use: { "a/b": actor({}) } }, "a/b"],
  ["no name at all", { use: { "": actor({}) } }, "cannot name an actor"],
])("a registry with %s is refused, and the error helps", (_name, config, message) => {
  expect(() => setup(config as { use: {} })).toThrow(invalid(message));
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
