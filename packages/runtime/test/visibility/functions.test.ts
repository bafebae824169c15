// Views that fail, cheat or hold on to things; and what looking costs.

import { describe, expect, test, vi } from "vitest";
import type { HostConn } from "../../src/host/conn.ts";
import { makeSights } from "../../src/host/sights.ts";
import type { Commit } from "../../src/host/step-log.ts";
import type { SyncOptions } from "../../src/contract/options.ts";
import { makeSyncFunctions } from "../../src/host/sync-functions.ts";
import { actor } from "../../src/definition/actor.ts";
import { completeSync } from "../../src/definition/options.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";
import { SILENT } from "../../src/ports/logger.ts";
import { setKey } from "../../src/track/edit.ts";
import { nodeOf, ofKind } from "../../src/track/node.ts";
import { endStretch } from "../../src/track/stretch.ts";
import { makeTree } from "../../src/track/tree.ts";
import { liveState } from "../../src/track/wrap.ts";
import { server } from "../host-by-hand.ts";

const ID = "a".repeat(32);
class Money {}

/** An actor with these functions, a connection to it by hand, and its live state as its actions have it. */
async function world(sync: SyncOptions, connState: unknown = { role: "a" }) {
  const thing = actor({
    state: { n: 0, rows: [{ id: "r", n: 0 }], map: new Map([["k", { n: 0 }]]), secret: "s3cret" },
    connState,
    sync,
    actions: {
      bump(c) {
        const { state } = c as { state: { n: number; rows: { n: number }[]; map: Map<string, { n: number }> } };
        state.n++;
        const [row] = state.rows;
        if (row) row.n++;
      },
      turn(c, role: string) {
        (c.conn as { state: { role: string } }).state.role = role;
      },
    },
  });
  const made = server(setup({ use: { thing } }));
  const hand = made.client();
  await hand.hello();
  await hand.open();
  const push = (id: number, name: string, ...args: unknown[]) => hand.push(hand.epoch, id, name, args);
  return { ...made, hand, push, opened: hand.of("opened")[0] as { base?: { state: unknown }; self?: unknown } | undefined };
}

const loggedErrors = ({ log }: { log: { error: ReturnType<typeof vi.fn> } }): unknown[] => log.error.mock.calls.map(([line]) => (line as { err: unknown }).err);

describe("L9 a function of sync that fails", () => {
  test.each<[string, SyncOptions, RegExp]>([
    ["a view that throws", { view: () => { throw new Error("s3cret reason"); } }, /s3cret reason/],
    ["a view that gives a function", { view: () => ({ rows: [{ pay: () => "s3cret" }] }) }, /^sync\.view\(\)\.rows\[0\]\.pay is a function/],
    ["a view that gives an instance", { view: () => ({ price: new Money() }) }, /^sync\.view\(\)\.price is an instance of Money/],
    ["a view that gives what is no number", { view: (_c, s: { n: number }) => [s.n / 0, 0 / s.n] }, /^sync\.view\(\)\[0\] is/],
    ["a view that gives itself", { view: () => { const own: unknown[] = []; own.push(own); return own; } }, /nested deeper than 100/],
    ["a view that gives a promise", { view: () => Promise.resolve({}) }, /^sync\.view gave a promise/],
    ["a view that gives a thenable", { view: () => ({ then: () => {} }) }, /^sync\.view gave a promise/],
    ["a view that writes to what it is given", { view: (_c, s) => { (s as { n: number }).n = 5; return s; } }, /read only/],
    ["a view that writes to the connection", { view: (c) => { (c.conn as { state: { role: string } }).state.role = "boss"; return {}; } }, /read only/],
    ["a shared view that reads who looks", { audience: () => "all", view: (c) => c.conn.state }, /^sync\.view reads c\.conn/],
    ["an audience that is no text", { audience: () => 7 as never, view: () => ({}) }, /^sync\.audience gave 7/],
    ["an audience that throws", { audience: () => { throw new Error("s3cret who"); }, view: () => ({}) }, /s3cret who/],
    ["a self that throws", { self: () => { throw new Error("s3cret self"); } }, /s3cret self/],
    ["a self that gives a promise", { self: () => Promise.resolve(1) }, /^sync\.self gave a promise/],
    ["a self that gives an instance", { self: () => new Money() }, /^sync\.self\(\) is an instance of Money/],
  ])("%s shows nothing: the lane is denied, and the log says why", async (_what, sync, why) => {
    const w = await world(sync);
    expect(w.hand.of("opened")).toEqual([]);
    expect(w.hand.of("closed")).toMatchObject([{ error: { group: "sync", code: "view_failed" } }]);
    expect(JSON.stringify(w.hand.heard)).not.toContain("s3cret");
    expect(loggedErrors(w).map((error) => (error as Error).message)).toEqual([expect.stringMatching(why)]);
  });

  test("while it is followed: those who see it are closed, and what was stored stays", async () => {
    const w = await world({ view: (_c, s: { n: number }) => (s.n === 2 ? [Symbol("s3cret")] : { n: s.n }) });
    await w.push(1, "bump");
    await w.push(2, "bump");
    expect(w.hand.of("commit")).toMatchObject([{ patch: [["set", [], "n", 1]] }]);
    expect(w.hand.of("closed")).toMatchObject([{ error: { code: "view_failed" } }]);
    await w.hand.open();
    expect(w.hand.of("closed")).toHaveLength(2);
    const other = w.client("b".repeat(32));
    await other.hello();
    await other.open({ seen: [[ID, "", 0]] });
    expect(other.of("opened")).toEqual([]);
  });

  test("an audience that fails after the connection's state has changed closes that connection alone", async () => {
    const w = await world({ audience: ({ conn }) => { if (conn.state.role === "none") throw new UserError("gone"); return "all"; }, view: (_c, s: { n: number }) => s.n });
    const other = w.client("b".repeat(32));
    await other.hello();
    await other.open({ seen: [] });
    await w.push(1, "turn", "none");
    expect(w.hand.of("closed")).toMatchObject([{ error: { group: "user", message: "gone" } }]);
    expect(other.of("commit")).toMatchObject([{ patch: [], by: [ID, "", 1] }]);
    expect(other.of("closed")).toEqual([]);
  });

  test("what is thrown on purpose is told, and needs no log", async () => {
    const w = await world({ view: () => { throw new UserError("Pay first.", { code: "pay", metadata: { auth: true } }); } });
    expect(w.hand.of("closed")).toMatchObject([{ error: { group: "user", code: "pay", message: "Pay first.", metadata: { auth: true } } }]);
    expect(w.log.error).not.toHaveBeenCalled();
  });

  test.each([
    [{ view: async () => {} }, "sync.view must be a function that is not async."],
    [{ view: {} }, "sync.view must be a function that is not async."],
    [{ self: async () => {} }, "sync.self must be a function that is not async."],
    [{ audience: () => "" }, "sync.audience says who shares a sync.view, and there is none."],
    [{ veiw: () => ({}) }, "sync has no veiw. Did you mean view?"],
  ])("a definition with %o is refused", (sync, message) => {
    expect(() => actor({ sync: sync as never })).toThrow(expect.objectContaining({ code: "invalid", message }));
  });
});

describe("what a view gives is its own", () => {
  test("what it holds on to and changes later is not what was told", async () => {
    const kept: number[] = [];
    const w = await world({ view: (_c, s: { n: number }) => { kept.push(s.n); return kept; } });
    await w.push(1, "bump");
    await w.push(2, "bump");
    expect(w.opened?.base?.state).toEqual([0]);
    expect(w.hand.of("commit").map(({ patch }) => patch)).toEqual([[["splice", [], 1, 0, [1]]], [["splice", [], 2, 0, [2]]]]);
  });

  test("a live part of the state that it got hold of is told as it is, and stays the state's", () => {
    const tree = makeTree({ rows: [{ n: 1 }] });
    const functions = makeSyncFunctions({ actor: { id: "i", name: "n", key: [] }, sync: sync({ view: () => liveState(tree) }), log: SILENT, exposeErrors: false, made: new WeakSet() });
    const given = functions.view(undefined, fakeConn("c", {}), null);
    expect(given).toEqual({ ok: true, value: { rows: [{ n: 1 }] } });
    if (given.ok) Object.assign((given.value as { rows: object[] }).rows[0] ?? {}, { n: 2 });
    expect(tree.holder.raw["state"]).toEqual({ rows: [{ n: 1 }] });
  });

  test("what is too deep inside something else is refused before anybody has to read it", async () => {
    const nested = (depth: number, inside: unknown): unknown => (depth === 0 ? inside : [nested(depth - 1, inside)]);
    const w = await world({ view: (_c, s) => nested(99, s) });
    expect(loggedErrors(w).map((error) => (error as Error).message)).toEqual([expect.stringContaining("nested deeper than 100")]);
  });
});

function sync(given: SyncOptions) {
  const complete = completeSync(given);
  if (complete === null) throw new Error("There is no sync.");
  return complete;
}

/** A connection that keeps what it is told. */
function fakeConn(id: string, params: unknown): HostConn & { readonly told: Commit[] } {
  const told: Commit[] = [];
  const nothing = (): void => {};
  const follower = { id, actorName: "thing", params, version: 0, commit: (commit: Commit) => void told.push(commit), event: nothing, close: nothing, restart: nothing, destroyed: nothing };
  return { follower, tree: null, conn: null as never, told };
}

describe("what looking costs", () => {
  const big = () => ({ n: 0, rows: Array.from({ length: 10_000 }, (_, id) => ({ id, tags: [{ name: "a" }] })), secret: "s" });

  test("of 100 who see the same the view runs once per commit, and the patch is written once", () => {
    const tree = makeTree(big());
    tree.made = new WeakSet();
    const view = vi.fn((_c: unknown, { rows, n }: { rows: unknown; n: number }) => ({ rows, n }));
    const functions = makeSyncFunctions({ actor: { id: "i", name: "n", key: [] }, sync: sync({ view: view as never, audience: () => "all" }), log: SILENT, exposeErrors: false, made: tree.made });
    let tokens = 0;
    const sights = makeSights({ tree, functions, newToken: () => `run.${tokens++}` });
    const conns = Array.from({ length: 100 }, (_, i) => fakeConn(`${i}`, { i }));
    const texts = new Set(conns.map((conn) => sights.open(conn).text()));
    expect([view.mock.calls.length, texts.size, tokens]).toEqual([1, 1, 1]);

    const state = liveState(tree) as ReturnType<typeof big>;
    state.rows[5_000]?.tags.push({ name: "b" });
    endStretch(tree);
    // Everything that looks into an object does so by the list of its keys.
    const keys = vi.spyOn(Object, "keys");
    const entries = vi.spyOn(Object, "entries");
    const tell = sights.look({ from: 0, to: 1, by: null, done: false, members: "" });
    const looks = keys.mock.calls.length + entries.mock.calls.length;
    vi.restoreAllMocks();
    tell();
    expect(view).toHaveBeenCalledTimes(2);
    expect(looks).toBeLessThan(20);
    expect(new Set(conns.map(({ told }) => told[0])).size).toBe(1);
    expect(conns[7]?.told[0]?.members).toBe('"from":0,"to":1,"patch":[["splice",["rows",5000,"tags"],1,0,[{"name":"b"}]]]');
  });

  test("where the state is the same, nobody is asked", () => {
    const tree = makeTree(big());
    tree.made = new WeakSet();
    const view = vi.fn(() => ({}));
    const functions = makeSyncFunctions({ actor: { id: "i", name: "n", key: [] }, sync: sync({ view }), log: SILENT, exposeErrors: false, made: tree.made });
    const sights = makeSights({ tree, functions, newToken: () => "run.1" });
    sights.open(fakeConn("a", { as: "a" }));
    sights.look({ from: 0, to: 1, by: null, done: false, members: "" })();
    expect(view).toHaveBeenCalledTimes(1);
    setKey(ofKind(nodeOf(liveState(tree)), "object"), "n", 1);
    endStretch(tree);
    sights.look({ from: 1, to: 2, by: null, done: false, members: "" })();
    expect(view).toHaveBeenCalledTimes(2);
  });

  test("those who left are kept in mind for a while, and not without end", () => {
    const tree = makeTree(big());
    const view = vi.fn(() => ({}));
    const functions = makeSyncFunctions({ actor: { id: "i", name: "n", key: [] }, sync: sync({ view }), log: SILENT, exposeErrors: false, made: new WeakSet() });
    const sights = makeSights({ tree, functions, newToken: () => "run.1" });
    const conns = Array.from({ length: 100 }, (_, i) => fakeConn(`${i}`, { i }));
    for (const conn of conns) sights.open(conn);
    for (const conn of conns) sights.close(conn);
    expect(view).toHaveBeenCalledTimes(100);
    for (const conn of conns.slice(-32)) sights.open(conn);
    expect(view).toHaveBeenCalledTimes(100);
    const [first] = conns;
    if (first !== undefined) sights.open(first);
    expect(view).toHaveBeenCalledTimes(101);
  });
});

