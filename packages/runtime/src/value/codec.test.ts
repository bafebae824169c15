import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { show } from "../../test/show.ts";
import { nested, values } from "../../test/values.ts";
import { ActorError } from "../errors/actor-error.ts";
import { decode, encode, fromJson, fromOwnJson, toJson } from "./codec.ts";
import { MAX_DEPTH } from "./copy.ts";

const malformed = expect.objectContaining({ group: "protocol", code: "malformed" });

describe("a value through its text", () => {
  test("is the same value, of the same kinds, in the same order", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(show(decode(encode(value)))).toBe(show(value));
      }),
      { numRuns: 2000 },
    );
  });

  test("is the same where its own text is only looked at for tags", () => {
    const own = (text: string): unknown => fromOwnJson(JSON.parse(text), text);
    fc.assert(
      fc.property(values, (value) => {
        expect(show(own(encode(value)))).toBe(show(value));
        expect(show(own(encode({ price: "$5", value })))).toBe(show({ price: "$5", value }));
      }),
      { numRuns: 2000 },
    );
    expect(() => own('{"__proto__":1}')).toThrow(malformed);
    const form = { state: { title: "a $ is no tag" } };
    expect(fromOwnJson(form, JSON.stringify(form))).toBe(form);
  });

  test("is left as it was, and a plain one is not even copied", () => {
    fc.assert(
      fc.property(values, (value) => {
        const before = show(value);
        encode(value);
        expect(show(value)).toBe(before);
      }),
    );
    const plain = { list: [1, "two", null, { three: true }], pair: ["a", "b"] };
    expect(toJson(plain)).toBe(plain);
  });

  test("comes back as containers of its own", () => {
    const bytes = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
    const back = decode(encode({ bytes }));
    expect(show(back)).toBe('{"bytes": Uint8Array(2, 3)}');
    expect(back).toMatchObject({ bytes: expect.objectContaining({ byteLength: 2 }) });
  });

  test("turns holes into undefined", () => {
    const sparse: unknown[] = [1];
    sparse[2] = 3;
    expect(show(decode(encode(sparse)))).toBe("[1, undefined, 3]");
  });

  test.each([
    ["a pair that looks like a tag", ["$Date", 5], '["$$Date",5]'],
    ["one that looks like an escaped tag", ["$$Date", 5], '["$$$Date",5]'],
    ["a list of three is no pair", ["$Date", 5, 6], '["$Date",5,6]'],
    ["no value", undefined, '["$Undefined",0]'],
    ["negative zero", -0, '["$Number","-0"]'],
    ["not a number", Number.NaN, '["$Number","NaN"]'],
    ["an invalid Date", new Date(Number.NaN), '["$Date",null]'],
    ["a Map", new Map([["a", 1n]]), '["$Map",[["a",["$BigInt","1"]]]]'],
    ["a Map of an entry like a tag", new Map([["$Date", 5]]), '["$Map",[["$Date",5]]]'],
  ])("is written so: %s", (_name, value, text) => {
    expect(encode(value)).toBe(text);
    expect(show(decode(text))).toBe(show(value));
  });
});

describe("a text from strangers", () => {
  const tags = ["Undefined", "Number", "BigInt", "Date", "RegExp", "Error", "Set", "Map", "Uint8Array", "Float64Array", "Nothing", "__proto__"];
  const json = fc.letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { maxDepth: 5 },
      fc.oneof(fc.string({ maxLength: 4 }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(null, true, "-0", "NaN")),
      fc.array(tie("json"), { maxLength: 3 }),
      fc.tuple(fc.constantFrom(...tags.map((tag) => `$${tag}`)), tie("json")),
      fc.dictionary(fc.constantFrom("a", "__proto__", "constructor", "prototype"), tie("json"), { noNullPrototype: true }),
    ),
  })).json;

  test("is decoded, or refused by name, and never anything else", () => {
    const outcomes = { decoded: 0, refused: 0 };
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value);
        try {
          const decoded = decode(text);
          outcomes.decoded++;
          // What was decoded is a value like any other.
          expect(show(decode(encode(decoded)))).toBe(show(decoded));
        } catch (error) {
          outcomes.refused++;
          expect(error).toBeInstanceOf(ActorError);
          expect(error).toEqual(malformed);
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
        expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(outcomes.decoded, outcomes.refused)).toBeGreaterThan(100);
  });

  test.each([
    ["no JSON", "{"],
    ["nothing", ""],
    ["an unknown tag", '["$Nothing",1]'],
    ["a tag that objects inherit", '["$toString",""]'],
    ["a bigint that is none", '["$BigInt","1.5"]'],
    ["a bigint of endless digits", `["$BigInt","${"9".repeat(5000)}"]`],
    ["a number that is none", '["$Number","7"]'],
    ["a Date of text", '["$Date","today"]'],
    ["a RegExp that does not compile", '["$RegExp",["(",""]]'],
    ["a RegExp with flags that are none", '["$RegExp",["a","xyz"]]'],
    ["an Error of numbers", '["$Error",[1,2]]'],
    ["bytes that are not base64", '["$Uint8Array","A"]'],
    ["bytes that do not fill the last element", '["$Float64Array","AAAA"]'],
    ["a Set of objects", '["$Set",[{}]]'],
    ["a Set of no list", '["$Set",{}]'],
    ["a Map whose key is an object", '["$Map",[[[],1]]]'],
    ["a Map whose entry is no pair", '["$Map",[["a",1,2]]]'],
    ["a key named __proto__", '{"a":{"__proto__":{"polluted":true}}}'],
    ["a key named __proto__ inside a tag", '["$Map",[["a",{"__proto__":{}}]]]'],
  ])("is refused: %s", (_name, text) => {
    expect(() => decode(text)).toThrow(malformed);
    expect("polluted" in {}).toBe(false);
  });

  test("is refused where it nests too deeply, and not before, nor with an overflow of the stack", () => {
    expect(show(decode(encode(nested(MAX_DEPTH))))).toBe(show(nested(MAX_DEPTH)));
    // A little more is taken: messages and records put something around values.
    expect(show(decode(encode(nested(MAX_DEPTH + 5))))).toBe(show(nested(MAX_DEPTH + 5)));
    expect(() => decode(encode(nested(MAX_DEPTH + 20)))).toThrow(malformed);
    expect(() => decode(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)).toThrow(malformed);
    const maps = `${'["$Map",[["k",'.repeat(20_000)}1${"]]]".repeat(20_000)}`;
    expect(() => decode(maps)).toThrow(malformed);
  });
});

test("what cannot be sent is refused by name", () => {
  class Instance {}
  for (const value of [() => 1, Symbol("s"), new Instance(), new WeakMap(), new ArrayBuffer(2), [{ deep: Symbol("s") }]]) {
    expect(() => encode(value)).toThrow(expect.objectContaining({ group: "state", code: "invalid_type" }));
  }
});

test("a form is used up by decoding, so that large values are not copied", () => {
  const form: unknown = JSON.parse('{"list":[["$Date",5]],"plain":{}}');
  expect(fromJson(form)).toBe(form);
});
