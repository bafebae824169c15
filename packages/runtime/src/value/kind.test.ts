import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { describe as say, isPlainObject, kindOf } from "./kind.ts";

class Cat {}

test.each<[string | null, readonly unknown[]]>([
  ["primitive", ["", 0, Number.NaN, true, 1n, null, undefined]],
  ["object", [{}, Object.create(null), { constructor: 1 }, runInNewContext("({})")]],
  ["array", [[], new Array(3), runInNewContext("[]")]],
  ["map", [new Map()]],
  ["set", [new Set()]],
  ["date", [new Date()]],
  ["bytes", [new Uint8Array(), new Float64Array(), new BigUint64Array(), Buffer.from("")]],
  ["regexp", [/a/]],
  ["error", [new Error(), new RangeError()]],
  [null, [() => 1, Symbol("s"), new Cat(), new WeakSet(), new ArrayBuffer(1), new DataView(new ArrayBuffer(1)), Promise.resolve(), Object.create({})]],
])("the kind is %s", (kind, all) => {
  for (const value of all) expect(kindOf(value)).toBe(kind);
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
