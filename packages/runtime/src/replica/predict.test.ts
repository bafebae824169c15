import { describe, expect, test } from "vitest";
import type { Ctx } from "../contract/infer.ts";
import { actor } from "../definition/actor.ts";
import { read, serverOnly } from "../definition/marks.ts";
import { SILENT } from "../ports/logger.ts";
import { ROOT, type Tree } from "../track/node.ts";
import { makeTree } from "../track/tree.ts";
import type { Context } from "../execution/context.ts";
import { predict, readOnView } from "./predict.ts";
import type { Predictor } from "./predictor.ts";
import type { Impurity } from "../dev/purity.ts";
import type { Row } from "./row.ts";

interface State {
  n: number;
  list: number[];
}
type C = Ctx<{ state: State }>;

const called: string[] = [];
let late: Context | null = null;
const thing = actor({
  state: { n: 0, list: [] as number[] },
  actions: {
    add: (c, n: number) => {
      c.state.n += n;
      c.broadcast("added", { n });
      return { n: c.state.n };
    },
    mode: (c) => c.mode,
    mutates: (_c, args: { n: number }) => args.n++,
    fails: (c) => {
      c.state.n = 99;
      c.state.list.push(1);
      c.broadcast("never");
      throw new Error("changed its mind");
    },
    later: async () => {
      called.push("later");
      await Promise.resolve();
    },
    thenable: (c) => {
      called.push("thenable");
      late = c as unknown as Context;
      c.state.n = 99;
      c.broadcast("never");
      return Promise.reject(new Error("nobody listens"));
    },
    secret: serverOnly(() => void called.push("secret")),
    count: read((c: C) => c.state.list.length),
    sneaky: read((c: C) => c.state.list.push(1)),
    sneakier: read((c: C) => void (c.state = { n: 1, list: [] })),
    peek: read((c: C) => c.vars),
    lazy: read(async (c: C) => c.state.n),
    clock: () => [Date.now(), Math.random(), crypto.randomUUID()],
    params: (c) => c.conn.params,
    connId: (c) => (c.state.n = 1, c.conn.id),
    connState: (c) => (c.state.n = 1, c.conn.state),
    vars: (c) => (c.state.n = 1, c.vars),
    conns: (c) => (c.state.n = 1, c.conns.size),
    actorId: (c) => c.actorId,
    swallows: (c) => {
      try {
        void c.vars;
      } catch {
        c.state.n = 99;
      }
    },
  },
});

const impure: string[] = [];
const predictor: Predictor = {
  definition: thing,
  own: { version: 1, upgrade: {} },
  name: "thing",
  key: [],
  at: "thing/",
  log: SILENT,
  actorId: () => null,
  impure: (action: string, use: Impurity) => impure.push(`${action}: ${use.name} → ${use.instead}`),
  paramsOf: (lane) => ({ lane }),
};
const row = (name: string, ...args: unknown[]): Row => ({
  client: "c".repeat(32),
  lane: "",
  id: 1,
  epoch: null,
  kind: "action",
  name,
  schema: 1,
  args,
  key: "k".repeat(32),
  origin: "c".repeat(32),
  time: 5,
  since: null,
  self: null,
});
const tree = (): Tree => makeTree({ n: 0, list: [] });
const run = (on: Tree, name: string, ...args: unknown[]) => predict(predictor, on, row(name, ...args), "predicted");
const state = (on: Tree): unknown => on.holder.raw[ROOT];

describe("a prediction", () => {
  test("does what the action does, and remembers how to take it back", () => {
    const on = tree();
    const { prediction, journal } = run(on, "add", 2);
    expect(prediction).toEqual({ how: "predicted", output: { n: 2 }, events: [{ name: "added", args: [{ n: 2 }] }] });
    expect(state(on)).toEqual({ n: 2, list: [] });
    expect(journal.ops).toEqual([["set", [], "n", 2]]);
  });

  test("runs on arguments of its own: a row keeps what it was called with", () => {
    const args = { n: 1 };
    expect(run(tree(), "mutates", args).prediction).toMatchObject({ output: 1 });
    expect(args).toEqual({ n: 1 });
  });

  test("tells the action its mode", () => {
    expect(predict(predictor, tree(), row("mode"), "replayed").prediction).toMatchObject({ output: "replayed" });
    expect(run(tree(), "mode").prediction).toMatchObject({ output: "predicted" });
  });

  test("that throws leaves nothing behind", () => {
    const on = tree();
    const { prediction, journal } = run(on, "fails");
    expect(prediction).toMatchObject({ how: "threw", error: { message: "changed its mind" } });
    expect([state(on), journal.ops]).toEqual([{ n: 0, list: [] }, []]);
  });

  test.each(["later", "secret", "nothing of that name", "toString"])("does not call what cannot be predicted: %s", (name) => {
    called.length = 0;
    const on = tree();
    expect(run(on, name).prediction).toMatchObject({ how: "unpredictable" });
    expect([called, state(on)]).toEqual([[], { n: 0, list: [] }]);
  });

  test.each(["connId", "connState", "vars", "conns", "actorId", "swallows"])("takes back what an action did that reads what is not there: %s", (name) => {
    const on = tree();
    expect(run(on, name).prediction).toMatchObject({ how: "unpredictable", why: expect.stringContaining("it reads c.") });
    expect(state(on)).toEqual({ n: 0, list: [] });
  });

  test("takes back what an action did that then gave a promise, and hears no more of it", async () => {
    const on = tree();
    expect(run(on, "thenable").prediction).toEqual({ how: "unpredictable", why: "it returns a promise" });
    expect(state(on)).toEqual({ n: 0, list: [] });
    expect(() => late?.state).toThrow(expect.objectContaining({ code: "revoked" }));
    expect(() => late?.broadcast("late")).toThrow(expect.objectContaining({ code: "revoked" }));
    await new Promise((resolve) => setImmediate(resolve));
  });

  test("knows the caller's params", () => {
    expect(run(tree(), "params").prediction).toMatchObject({ output: { lane: "" } });
  });

  test("without the app's actors is none", () => {
    const { prediction } = predict({ ...predictor, definition: null }, tree(), row("add", 1), "predicted");
    expect(prediction).toMatchObject({ how: "unpredictable" });
  });

  test("names what gives another result on the server, and puts everything back", () => {
    const before = [Date.now, Math.random, crypto.randomUUID];
    impure.length = 0;
    run(tree(), "clock");
    expect(impure).toEqual([
      "clock: Date.now() → c.now()",
      "clock: Math.random() → c.random()",
      "clock: crypto.randomUUID() → c.uuid()",
    ]);
    run(tree(), "fails");
    expect([Date.now, Math.random, crypto.randomUUID]).toEqual(before);
    expect(Object.hasOwn(crypto, "randomUUID")).toBe(false);
  });
});

describe("an action made with read()", () => {
  const offline = expect.objectContaining({ group: "client", code: "offline" });
  const readOnly = expect.objectContaining({ group: "action", code: "read_only" });

  test("reads the view", () => {
    expect(readOnView(predictor, makeTree({ n: 0, list: [1, 2] }), row("count"))).toBe(2);
  });

  test.each(["sneaky", "sneakier"])("cannot write: %s", (name) => {
    const on = tree();
    expect(() => readOnView(predictor, on, row(name))).toThrow(readOnly);
    expect(run(on, name).prediction).toMatchObject({ how: "threw", error: readOnly });
    expect(state(on)).toEqual({ n: 0, list: [] });
  });

  test("fails where only the server can answer", () => {
    expect(() => readOnView(predictor, tree(), row("lazy"))).toThrow(offline);
    expect(() => readOnView(predictor, null, row("count"))).toThrow(offline);
    expect(() => readOnView(predictor, tree(), row("peek"))).toThrow(offline);
    expect(() => readOnView(predictor, tree(), row("no such"))).toThrow(offline);
  });
});
