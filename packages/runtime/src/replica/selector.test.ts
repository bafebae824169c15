import { describe, expect, test } from "vitest";
import { type Act, first, makeViewWorld, type State } from "../../test/view-world.ts";
import { deepEqual } from "../value/equal.ts";

describe("a selector", () => {
  test.each<[string, (s: State) => unknown, Act, runsAgain: boolean]>([
    ["one field, which changed", (s) => s.n, (s) => s.n++, true],
    ["one field, and another changed", (s) => s.n, (s) => void s.rows.pop(), false],
    ["an item's field, which changed", (s) => s.rows[1]?.title, (s) => void Object.assign(s.rows[1] ?? {}, { title: "new" }), true],
    ["an item's field, and its neighbour changed", (s) => s.rows[1]?.title, (s) => void (first(s).title = "new"), false],
    ["an item's field, and another field of it", (s) => s.rows[1]?.title, (s) => void s.rows[1]?.tags.push("b"), false],
    ["an item by its index, and one was put before it", (s) => s.rows[1]?.title, (s) => void s.rows.unshift({ id: 9, title: "", tags: [] }), true],
    ["the length, and an item's field changed", (s) => s.rows.length, (s) => void (first(s).title = "new"), false],
    ["the length, and an item was added", (s) => s.rows.length, (s) => void s.rows.push({ id: 9, title: "", tags: [] }), true],
    ["all titles, and tags changed", (s) => s.rows.map(({ title }) => title), (s) => void first(s).tags.push("b"), false],
    ["all titles, and one of them changed", (s) => s.rows.map(({ title }) => title), (s) => void (first(s).title = "new"), true],
    ["an entry by its key, and another was added", (s) => s.byId["k1"]?.title, (s) => void (s.byId["k9"] = { id: 9, title: "", tags: [] }), false],
    ["an entry that is not there, and it came", (s) => s.byId["k9"]?.title, (s) => void (s.byId["k9"] = { id: 9, title: "", tags: [] }), true],
    ["whether a key is there, and its value changed", (s) => "k1" in s.byId, (s) => void Object.assign(s.byId["k1"] ?? {}, { title: "new" }), false],
    ["the keys, and a value changed", (s) => Object.keys(s.byId), (s) => void Object.assign(s.byId["k1"] ?? {}, { title: "new" }), false],
    ["the keys, and one was deleted", (s) => Object.keys(s.byId), (s) => void delete s.byId["k1"], true],
    ["an entry of a Map, and another changed", (s) => s.map.get("k1")?.title, (s) => void Object.assign(s.map.get("k2") ?? {}, { title: "new" }), false],
    ["an entry of a Map, which changed", (s) => s.map.get("k1")?.title, (s) => void Object.assign(s.map.get("k1") ?? {}, { title: "new" }), true],
    ["an entry of a Map, and the Map was cleared", (s) => s.map.get("k1")?.title, (s) => void s.map.clear(), true],
    ["the size of a Map, and a value changed", (s) => s.map.size, (s) => void Object.assign(s.map.get("k1") ?? {}, { title: "new" }), false],
    ["a Set, and a member was added", (s) => s.set.has("y"), (s) => void s.set.add("y"), true],
    ["a Set, and something else changed", (s) => [...s.set], (s) => s.n++, false],
    ["a Date, which was set", (s) => s.at.getTime(), (s) => void s.at.setTime(2), true],
    ["a whole item that it returns, and its insides changed", (s) => s.rows[0], (s) => void first(s).tags.push("b"), true],
    ["everything, by writing it out", (s) => JSON.stringify(s), (s) => void first(s).tags.push("b"), true],
    ["a field, which was set to what it was", (s) => s.n, (s) => void (s.n = 0), false],
    ["a field, which was changed and changed back", (s) => s.n, (s) => void (s.n++, s.n--), false],
    ["a field, and the action threw", (s) => s.n, (s) => { s.n++; throw new Error("no"); }, false],
  ])("that read %s", (_name, selector, act, runsAgain) => {
    const w = makeViewWorld();
    const { counts, selected } = w.count(selector);
    expect(counts.runs).toBe(1);
    w.call(act);
    expect(counts.runs).toBe(runsAgain ? 2 : 1);
    expect(deepEqual(selected.value, selector(w.state))).toBe(true);
  });

  test("reads anew with each run: what it read before does not matter any more", () => {
    const w = makeViewWorld();
    const { counts } = w.count((s) => (s.n === 0 ? s.rows[0]?.title : "done"));
    w.call((s) => s.n++);
    expect(counts.runs).toBe(2);
    w.call((s) => void (first(s).title = "new"));
    expect(counts.runs).toBe(2);
  });

  test("runs once per step, however much the step changed, and tells once", () => {
    const w = makeViewWorld();
    const { counts } = w.count((s) => s.n);
    w.call((s) => s.n++, (s) => s.n++, (s) => s.n++);
    expect(counts).toEqual({ runs: 2, told: 1 });
  });

  test("does not run for what another client changed elsewhere, under waiting actions that it has read", () => {
    const w = makeViewWorld();
    w.call((s) => void (first(s).title = "mine"));
    const { counts } = w.count((s) => s.rows[0]?.title);
    w.hear(["set", ["rows", 1], "title", "theirs"]);
    expect(w.state.rows[1]?.title).toBe("theirs");
    expect(counts).toEqual({ runs: 1, told: 0 });
    w.takeBack();
    expect(counts).toEqual({ runs: 2, told: 1 });
  });

  test("that gives an equal list again tells nobody", () => {
    const w = makeViewWorld();
    const { counts } = w.count((s) => s.rows.filter(({ title }) => title.startsWith("none")));
    w.call((s) => void (first(s).title = "new"));
    expect(counts).toEqual({ runs: 2, told: 0 });
  });

  test("over many items follows them all", () => {
    const w = makeViewWorld(500);
    const { counts, selected } = w.count((s) => s.rows.reduce((sum, { title }) => sum + title.length, 0));
    w.call((s) => void Object.assign(s.rows[400] ?? {}, { title: "" }));
    expect(counts).toEqual({ runs: 2, told: 1 });
    expect(selected.value).toBe(w.state.rows.reduce((sum, { title }) => sum + title.length, 0));
  });

  test("cannot write, and what it returns cannot be written to", () => {
    const w = makeViewWorld();
    const readOnly = expect.objectContaining({ group: "action", code: "read_only" });
    for (const act of [(s: State) => s.n++, (s: State) => s.rows.push(), (s: State) => s.map.clear(), (s: State) => s.set.add("z"), (s: State) => delete s.byId["k1"]]) {
      expect(() => w.view.select(act, Object.is)).toThrow(readOnly);
    }
    const { selected } = w.count((s) => ({ row: s.rows[0], list: [s.rows[1]] }));
    expect(() => Object.assign(selected.value?.row ?? {}, { title: "x" })).toThrow(TypeError);
    expect(w.state.rows[0]?.title).toBe("row 0");
  });

  test("that is disposed of runs no more", () => {
    const w = makeViewWorld();
    const { counts, selected } = w.count((s) => s.n);
    selected.dispose();
    w.call((s) => s.n++);
    expect(counts).toEqual({ runs: 1, told: 0 });
  });
});
