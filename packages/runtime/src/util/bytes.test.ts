import fc from "fast-check";
import { expect, test } from "vitest";
import { fromBase64, toBase64, utf8Length } from "./bytes.ts";

test("base64 is the usual one, there and back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = toBase64(bytes);
      expect(text).toBe(Buffer.from(bytes).toString("base64"));
      expect(fromBase64(text)).toEqual(bytes);
    }),
  );
});

test("what is not base64 is told apart", () => {
  for (const text of ["A", "AB", "ABC", "A===", "====", "AB=C", "=ABC", "AB C", "ABC-", "ABC_", "AAAA=AAA", "äAAA"]) {
    expect(fromBase64(text), text).toBeNull();
  }
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 12 }), (text) => void fromBase64(text)));
});

test("the length in UTF-8 is what an encoder makes of it, torn surrogates included", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "é", "€", "😀", "\ud83d", "\ude00", "\u0000", "\uffff") }), (text) => {
      expect(utf8Length(text)).toBe(Buffer.byteLength(text));
    }),
  );
});
