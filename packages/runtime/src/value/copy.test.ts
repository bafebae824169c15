import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { show } from "../../test/show.ts";
import { nested, values } from "../../test/values.ts";
import { copy, deepFreeze, MAX_DEPTH, pathName } from "./copy.ts";

/** All containers in a value. */
function containers(value: unknown, into = new Set<object>()): Set<object> {
  if (typeof value !== "object" || value === null || into.has(value)) return into;
  into.add(value);
  if (value instanceof Map) for (const entry of value) entry.forEach((part) => containers(part, into));
  else if (!ArrayBuffer.isView(value)) Object.values(value).forEach((part) => containers(part, into));
  return into;
}
const refused = (message: string) => expect.objectContaining({ group: "state", code: "invalid_type", message: expect.stringContaining(message) });

describe("a copy", () => {
  test("is equal, and shares no container", () => {
    fc.assert(
      fc.property(values, (value) => {
        const made = copy(value, { name: "value" });
        expect(show(made)).toBe(show(value));
        const originals = containers(value);
        for (const container of containers(made)) expect(originals.has(container)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test("has memory of its own, also where a slice would share it", () => {
    const buffer = Buffer.from("abc");
    const view = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
    const made = copy([buffer, view], { name: "value" });
    buffer[0] = 0;
    view[0] = 0;
    expect(show(made)).toBe("[Uint8Array(97, 98, 99), Uint8Array(2, 3)]");
    expect((made as Uint8Array[])[0]?.constructor).toBe(Uint8Array);
  });

  test("has Errors without their stacks, frozen: they are replaced whole", () => {
    const made = copy(new TypeError("wrong"), { name: "value" });
    expect(made).toBeInstanceOf(Error);
    expect(made).toMatchObject({ name: "TypeError", message: "wrong", stack: "TypeError: wrong" });
    expect(Object.isFrozen(made)).toBe(true);
  });

  test("unwraps what stands for something else", () => {
    const stand = {};
    const made = copy({ a: [stand] }, { name: "value", unwrap: (value) => (value === stand ? [1] : value) });
    expect(made).toEqual({ a: [[1]] });
  });

  test.each<[string, unknown, string]>([
    ["a function", { a: [() => 1] }, "state.a[0] is a function"],
    ["a symbol", { "b c": Symbol("s") }, 'state["b c"] is a symbol'],
    ["a class instance", [new (class Cat {})()], "state[0] is an instance of Cat"],
    ["an object with a prototype of its own", Object.create({ a: 1 }), "state is an instance of Object"],
    ["NaN", new Map([[1n, Number.NaN]]), "state[1n] is NaN"],
    ["infinity", { a: { b: -Infinity } }, "state.a.b is -Infinity"],
    ["an object as a Map key", { m: new Map([[{}, 1]]) }, "A Map key must be a primitive"],
    ["an object in a Set", new Set([[]]), "A Set member must be a primitive"],
    ["a Promise", Promise.resolve(1), "an instance of Promise"],
    ["an ArrayBuffer", new ArrayBuffer(1), "an instance of ArrayBuffer"],
    ["a key named __proto__", JSON.parse('{"a":{"__proto__":1}}'), "state.a has a key named __proto__"],
    ["too deep a value", nested(MAX_DEPTH + 2), `is nested deeper than ${MAX_DEPTH} or cyclic`],
  ])("of %s is refused, and the error says where", (_name, value, message) => {
    expect(() => copy(value, { name: "state", finite: true })).toThrow(refused(message));
  });

  test("of a cycle is refused", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = { cycle };
    expect(() => copy(cycle, { name: "state" })).toThrow(refused("cyclic"));
  });

  test("takes numbers that are not finite where they are not forbidden", () => {
    expect(copy([Number.NaN, Infinity], { name: "output" })).toEqual([Number.NaN, Infinity]);
  });
});

test("freezing goes all the way down, and stops at what is ours", () => {
  const ours = { n: 1 };
  const value = { list: [{ n: 1 }], ours };
  deepFreeze(value, (part) => part === ours);
  expect([value, value.list, value.list[0], ours].map((part) => Object.isFrozen(part))).toEqual([true, true, true, false]);
});

test("paths read like code", () => {
  expect(pathName("state", ["todos", 2, "title", "a b", 7n, null])).toBe('state.todos[2].title["a b"][7n][null]');
});
