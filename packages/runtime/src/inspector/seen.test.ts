import { expect, test } from "vitest";
import { decode, encode, fromJson } from "../value/codec.ts";
import { NARROW, seen, WIDE } from "./seen.ts";

const TINY = { text: 50, entries: 3, nodes: 8, characters: 200 };

test("what is small is shown whole, with everything that a state may hold", () => {
  const value = { a: [1, "two", null, undefined, 3n], when: new Date(5), map: new Map([[1, { x: /a/g }]]), set: new Set(["s"]), bytes: new Uint8Array([1, 2]), pair: ["$Map", 1] };
  const { value: shown, cuts } = seen(value);
  expect(cuts).toBeUndefined();
  expect(fromJson(JSON.parse(JSON.stringify(shown)))).toEqual(decode(encode(value)));
});

test("a text of 5 MB, a list of a million and deep nests are cut, each named with its size", () => {
  const long = "<img src=x onerror=alert(1)>".repeat(200_000);
  let deep: unknown = "end";
  for (let i = 0; i < 5_000; i++) deep = { deep };
  const { value, cuts = [] } = seen({ long, list: Array.from({ length: 1_000_000 }, (_, i) => i), bytes: new Uint8Array(5_000_000), deep });
  expect(JSON.stringify(value).length).toBeLessThan(200_000);
  expect(cuts.map(({ path, what, size }) => [path.length > 3 ? "…" : path.join("."), what, size])).toEqual([
    ["long", "text", long.length],
    ["list", "entries", 1_000_000],
    ["bytes", "bytes", 5_000_000],
    ["…", "depth", 0],
  ]);
});

test("all of it together stays within the bounds, however it is spread", () => {
  const value = Array.from({ length: 1_000 }, () => ({ text: "x".repeat(10_000), list: Array.from({ length: 1_000 }, () => "y".repeat(100)) }));
  expect(JSON.stringify(seen(value, WIDE)).length).toBeLessThan(5_000_000);
  expect(JSON.stringify(seen(value, NARROW)).length).toBeLessThan(50_000);
});

test("what holds itself, functions, symbols and instances are named, and stop nothing", () => {
  const value: Record<string, unknown> = { ok: 1, f: () => 1, s: Symbol("s"), instance: new (class Thing {})(), nan: Number.NaN };
  value["self"] = value;
  const { value: shown, cuts = [] } = seen(value);
  expect(fromJson(shown)).toEqual({ ok: 1, f: null, s: null, instance: null, nan: Number.NaN, self: null });
  expect(cuts.map(({ path, what, kind }) => [path[0], what, kind])).toEqual([
    ["f", "kind", "a function (f)"],
    ["s", "kind", "a symbol"],
    ["instance", "kind", "an instance of Thing"],
    ["self", "cycle", undefined],
  ]);
});

test("a container is shown from any of its entries on, with their own places in what is cut", () => {
  const list = Array.from({ length: 10 }, (_, i) => (i === 8 ? "z".repeat(100) : i));
  const { value, cuts = [] } = seen(list, TINY, 7);
  expect(value).toEqual([7, "z".repeat(50), 9]);
  expect(cuts.map(({ path, what, size }) => [path, what, size])).toEqual([[[], "entries", 10], [[8], "text", 100]]);
  expect(seen(new Map(list.map((item, i) => [i, item])), TINY, 9).value).toEqual(["$Map", [[9, 9]]]);
});
