import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Row } from "../src/replica/row.ts";
import { entriesOf, EMPTY, foldOf, type Decision, type Duty, type ReplicaEvent, type ReplicaState } from "../src/replica/state.ts";
import { reconcile } from "../src/replica/reconcile.ts";

const runs = Number(process.env["RIVULET_HISTORIES"] ?? 10_000);
const seed = process.env["RIVULET_SEED"] === undefined ? {} : { seed: Number(process.env["RIVULET_SEED"]) };

/**
 * The model: a server is the list of actions it accepted and what it said of each; a replica shows the accepted ones it
 * has heard of, then its own waiting ones. An action's value is its name; those that begin with "no" are rejected.
 */
class Model {
  readonly accepted: { name: string; by: readonly [string, string, number] }[] = [];
  readonly last = new Map<string, number>();
  readonly results = new Map<string, boolean>();

  /** Takes a pushed action: runs it once, in the order of its ids. */
  push(client: string, id: number, name: string): "ran" | "known" | "gap" {
    const last = this.last.get(client) ?? 0;
    if (id <= last) return "known";
    if (id !== last + 1) return "gap";
    this.last.set(client, id);
    const ok = !name.startsWith("no") && name !== "";
    this.results.set(`${client}/${id}`, ok);
    if (ok) this.accepted.push({ name, by: [client, "", id] });
    return "ran";
  }
}

/** A replica driven by `reconcile` alone: its base is a list of names, its view that list and the fold's names. */
class Driven {
  state: ReplicaState = EMPTY;
  base: string[] = [];
  readonly pushed: { client: string; rows: readonly Row[] }[] = [];
  readonly settled: { name: string; ok: boolean | "told" }[] = [];
  /** Rows numbered anew, on their way to the device. */
  readonly storing: Row[] = [];
  isOpen = false;

  constructor(readonly client: string, readonly server: Model) {
    this.take({ type: "hold", client, held: true });
  }

  take(event: ReplicaEvent): void {
    const { state, duties } = reconcile(this.state, event);
    this.state = state;
    for (const duty of duties) this.perform(duty);
    this.check();
  }

  perform(duty: Duty): void {
    if (duty.do === "store") this.storing.push(...duty.step.put.map(({ row }) => row));
    if (duty.do === "push") {
      // L2: a row that the device knows by another number might be sent again under that one.
      for (const row of duty.rows) if (row.kind === "action") expect(this.storing).not.toContain(row);
      this.pushed.push(duty);
    }
    if (duty.do === "settle") this.settled.push({ name: duty.row.name, ok: duty.answer.ok });
    if (duty.do === "reopen") this.close();
    if (duty.do !== "rebase" || duty.base === null) return;
    if (duty.base.how === "snapshot") this.base = [...(duty.base.state as string[])];
    else if (duty.base.how === "none") this.base = [];
    else for (const { patch } of duty.base.steps) this.base.push((patch as unknown as [string])[0]);
  }

  /** L4 and L2: the view shows each action once, the confirmed ones in the server's order. */
  check(): void {
    const version = this.state.cursor?.[1] ?? 0;
    expect(this.base).toEqual(this.server.accepted.slice(0, version).map(({ name }) => name));
    const view = [...this.base, ...foldOf(this.state).map(({ name }) => name)];
    expect(new Set(view).size).toBe(view.length);
  }

  close(): void {
    this.isOpen = false;
    this.pushed.length = 0;
    const { state } = reconcile(this.state, { type: "closed", lane: "" });
    this.state = state;
  }

  /** What the server says when a channel opens, by whatever way it chooses. */
  open(how: "steps" | "snapshot"): void {
    const from = this.state.cursor?.[1] ?? 0;
    const to = this.server.accepted.length;
    const clients = new Set([this.client, ...entriesOf(this.state).map(({ row }) => row.client)]);
    const known = this.state.cursor !== null;
    this.isOpen = true;
    this.take({
      type: "opened",
      lane: "",
      ended: null,
      cursor: ["e", to, "r"],
      base:
        known && from === to
          ? null
          : known && how === "steps"
            ? { how: "steps", steps: this.steps(from, to) }
            : { how: "snapshot", state: this.server.accepted.slice(0, to).map(({ name }) => name), text: "" },
      progress: [...clients].map((client) => [client, "", this.server.last.get(client) ?? 0, []] as const),
    });
  }

  steps(from: number, to: number) {
    return this.server.accepted.slice(from, to).map(({ name, by }, i) => {
      return { from: from + i, to: from + i + 1, patch: [name] as never, by, done: true };
    });
  }
}

type Move =
  | { move: "call"; rejected: boolean }
  | { move: "save" | "close" | "deliver" | "push" | "other" | "discard" | "repeat" }
  | { move: "open"; how: "steps" | "snapshot" };

const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ move: fc.constant("call" as const), rejected: fc.boolean() }) },
  { weight: 8, arbitrary: fc.record({ move: fc.constantFrom("save" as const, "deliver" as const, "push" as const, "other" as const) }) },
  { weight: 2, arbitrary: fc.record({ move: fc.constantFrom("close" as const, "discard" as const, "repeat" as const) }) },
  { weight: 3, arbitrary: fc.record({ move: fc.constant("open" as const), how: fc.constantFrom("steps" as const, "snapshot" as const) }) },
);

/** Plays a history, then lets everything be delivered. */
function play(history: readonly Move[]): { server: Model; replica: Driven; called: Map<string, boolean> } {
  const server = new Model();
  const replica = new Driven("a", server);
  const called = new Map<string, boolean>();
  const discarded = new Set<string>();
  let names = 0;
  let seq = 0;
  let heard = 0;
  const push = (): void => {
    const next = replica.pushed.shift();
    for (const { id, name, kind } of next?.rows ?? []) {
      const verdict = server.push("a", id, kind === "void" ? "" : name);
      expect(verdict).not.toBe("gap");
    }
  };
  const deliver = (): void => {
    if (!replica.isOpen) return;
    const version = replica.state.cursor?.[1] ?? 0;
    const steps = replica.steps(version, server.accepted.length);
    const results = entriesOf(replica.state).flatMap(({ row, sent }) => {
      const ok = server.results.get(`a/${row.id}`);
      if (ok === undefined || !sent) return [];
      const answer = ok ? ({ ok: true, output: row.name } as const) : ({ ok: false, error: { group: "g", code: "c", message: "" } } as const);
      return [{ lane: "", client: "a", id: row.id, answer, time: undefined }];
    });
    heard = server.accepted.length;
    replica.take({ type: "frame", steps, results, now: 0 });
  };
  const save = (): void => {
    const stored = new Set(replica.storing.splice(0));
    if (stored.size > 0) replica.take({ type: "stored", rows: stored });
    const unsaved = entriesOf(replica.state).filter((entry) => entry.seq === null);
    if (unsaved.length === 0) return;
    replica.take({ type: "saved", seqs: new Map(unsaved.map(({ row }) => [`${row.client}/${row.key}`, ++seq])) });
  };
  for (const step of history) {
    switch (step.move) {
      case "call": {
        const name = `${step.rejected ? "no" : "a"}${names++}`;
        called.set(name, step.rejected);
        replica.take({ type: "called", draft: { client: "a", lane: "", name, schema: 1, args: [], key: name, origin: "a", time: 0, self: null } });
        break;
      }
      case "save":
        save();
        break;
      case "open":
        if (!replica.isOpen) replica.open(step.how);
        break;
      case "close":
        replica.close();
        break;
      case "push":
        if (replica.isOpen) push();
        break;
      case "deliver":
        deliver();
        break;
      case "repeat":
        // What was heard before is said again: it must change nothing.
        if (replica.isOpen) replica.take({ type: "frame", steps: replica.steps(0, Math.min(heard, replica.state.cursor?.[1] ?? 0)), results: [], now: 0 });
        break;
      case "other":
        server.push("b", (server.last.get("b") ?? 0) + 1, `b${names++}`);
        break;
      case "discard": {
        const waiting = entriesOf(replica.state).find(({ row }) => row.kind === "action");
        if (waiting === undefined) break;
        discarded.add(waiting.row.name);
        replica.take({ type: "discarded", name: `${waiting.row.client}/${waiting.row.key}` });
      }
    }
  }
  for (const name of discarded) called.delete(name);
  save();
  if (!replica.isOpen) replica.open("steps");
  for (let i = 0; i < 5; i++) {
    save();
    while (replica.pushed.length > 0) push();
    deliver();
    if (!replica.isOpen) replica.open("steps");
  }
  return { server, replica, called };
}

describe("reconcile", () => {
  test("keeps the view a fold of the base and what waits, and brings every action to its end once", () => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 40 }), (history) => {
        const { server, replica, called } = play(history);
        expect(entriesOf(replica.state)).toEqual([]);
        expect(replica.base).toEqual(server.accepted.map(({ name }) => name));
        const settled = new Map(replica.settled.map(({ name, ok }) => [name, ok]));
        for (const [name, rejected] of called) expect(settled.get(name)).toBe(!rejected);
        expect(replica.settled.length).toBe(settled.size);
      }),
      { numRuns: runs, ...seed },
    );
  });

  test("L2: in a new history a row called before the old one was known and one called after it get two numbers", () => {
    const call = (name: string): ReplicaEvent => {
      return { type: "called", draft: { client: "a", lane: "", name, schema: 1, args: [], key: name, origin: "a", time: 0, self: null } };
    };
    const base = { state: [], text: "[]" };
    const events: ReplicaEvent[] = [
      { type: "hold", client: "a", held: true },
      call("before"),
      { type: "loaded", cursor: ["old", 3, "r"], marks: new Map(), markedFrom: 0, ...base, atOnce: 100 },
      call("after"),
      { type: "saved", seqs: new Map([["a/before", 1], ["a/after", 2]]) },
      { type: "opened", lane: "", cursor: ["new", 0, "r"], base: { how: "snapshot", ...base }, progress: [["a", "", 0, []]], ended: null },
    ];
    const { saved } = events.reduce((state, event) => reconcile(state, event).state, EMPTY);
    expect(saved.map(({ row }) => [row.name, row.epoch, row.id])).toEqual([["before", "new", 1], ["after", "new", 2]]);
  });

  test("L8: what may be seen counts at the version that the base has, and is asked for anew where it was told for one before", () => {
    const told = { how: "snapshot", state: [], text: "[]" } as const;
    const at = { ...EMPTY, cursor: ["e", 3, "r.one"] } as const;
    const opened = (version: number, isView: boolean) =>
      reconcile(at, { type: "opened", lane: "", cursor: ["e", version, "r.two"], base: { ...told, isView }, progress: [], ended: null });
    expect(opened(3, true)).toMatchObject({ state: { cursor: ["e", 3, "r.two"] }, duties: [{ do: "rebase", base: told }, { do: "store" }] });
    expect(opened(2, true)).toEqual({ state: at, duties: [{ do: "reopen", lane: "" }] });
    // The whole state is the same for every lane: nothing is gained by what another has told already.
    expect(opened(3, false).duties).toEqual([{ do: "rebase", base: null }]);
  });

  test("L2: a row that another page has settled is over with its history, and not settled again by what that holds of it", () => {
    const row: Row = { client: "a", lane: "", id: 1, epoch: "old", kind: "action", name: "settled", schema: 1, args: [], key: "settled", origin: "a", time: 0, since: 0, self: null };
    const events: readonly ReplicaEvent[] = [
      { type: "loaded", cursor: ["old", 3, "r"], marks: new Map(), markedFrom: 0, state: [], text: "[]", atOnce: 100 },
      { type: "found", rows: [{ row, seq: 1 }] },
      { type: "hold", client: "a", held: true },
      // The base that contains it has not come here yet.
      { type: "gone", names: ["a/settled"], at: 5 },
    ];
    const state = events.reduce((at, event) => reconcile(at, event).state, EMPTY);
    expect(state.saved).toMatchObject([{ row, over: 5 }]);
    const ending = { epoch: "old", client: "a", lane: "", settled: 0, results: new Map() };
    const destroyed = reconcile(state, { type: "destroyed", ended: { of: [ending], now: 1 } });
    expect(destroyed.state.saved).toEqual([]);
    expect(destroyed.duties).toMatchObject([{ do: "rebase" }, { do: "store", step: { base: { how: "none" }, remove: [], box: [], ends: [] } }]);
  });

  test("L8: rows of a destroyed history of which nothing was told wait until they are asked for", () => {
    const base = { state: [], text: "[]" };
    const row: Row = { client: "b", lane: "", id: 1, epoch: "old", kind: "action", name: "waits", schema: 1, args: [], key: "waits", origin: "b", time: 0, since: 0, self: null };
    const ending = { epoch: "old", client: "a", lane: "", settled: 0, results: new Map() };
    const events = (of: readonly (typeof ending)[]): readonly ReplicaEvent[] => [
      { type: "opened", lane: "", cursor: ["new", 0, "r"], base: { how: "snapshot", ...base }, progress: [["a", "", 0, []], ["b", "", 0, []]], ended: { of, now: 1 } },
    ];
    const found: readonly ReplicaEvent[] = [
      { type: "loaded", cursor: ["old", 0, "r"], marks: new Map(), markedFrom: 0, ...base, atOnce: 100 },
      { type: "found", rows: [{ row, seq: 1 }] },
      { type: "hold", client: "a", held: true },
      { type: "hold", client: "b", held: true },
    ];
    const state = found.reduce((at, event) => reconcile(at, event).state, EMPTY);
    const open = (of: readonly (typeof ending)[]) => events(of).reduce<Decision>((at, event) => reconcile(at.state, event), { state, duties: [] });
    expect(open([ending])).toEqual({ state, duties: [{ do: "reopen", lane: "" }] });
    expect(open([ending, { ...ending, client: "b" }])).toMatchObject({ state: { saved: [] }, duties: [{}, { do: "store" }, { do: "settle", answer: { ok: false } }] });
  });

  test("does not change the state it is given", () => {
    fc.assert(
      fc.property(fc.array(moves, { maxLength: 15 }), (history) => {
        const { replica } = play(history);
        const frozen = deepFreeze(replica.state);
        reconcile(frozen, { type: "called", draft: { client: "a", lane: "", name: "x", schema: 1, args: [], key: "x", origin: "a", time: 0, self: null } });
        reconcile(frozen, { type: "closed", lane: "" });
        reconcile(frozen, { type: "hold", client: "a", held: false });
      }),
      { numRuns: 200, ...seed },
    );
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
