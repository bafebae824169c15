// RivetKit reads and writes CBOR with cbor-x.

import { decode, encode } from "cbor-x";
import fc from "fast-check";
import { expect, test } from "vitest";
import { show } from "../../test/show.ts";
import { values } from "../../test/values.ts";
import { readCbor } from "./cbor-read.ts";
import { writeCbor } from "./cbor-write.ts";

/** What cbor-x loses by itself: half surrogates, dates far away (of which we lose fewer), the sign of zero, names of errors, bytes' own class. */
const isKept = (value: unknown): boolean => !/\p{Cs}|\\ud[89a-f]|Error|__proto__|-0|Date\(-?\d{15,}\)/iu.test(show(value));

test("what we write, it reads", () => {
  fc.assert(fc.property(values.filter(isKept), (value) => {
    expect(show(decode(writeCbor(value)))).toBe(show(value));
  }), { numRuns: 2000 });
});

test("what it writes, we read", () => {
  fc.assert(fc.property(values.filter(isKept), (value) => {
    expect(show(readCbor(encode(value)))).toBe(show(value));
  }), { numRuns: 2000 });
});
