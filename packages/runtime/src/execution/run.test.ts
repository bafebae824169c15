import { describe, expect, test } from "vitest";
import { show } from "../../test/show.ts";
import { actor } from "../definition/actor.ts";
import { actionIdOf, seedOf } from "./seed.ts";
import { Context, type Occasion, type Scope } from "./context.ts";
import { findAction, isThenable, runAction, settled, settledArgs, unknownAction } from "./run.ts";
import { SILENT } from "../ports/logger.ts";
import { liveState } from "../track/wrap.ts";
import { makeTree } from "../track/tree.ts";

const refuse = (): never => {
  throw new Error("not here");
};
const scope: Scope = {
  name: "thing",
  key: ["k"],
  log: SILENT,
  actorId: () => "id",
  region: refuse,
  state: () => "the state",
  replaceState: () => {},
  vars: refuse,
  replaceVars: refuse,
  conns: refuse,
  abortSignal: refuse,
  kv: refuse,
  schedule: refuse,
  client: refuse,
  sleep: refuse,
  destroy: refuse,
  broadcast: () => {},
  saveState: () => Promise.resolve(),
  waitUntil: () => {},
};
const occasion: Occasion = { mode: "predicted", actionId: "a", time: 7, seed: "seed", conn: refuse, request: refuse };
const context = (more: Partial<Occasion> = {}): Context => new Context(scope, { ...occasion, ...more });

describe("an action", () => {
  const definition = actor({ actions: { own: () => 1 } });

  test("is found by its own name, and by none that objects inherit", () => {
    expect(findAction(definition, "own")).toBe(definition.config.actions?.["own"]);
    for (const name of ["other", "toString", "constructor", "__proto__", "hasOwnProperty", "prototype"]) {
      expect(findAction(definition, name)).toBeUndefined();
    }
    expect(findAction(actor({}), "own")).toBeUndefined();
    expect(unknownAction("x".repeat(500)).message.length).toBeLessThan(150);
  });

  test("returns, throws, or promises: each is data", () => {
    const c = context();
    expect(runAction((_c, n: number) => n + 1, c, [1])).toEqual({ how: "returned", output: 2 });
    const error = new Error("own");
    expect(runAction(() => { throw error; }, c, [])).toEqual({ how: "threw", error });
    const promise = Promise.resolve(1);
    expect(runAction(() => promise, c, [])).toEqual({ how: "promised", promise });
    const thenable = { then: () => {} };
    expect(runAction(() => thenable, c, [])).toEqual({ how: "promised", promise: thenable });
  });

  test("that returns what cannot be sent has thrown", () => {
    expect(runAction(() => () => 1, context(), [])).toMatchObject({ how: "threw", error: { code: "invalid_type" } });
    expect(runAction(() => [Symbol("s")], context(), [])).toMatchObject({ how: "threw", error: { code: "invalid_type" } });
  });

  test("that returns live parts of the state returns copies of them", () => {
    const tree = makeTree({ rows: [{ n: 1 }], at: new Date(5) });
    const live = liveState(tree) as { rows: { n: number }[]; at: Date };
    const output = settled({ first: live.rows[0], all: live.rows, at: live.at });
    Object.assign(live.rows[0] ?? {}, { n: 2 });
    live.at.setTime(6);
    expect(show(output)).toBe('{"first": {"n": 1}, "all": [{"n": 1}], "at": Date(5)}');
    const args = settledArgs([live.rows, 1], "event");
    live.rows.pop();
    expect(show(args)).toBe('[[{"n": 2}], 1]');
  });

  test("that returns nothing much costs no copy", () => {
    const args = [1, "two", null];
    expect(settledArgs(args, "event")).toBe(args);
    expect([settled(undefined), settled(1n)]).toEqual([undefined, 1n]);
  });
});

test("a thenable is an object with a method then, and nothing else is", () => {
  expect([Promise.resolve(), { then() {} }].every(isThenable)).toBe(true);
  expect([{ then: 1 }, {}, null, undefined, () => {}, "then"].some(isThenable)).toBe(false);
});

describe("a context", () => {
  test("tells time and draws numbers by its occasion alone", () => {
    const draws = (c: Context) => [c.now(), c.random(), c.uuid(), c.random()];
    expect(draws(context())).toEqual(draws(context({ mode: "authoritative", actionId: "b" })));
    expect(draws(context())).not.toEqual(draws(context({ seed: "other" })));
    expect(context().now()).toBe(7);
  });

  test("that is revoked takes no more writes, nor reaches for the state, and still tells the rest", () => {
    const c = context();
    c.revoke();
    const revoked = expect.objectContaining({ group: "action", code: "revoked" });
    expect(() => c.state).toThrow(revoked);
    expect(() => (c.state = 1)).toThrow(revoked);
    expect(() => c.broadcast("event")).toThrow(revoked);
    expect([c.name, c.key, c.actorId, c.mode, c.now()]).toEqual(["thing", ["k"], "id", "predicted", 7]);
  });

  test("says who reaches for the state, each time", () => {
    let reached = 0;
    const c = context({ reach: () => void reached++ });
    expect(c.state).toBe("the state");
    c.broadcast("event");
    c.now();
    c.random();
    expect(reached).toBe(2);
  });
});

test("seed and id come from the key and the caller, never from a place in a queue", () => {
  expect(seedOf("c".repeat(32), "key")).toBe(`${"c".repeat(32)}:key`);
  expect(actionIdOf("c".repeat(32), "key")).toBe("cccccccc-key");
});
