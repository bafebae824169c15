import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyText } from "../definition/key.ts";
import { ActorError } from "../errors/actor-error.ts";
import { readBodyInput, readInput, writeBodyInput, writeInput } from "./input.ts";
import { fitsKeyList, readKeyList, readKeyText } from "./key.ts";
import { type Addressed, canWrite, readTarget, writeTarget } from "./target.ts";

const part = fc.oneof(fc.string({ maxLength: 8 }), fc.string({ unit: "grapheme", maxLength: 4 }), fc.constantFrom("", "/", "\\", "\\0", "0", ",", "a/b", "a,b", "ü☃"));
const keys = fc.array(part, { maxLength: 4 });

describe("a key", () => {
  test("comes back from its text", () => {
    fc.assert(fc.property(keys, (key) => void expect(readKeyText(keyText(key))).toEqual(key)), { numRuns: 1000 });
  });

  test("comes back from a list with commas, where it fits", () => {
    fc.assert(fc.property(keys, (key) => void expect(fitsKeyList(key)).toBe(isSame(readKeyList(key.join(",")), key))), { numRuns: 1000 });
    expect([["a,b"], [""]].map(fitsKeyList)).toEqual([false, false]);
    expect([[], ["a", ""], ["a/b", "\\"]].map(fitsKeyList)).toEqual([true, true, true]);
  });

  test("is the same in both forms", () => {
    expect(readKeyText("a/b")).toEqual(readKeyList("a,b"));
    expect(readKeyText("a\\/b")).toEqual(["a/b"]);
  });

  test("is refused where it is too long, or ends within an escape", () => {
    for (const text of ["x".repeat(129), "a/".repeat(40), "a\\"]) expect(() => readKeyText(text)).toThrow(ActorError);
    expect(() => readKeyList("x".repeat(129))).toThrow(ActorError);
  });
});

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

describe("what a URL means", () => {
  const texts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 });
  const addressed: fc.Arbitrary<Addressed> = fc.record(
    {
      target: fc.oneof(
        fc.record({ by: fc.constant("id" as const), id: texts }),
        fc.record(
          {
            by: fc.constant("key" as const),
            name: texts,
            key: keys.filter(fitsKeyList),
            create: fc.record({ input: fc.uint8Array(), region: texts }, { requiredKeys: [] }),
          },
          { requiredKeys: ["by", "name", "key"] },
        ),
      ),
      token: texts,
      query: fc.constantFrom("", "a=1", "a=1&b=%20&c", "rvt=1&x=rvt-y"),
    },
    { requiredKeys: ["target", "query"] },
  );

  test("is what was written into it", () => {
    fc.assert(fc.property(addressed, (given) => {
      const { segment, query } = writeTarget(given);
      expect(canWrite(given.target)).toBe(true);
      const namespace = given.target.by === "key" ? { namespace: "default" } : {};
      expect(readTarget(segment, query)).toEqual({ ...given, ...namespace });
      expect(encodeURI(decodeURI(segment))).toBeTypeOf("string");
    }), { numRuns: 1000 });
  });

  test("as RivetKit 2.3 writes it", () => {
    const query = "?a=1&rvt-namespace=default&rvt-method=getOrCreate&rvt-runner=default&rvt-key=main%2Ca+b&rvt-crash-policy=sleep&rvt-token=t";
    expect(readTarget("counter", query)).toEqual({
      target: { by: "key", name: "counter", key: ["main", "a b"], create: {} },
      namespace: "default",
      token: "t",
      query: "a=1",
    });
    expect(readTarget("counter", "rvt-namespace=default&rvt-method=get&b=2")).toEqual({
      target: { by: "key", name: "counter", key: [] },
      namespace: "default",
      query: "b=2",
    });
  });

  test("as those before it write it", () => {
    expect(readTarget("4f1c@t%40x", "a=1")).toEqual({ target: { by: "id", id: "4f1c" }, token: "t@x", query: "a=1" });
  });

  test.each([
    ["duplicate_param", "c", "rvt-method=get&rvt-method=get"],
    ["invalid_params", "c", "rvt-method=create"],
    ["invalid_params", "c", "rvt-key=a"],
    ["invalid_params", "c", "rvt-method=get&rvt-new=1"],
    ["path_token_syntax", "c@t", "rvt-method=get"],
    ["get_disallowed_params", "c", "rvt-method=get&rvt-runner=default"],
    ["get_disallowed_params", "c", "rvt-method=get&rvt-input=AA"],
    ["empty_actor_name", "", "rvt-method=get"],
    ["invalid_base64_input", "c", "rvt-method=getOrCreate&rvt-input=%2A"],
    ["invalid_percent_encoding", "c", "rvt-method=%E0"],
    ["invalid_percent_encoding", "%E0", "rvt-method=get"],
    ["invalid_percent_encoding", "%E0", ""],
  ])("an error %s of %s?%s", (code, segment, query) => {
    expect(() => readTarget(segment, query)).toThrow(expect.objectContaining({ group: "guard", code: `query_${code}` }));
  });

  test("is something or an error of the table, whatever is asked", () => {
    const query = fc.array(fc.tuple(fc.constantFrom("rvt-method", "rvt-key", "rvt-input", "x", "rvt-%6dethod", "%"), fc.string())).map((pairs) =>
      pairs.map((pair) => pair.join("=")).join("&"),
    );
    fc.assert(fc.property(fc.string(), query, (segment, text) => {
      try {
        readTarget(segment, text);
      } catch (error) {
        if (!(error instanceof ActorError)) throw error;
      }
    }), { numRuns: 1000 });
  });
});

describe("the input of an actor", () => {
  const input = { pair: ["$BigInt", "7"], big: 7n, nothing: undefined };
  test("comes back from a query and from a body", () => {
    expect(readInput(writeInput(input))).toEqual(input);
    expect(readBodyInput(writeBodyInput(input))).toEqual(input);
  });

  test("of a client that knows no tags is read as it is", () => {
    const bytes = Buffer.from("8264246e657701", "hex"); // ["$new", 1]
    expect(readBodyInput(bytes.toString("base64"))).toEqual(["$new", 1]);
  });

  test("that cannot be read is an error of the table", () => {
    expect(() => readInput(Uint8Array.of(0xff))).toThrow(expect.objectContaining({ group: "guard", code: "query_invalid_cbor_input" }));
    for (const text of ["*", "/w=="]) expect(() => readBodyInput(text)).toThrow(expect.objectContaining({ code: "malformed" }));
  });
});
