import fc from "fast-check";
import { expect, test } from "vitest";
import { keyText, toKey } from "./key.ts";

const malformed = expect.objectContaining({ group: "protocol", code: "malformed" });

test("a key is a list of texts, whatever it was given as", () => {
  expect([toKey(undefined), toKey("a"), toKey(["a", "b"]), toKey(""), toKey([])]).toEqual([[], ["a"], ["a", "b"], [""], []]);
  const given = ["a"];
  expect(toKey(given)).not.toBe(given);
});

test.each<[string, unknown]>([
  ["a part that is too long", "x".repeat(129)],
  ["too many parts", Array(33).fill("x")],
  ["a torn surrogate, which no URL can carry", ["\ud83d"]],
  ["a part that is no text", [1]],
  ["a part that is not there", [undefined]],
])("%s is refused", (_name, key) => {
  expect(() => toKey(key as string[])).toThrow(malformed);
});

test("what is just short enough is taken", () => {
  expect(toKey(Array(32).fill("😀".repeat(64)))).toHaveLength(32);
});

test("keys are written as RivetKit writes them", () => {
  expect([[], [""], ["a"], ["a", "b"], ["a/b"], ["a\\", "b"], ["", ""]].map(keyText)).toEqual([
    "/",
    "\\0",
    "a",
    "a/b",
    "a\\/b",
    "a\\\\/b",
    "\\0/\\0",
  ]);
});

test("different keys have different texts", () => {
  const part = fc.string({ unit: fc.constantFrom("a", "/", "\\", "0"), maxLength: 4 });
  const key = fc.array(part, { maxLength: 4 });
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(keyText(a) === keyText(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { numRuns: 5000 },
  );
});
