import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { show } from "../../test/show.ts";
import { values } from "../../test/values.ts";
import { copy } from "../value/copy.ts";
import { decode, encode } from "../value/codec.ts";
import { apply } from "./apply.ts";
import { diff } from "./diff.ts";
import { ROOT } from "./node.ts";
import { patchFrom } from "./patch-shape.ts";
import { makeTree } from "./tree.ts";

/** The patch as it arrives, and what applying it makes of a copy of `before`. */
function through(before: unknown, after: unknown) {
  const patch = patchFrom(decode(encode(diff(before, after))));
  const tree = makeTree(copy(before, { name: "state" }));
  apply(tree, patch);
  return { patch, made: tree.holder.raw[ROOT] };
}

/** A value that fails whoever looks into it. */
const closed = (): object =>
  new Proxy([] as unknown[], {
    get: () => { throw new Error("looked into"); },
    ownKeys: () => { throw new Error("looked into"); },
  });

describe("a difference", () => {
  test("leads from any value to any other", () => {
    fc.assert(
      fc.property(values, values, (before, after) => {
        expect(show(through(before, after).made)).toBe(show(after));
      }),
      { numRuns: 3_000 },
    );
  });

  test("leads from any list of shared parts to any other: what is new, gone, moved, doubled or changed", () => {
    const parts = Array.from({ length: 8 }, (_, id) => ({ id, tags: [id] }));
    const part = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...parts) }, fc.nat(3), fc.record({ id: fc.nat(7), tags: fc.array(fc.nat(2), { maxLength: 2 }) }));
    const list = fc.array(part, { maxLength: 9 });
    fc.assert(
      fc.property(list, list, (before, after) => {
        expect(show(through({ in: before }, { in: after }).made)).toBe(show({ in: after }));
      }),
      { numRuns: 5_000 },
    );
  });

  test("of what is the same object is none, and is not looked for inside", () => {
    const same = closed();
    expect(diff(same, same)).toEqual([]);
    expect(diff({ a: same, b: 1 }, { a: same, b: 2 })).toEqual([["set", [], "b", 2]]);
    expect(diff([same, 1, same], [same, 2, same])).toEqual([["set", [], 1, 2]]);
    expect(diff(new Map([["k", { in: same, n: 1 }]]), new Map([["k", { in: same, n: 2 }]]))).toEqual([["set", ["k"], "n", 2]]);
  });

  test("is as small as the change", () => {
    const [a, b, c, d] = ["a", "b", "c", "d"].map((id) => ({ id }));
    expect(diff({ x: [a, b, c] }, { x: [a, c] })).toEqual([["splice", ["x"], 1, 1, []]]);
    expect(diff([a, b, c], [a, d, b, c])).toEqual([["splice", [], 1, 0, [d]]]);
    expect(diff([a, b, c], [c, a, b])).toEqual([["move", [], [2, 0, 1]]]);
    expect(diff([a, b, c, d], [d, a, { id: "new" }, b])).toEqual([
      ["splice", [], 2, 1, []],
      ["move", [], [2, 0, 1]],
      ["splice", [], 2, 0, [{ id: "new" }]],
    ]);
    // An item that was built anew, beside one that is new.
    expect(diff([a, { id: "b", n: 1 }, c], [a, { id: "b", n: 2 }, c, d])).toEqual([
      ["splice", [], 3, 0, [d]],
      ["set", [1], "n", 2],
    ]);
    expect(diff(new Set([1, 2]), new Set([2, 3]))).toEqual([["remove", [], 1], ["add", [], 3]]);
    expect(diff({ at: new Date(1) }, { at: new Date(2) })).toEqual([["time", ["at"], 2]]);
    expect(diff(Uint8Array.of(1, 2, 3), Uint8Array.of(1, 5, 3))).toEqual([["bytes", [], 1, Uint8Array.of(5)]]);
  });

  test("keeps the order of keys: what cannot be put behind the others is written whole", () => {
    expect(diff({ x: { b: 1 } }, { x: { b: 1, c: 2 } })).toEqual([["set", ["x"], "c", 2]]);
    expect(diff({ x: { b: 1 } }, { x: { a: 2, b: 1 } })).toEqual([["set", [], "x", { a: 2, b: 1 }]]);
    expect(diff({ 7: 1 }, { 3: 2, 7: 1 })).toEqual([["set", [], "3", 2]]);
    expect(diff(new Set([1, 2]), new Set([2, 1]))).toEqual([["state", new Set([2, 1])]]);
  });
});
