import fc from "fast-check";
import { expect, test } from "vitest";
import { show } from "../../test/show.ts";
import { values } from "../../test/values.ts";
import { copy } from "./copy.ts";
import { deepEqual, shallowEqual } from "./equal.ts";

test("two values are equal where nothing tells them apart, the order of keys included", () => {
  let equal = 0;
  fc.assert(
    fc.property(values, values, (a, b) => {
      if (show(a) === show(b)) equal++;
      expect(deepEqual(a, b)).toBe(show(a) === show(b));
      expect(deepEqual(b, a)).toBe(show(a) === show(b));
      expect(deepEqual(a, copy(a, { name: "a" }))).toBe(true);
    }),
    { numRuns: 3000 },
  );
  expect(equal).toBeGreaterThan(0);
});

const sparse: unknown[] = [];
sparse.length = 1;

test.each<[string, unknown, unknown]>([
  ["the order of keys", { a: 1, b: 2 }, { b: 2, a: 1 }],
  ["the order of entries", new Map([["a", 1], ["b", 2]]), new Map([["b", 2], ["a", 1]])],
  ["the order of members", new Set([1, 2]), new Set([2, 1])],
  ["zeros", 0, -0],
  ["a property that is undefined and one that is not there", { a: undefined }, {}],
  ["a list and an object", [], {}],
  ["a list and what looks like one", ["a"], { 0: "a", length: 1 }],
  ["kinds of typed arrays", new Uint8Array([1]), new Int8Array([1])],
  ["flags", /a/g, /a/],
  ["names of Errors", new Error("e"), new TypeError("e")],
  ["numbers and bigints", 1, 1n],
  ["a hole and a value", sparse, ["x"]],
])("%s differ, either way round", (_name, a, b) => {
  expect([deepEqual(a, b), deepEqual(b, a)]).toEqual([false, false]);
  expect([shallowEqual(a, b), shallowEqual(b, a)]).toEqual([false, false]);
});

test("shallow equality looks at one level of lists and plain objects, and at the identity of what is in them", () => {
  const part = {};
  expect(shallowEqual([part, 1], [part, 1])).toBe(true);
  expect(shallowEqual({ part, n: Number.NaN }, { part, n: Number.NaN })).toBe(true);
  expect(shallowEqual([{}], [{}])).toBe(false);
  expect(shallowEqual({ a: [] }, { a: [] })).toBe(false);
  expect(shallowEqual(new Map(), new Map())).toBe(false);
  expect(shallowEqual(new Date(1), new Date(1))).toBe(false);
  expect(shallowEqual(null, {})).toBe(false);
});
