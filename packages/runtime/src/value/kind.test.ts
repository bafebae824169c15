import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { containerKindOf, describe as say, isPlainObject, isPrimitive } from "./kind.ts";

class Cat {}

const primitives = ["", 0, Number.NaN, true, 1n, null, undefined];
const refused = [() => 1, Symbol("s"), new Cat(), new WeakSet(), new ArrayBuffer(1), new DataView(new ArrayBuffer(1)), Promise.resolve(), Object.create({})];

test.each<[string | null, readonly unknown[]]>([
  ["object", [{}, Object.create(null), { constructor: 1 }, runInNewContext("({})")]],
  ["array", [[], new Array(3), runInNewContext("[]")]],
  ["map", [new Map()]],
  ["set", [new Set()]],
  ["date", [new Date()]],
  ["bytes", [new Uint8Array(), new Float64Array(), new BigUint64Array(), Buffer.from("")]],
  [null, [...primitives, /a/, new Error(), new RangeError(), ...refused]],
])("the kind of container is %s", (kind, all) => {
  for (const value of all) expect(containerKindOf(value)).toBe(kind);
});

test("a primitive is no object, no function and no symbol", () => {
  expect(primitives.every(isPrimitive)).toBe(true);
  expect([...refused, {}, [], /a/].some(isPrimitive)).toBe(false);
});

test("a plain object is one of any realm, and none that inherits something", () => {
  expect([{}, Object.create(null), runInNewContext("({})")].every(isPlainObject)).toBe(true);
  expect([[], new Cat(), new Map(), null, Object.create({}), Object.create(Object.create(null))].some(isPlainObject)).toBe(false);
});

test("what is refused is named for people", () => {
  expect([() => 1, function named() {}, Symbol("s"), Number.NaN, new Cat(), Object.create(Object.create(null)), 1n].map(say)).toEqual([
    "a function",
    "a function (named)",
    "a symbol",
    "NaN",
    "an instance of Cat",
    "an object with a prototype of its own",
    "a bigint",
  ]);
});
