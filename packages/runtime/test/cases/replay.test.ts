// What a plain "take back, apply, run again" gets wrong, each with the number that docs/guarantees.md gives it.

import { beforeEach, describe, expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";
import { twoDevices } from "./two-devices.ts";

const runs: string[] = [];
const board = actor({
  state: { notes: [] as string[], owner: "", tries: 0 },
  sync: true,
  actions: {
    add(c, text: string) {
      runs.push(`${c.mode} ${text}`);
      if (c.mode === "authoritative" && text.startsWith("refused")) throw new UserError("no", { code: "no" });
      c.state.notes.push(text);
      c.broadcast("added", text);
    },
    rename(c, from: string, to: string) {
      const at = c.state.notes.indexOf(from);
      if (at === -1) throw new UserError(`there is no ${from}`, { code: "missing" });
      c.state.notes[at] = to;
    },
    /** Writes before it looks: what it wrote must go with the throw. */
    claim(c, who: string) {
      c.state.tries++;
      if (c.state.owner !== "") throw new UserError("taken", { code: "taken" });
      c.state.owner = who;
    },
    /** Fails where it runs again, and there alone. */
    fragile(c, text: string) {
      c.state.notes.push(text);
      if (c.mode === "replayed") throw new Error("not twice");
    },
  },
});
const registry = setup({ use: { board } });

async function meet() {
  const w = twoDevices(registry);
  const [one, two] = [w.one, w.two].map((client) => client.board.getOrCreate(["a"]).connect());
  if (one === undefined || two === undefined) throw new Error("no connections");
  await w.settle();
  expect([one.sync.phase, two.sync.phase]).toEqual(["live", "live"]);
  return { ...w, one, two };
}

beforeEach(() => void runs.splice(0));

describe("a rebase", () => {
  test("L4 L7 of which a listener hears and then calls something: that is shown on top, and is neither lost nor put before others (case 1)", async () => {
    const { one, two, hold, settle, letThrough } = await meet();
    hold("mine");
    void one.add("mine 1");
    const seen: unknown[] = [];
    const stop = one.subscribe(() => {
      if (one.state?.notes.includes("theirs") !== true) return;
      stop();
      void one.add("mine 2");
      seen.push(one.state.notes);
      void one.add("mine 3");
    });
    void two.add("theirs");
    await settle();
    expect(seen).toEqual([["theirs", "mine 1", "mine 2"]]);
    expect(one.state?.notes).toEqual(["theirs", "mine 1", "mine 2", "mine 3"]);
    await letThrough();
    for (const { state, sync } of [one, two]) {
      expect(state?.notes).toEqual(["theirs", "mine 1", "mine 2", "mine 3"]);
      expect(sync.pending).toBe(0);
    }
  });

  test("L5 on which a waiting action throws that went well before: nothing of it is shown, it waits on, and what follows is shown and sent (case 6)", async () => {
    const { one, two, hold, settle, letThrough } = await meet();
    hold("one");
    const claim = one.claim("one");
    expect([claim.predicted.how, one.state?.owner, one.state?.tries]).toEqual(["predicted", "one", 1]);
    const after = one.add("of one, after it");
    void two.claim("two");
    await settle();
    expect(one.state).toEqual({ notes: ["of one, after it"], owner: "two", tries: 1 });
    expect(one.sync).toMatchObject({ phase: "live", pending: 2, rejected: 0 });
    await letThrough();
    await expect(claim).rejects.toMatchObject({ code: "taken" });
    await after;
    expect(one.outbox.rejected).toMatchObject([{ name: "claim", args: ["one"], error: { code: "taken" } }]);
    expect(two.state).toEqual({ notes: ["of one, after it"], owner: "two", tries: 1 });
  });

  test("L5 on which a waiting action throws, which the server then takes all the same (case 6)", async () => {
    const { one, two, hold, settle, letThrough } = await meet();
    hold("mine");
    const call = one.fragile("mine");
    void two.add("theirs");
    await settle();
    expect([one.state?.notes, one.sync.pending]).toEqual([["theirs"], 1]);
    await letThrough();
    await call;
    expect(one.state?.notes).toEqual(["theirs", "mine"]);
    expect(one.sync).toMatchObject({ pending: 0, rejected: 0 });
  });

  test("tells no event a second time, nor any of what is taken back (case 33)", async () => {
    const { one, two, hold, settle, letThrough } = await meet();
    const heard: string[] = [];
    one.on("added", (text: string) => heard.push(text));
    await settle();
    hold("mine");
    void one.add("mine");
    const refused = one.add("refused mine");
    for (const text of ["theirs 1", "theirs 2", "theirs 3"]) {
      void two.add(text);
      await settle();
    }
    expect(runs.filter((run) => run.startsWith("replayed")).length).toBeGreaterThan(3);
    await letThrough();
    await expect(refused).rejects.toMatchObject({ code: "no" });
    expect(heard).toEqual(["mine", "refused mine", "theirs 1", "theirs 2", "theirs 3"]);
  });
});

describe("what is called and waits", () => {
  test("L4 is in the view from the call on, and in no step out of it, whoever else writes meanwhile (case 9, complaint 11)", async () => {
    const { one, two, time } = await meet();
    const called: string[] = [];
    const missing: string[][] = [];
    const look = (): void => {
      const shown: readonly string[] = one.state?.notes ?? [];
      const gone = called.filter((text) => shown.filter((each) => each === text).length !== 1);
      if (gone.length > 0) missing.push(gone);
    };
    one.subscribe(look);
    one.onSyncChange(look);
    for (let i = 0; i < 30; i++) {
      called.push(`one ${i}`);
      const call = one.add(`one ${i}`);
      look();
      call.then(look, look);
      void two.add(`two ${i}`);
      if (i % 3 === 0) await time.advance(1);
      look();
    }
    await time.advance(1_000);
    look();
    expect(missing).toEqual([]);
    expect([one.sync.pending, one.state?.notes.length]).toEqual([0, 60]);
  });

  test("L4 L7 but is not on the device yet, is on top of what the server says in that very moment (case 32)", async () => {
    const { one, two, hold, settle, letThrough } = await meet();
    hold("mine");
    const seen: unknown[] = [];
    one.subscribe(() => seen.push(one.state?.notes));
    void two.add("theirs");
    // Frames come in microtasks here: called all the time, something is unsaved whenever one comes.
    const calls = [];
    for (let i = 0; one.state?.notes.includes("theirs") !== true; i++) {
      calls.push(one.add(`mine ${i}`));
      await Promise.resolve();
    }
    expect(one.outbox.pending.some(({ saved }) => !saved)).toBe(true);
    const mine = calls.map((_, i) => `mine ${i}`);
    expect(one.state.notes).toEqual(["theirs", ...mine]);
    await settle();
    await letThrough();
    expect(two.state?.notes).toEqual(["theirs", ...mine]);
    expect(one.state.notes).toEqual(two.state?.notes);
  });
});

describe("a rejection", () => {
  test("L4 that changes nothing on the server is seen all the same by those who look at what was predicted (case 46)", async () => {
    const { one, settle, hold, letThrough } = await meet();
    const counts: unknown[] = [];
    let whole = 0;
    hold("refused");
    void one.add("refused");
    one.subscribe((state) => state.notes.length, (count) => counts.push(count));
    one.subscribe(() => whole++);
    await settle();
    await letThrough();
    expect(one.state?.notes).toEqual([]);
    expect([counts, whole]).toEqual([[0], 1]);
  });

  test("L5 L6 takes along only the effect of what depends on it: that is sent, judged by itself, and told apart in the box (case 26)", async () => {
    const { one, two, settle, holdAfter, letThrough } = await meet();
    holdAfter(1, "refused");
    const calls = [one.add("refused"), one.rename("refused", "renamed"), one.add("apart")];
    expect(one.state?.notes).toEqual(["renamed", "apart"]);
    await settle();
    expect([one.state?.notes, one.sync.pending, one.sync.rejected]).toEqual([["apart"], 2, 1]);
    await letThrough();
    const ends = await Promise.allSettled(calls);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
    for (const { state } of [one, two]) expect(state?.notes).toEqual(["apart"]);
    expect(one.outbox.rejected).toMatchObject([
      { name: "add", args: ["refused"], error: { code: "no" } },
      { name: "rename", args: ["refused", "renamed"], error: { code: "missing" } },
    ]);
  });

  test("L4 is not undone by what was called after it: what waits are calls, not states (case 47)", async () => {
    const { one, two, settle, hold, letThrough } = await meet();
    hold("refused");
    void one.add("refused");
    for (const text of ["a", "b"]) void one.add(text);
    void two.add("theirs");
    await settle();
    await letThrough();
    for (const { state } of [one, two]) expect(state?.notes).toEqual(["theirs", "a", "b"]);
    // Nor does the next one bring it back.
    void one.add("c");
    await settle();
    expect(one.state?.notes).toEqual(["theirs", "a", "b", "c"]);
  });
});
