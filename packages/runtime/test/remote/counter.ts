import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";

const action = (_c: unknown, ..._args: unknown[]): unknown => null;

/** An actor of whose actions nothing is known but their names. */
const counter = actor({
  createState: (_c, _input: unknown) => ({}),
  createConnState: (_c, _params: unknown) => ({}),
  actions: { a: action, b: action, c: action, add: action, echo: action, fail: action, first: action, lookup: action, ping: action, second: action, _private: action },
});

export const registry = setup({ use: { counter, get: counter } });
