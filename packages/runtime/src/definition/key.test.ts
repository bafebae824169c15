import fc from "fast-check";
import { expect, test } from "vitest";
import { keyText, toKey } from "./key.ts";


test("a key is a list of texts, whatever it was given as", () => {
  expect([toKey(undefined), toKey("a"), toKey(["a", "b"]), toKey(""), toKey([])]).toEqual([[], ["a"], ["a", "b"], [""], []]);
  const given = ["a"];
  expect(toKey(given)).not.toBe(given);
});

test.each<[string, unknown, string, string]>([
  ["a part that is too long", "x".repeat(129), "limit", "key_too_large"],
  ["too many parts", Array(33).fill("x"), "limit", "key_too_large"],
  ["a torn surrogate, which no URL can carry", ["\ud83d"], "protocol", "malformed"],
  ["a part that is no text", [1], "protocol", "malformed"],
  ["a part that is not there", [undefined], "protocol", "malformed"],
])("%s is refused", (_name, key, group, code) => {
  expect(() => toKey(key as string[])).toThrow(expect.objectContaining({ group, code }));
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
