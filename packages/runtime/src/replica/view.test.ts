import { describe, expect, test } from "vitest";
import { type Act, first, makeViewWorld } from "../../test/view-world.ts";

describe("the state as a snapshot", () => {
  /** The containers of a snapshot by their paths. */
  function containers(value: unknown, path = "", into = new Map<string, object>()): Map<string, object> {
    if (typeof value !== "object" || value === null) return into;
    into.set(path, value);
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    for (const [key, part] of entries) containers(part, `${path}/${String(key)}`, into);
    return into;
  }
  const renewed = (w: ReturnType<typeof makeViewWorld>, ...given: Act[]): string[] => {
    const before = containers(w.state);
    w.call(...given);
    return [...containers(w.state)].flatMap(([path, each]) => (before.get(path) === each ? [] : [path]));
  };

  test.each<[string, Act[], string[]]>([
    ["a field", [(s) => s.n++], [""]],
    ["an item's field", [(s) => void (first(s).title = "new")], ["", "/rows", "/rows/0"]],
    ["an item's list", [(s) => void first(s).tags.push("b")], ["", "/rows", "/rows/0", "/rows/0/tags"]],
    ["an item added", [(s) => void s.rows.push({ id: 9, title: "", tags: [] })], ["", "/rows", "/rows/3", "/rows/3/tags"]],
    ["the order", [(s) => void s.rows.reverse()], ["", "/rows", "/rows/0", "/rows/0/tags", "/rows/2", "/rows/2/tags"]],
    ["an entry of a Map", [(s) => void s.map.get("k1")?.tags.pop()], ["", "/map", "/map/k1", "/map/k1/tags"]],
    ["a Set", [(s) => void s.set.add("y")], ["", "/set"]],
    ["nothing", [(s) => void (s.n = 0)], []],
    ["there and back", [(s) => s.n++, (s) => s.n--], [""]],
  ])("shares all but the way to what changed: %s", (_name, given, paths) => {
    expect(renewed(makeViewWorld(), ...given)).toEqual(paths);
  });

  test("moves items without renewing them", () => {
    const w = makeViewWorld();
    const [a, b, c] = w.state.rows;
    w.call((s) => void s.rows.reverse());
    expect(w.state.rows.map((row, i) => row === [c, b, a][i])).toEqual([true, true, true]);
  });

  test("makes one copy of a container, however often it was written to before somebody looks", () => {
    const w = makeViewWorld(100);
    const before = w.state.rows;
    let copies = 0;
    const { slice } = Array.prototype;
    const counted = function (this: unknown[], ...args: [number?, number?]): unknown[] {
      if (this.length === 100) copies++;
      return Reflect.apply(slice, this, args);
    };
    Object.defineProperty(Array.prototype, "slice", { value: counted, configurable: true, writable: true });
    try {
      const write = (title: string): void => {
        for (let i = 0; i < 10; i++) w.call((s) => void Object.assign(s.rows[i] ?? {}, { title }));
      };
      write("new");
      // What has been seen as it came is written to no more: once, a copy takes its place.
      expect(copies).toBe(1);
      expect(w.state.rows).not.toBe(before);
      expect(w.state.rows).toBe(w.state.rows);
      expect(copies).toBe(2);
      write("newer");
      expect(copies).toBe(2);
      expect(w.state.rows).toBe(w.state.rows);
      expect(copies).toBe(3);
    } finally {
      Object.defineProperty(Array.prototype, "slice", { value: slice, configurable: true, writable: true });
    }
  });

  test("is the very same after a rebase that ends where it began", () => {
    const w = makeViewWorld();
    w.call((s) => void s.rows.push({ id: 9, title: "mine", tags: [] }));
    const before = containers(w.state);
    w.hear(["set", [], "n", 7]);
    const changed = [...containers(w.state)].flatMap(([path, each]) => (before.get(path) === each ? [] : [path]));
    expect(changed).toEqual([""]);
  });

  test("cannot be written to, and stays as it was", () => {
    const w = makeViewWorld();
    const old = w.state;
    expect(() => old.n++).toThrow(TypeError);
    expect(() => old.rows.push()).toThrow(TypeError);
    w.call((s) => void (s.n = 5), (s) => void s.map.clear(), (s) => void s.at.setTime(9));
    expect([old.n, old.map.size, old.at.getTime()]).toEqual([0, 3, 1]);
  });
});

describe("whoever watches the whole", () => {
  test("is told once per step that changed something, after it, and by no other", () => {
    const w = makeViewWorld();
    const heard: number[] = [];
    w.view.subscribe(() => heard.push(w.state.n));
    w.call((s) => s.n++, (s) => s.n++);
    w.call((s) => void (s.n = 2));
    w.call(() => {
      throw new Error("no");
    });
    expect(heard).toEqual([2]);
    w.takeBack();
    expect(heard).toEqual([2, 0]);
  });

  test("sees the view when a step throws, and goes on hearing", () => {
    const w = makeViewWorld();
    let heard = 0;
    w.view.subscribe(() => void heard++);
    expect(() => w.hear(["set", ["nowhere"], "n", 1])).toThrow(expect.objectContaining({ code: "malformed" }));
    w.call((s) => s.n++);
    expect(heard).toBe(1);
  });
});
