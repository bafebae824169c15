import fc from "fast-check";
import { expect, test } from "vitest";
import { keyParts, ordinal, storageKey, under } from "./storage.ts";

const part = fc.string({ unit: fc.constantFrom("a", "z", "0", "/", "%", ".", "~", " ", "é", "😀"), maxLength: 5 });
const parts = fc.array(part, { minLength: 1, maxLength: 4 });

test("a key gives its parts back, and is ASCII", () => {
  fc.assert(
    fc.property(parts, (given) => {
      const key = storageKey(...given);
      expect(keyParts(key)).toEqual(given);
      expect(key).toMatch(/^[\x20-\x7e]*$/);
    }),
  );
});

test("numbers keep their order as texts", () => {
  const number = fc.oneof(fc.nat(100), fc.maxSafeNat());
  fc.assert(
    fc.property(number, number, (a, b) => {
      expect(Math.sign(a - b)).toBe(ordinal(a) < ordinal(b) ? -1 : ordinal(a) > ordinal(b) ? 1 : 0);
      expect(Number.parseInt(ordinal(a), 36)).toBe(a);
    }),
  );
  expect(ordinal(Number.MAX_SAFE_INTEGER)).toHaveLength(11);
});

test("a range holds the keys that begin with these parts and have more, and no others", () => {
  fc.assert(
    fc.property(parts, parts, (prefix, other) => {
      const { from, to } = under(...prefix);
      const isInside = (...all: string[]) => from <= storageKey(...all) && storageKey(...all) < to;
      expect(isInside(...prefix, ...other)).toBe(true);
      const begins = other.length > prefix.length && prefix.every((each, i) => each === other[i]);
      expect(isInside(...other)).toBe(begins);
    }),
    { numRuns: 1000 },
  );
});
