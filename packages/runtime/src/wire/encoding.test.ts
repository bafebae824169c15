import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { show } from "../../test/show.ts";
import { nested, values } from "../../test/values.ts";
import { ActorError } from "../errors/actor-error.ts";
import { bare } from "./bare-encoding.ts";
import { cbor } from "./cbor-encoding.ts";
import type { Encoding, Frame } from "./codec.ts";
import { json, loadEncoding } from "./encoding.ts";
import type { ToClient, ToServer } from "./messages.ts";

const all: readonly Encoding[] = [json, cbor, bare];
const binaries = [cbor, bare, cbor.compat, bare.compat];
const malformed = expect.objectContaining({ group: "protocol", code: "malformed" });

const hex = (frame: Frame) => (typeof frame === "string" ? frame : Buffer.from(frame).toString("hex"));
const bytes = (text: string) => new Uint8Array(Buffer.from(text.replace(/ /g, ""), "hex"));

/** Half a pair of surrogates has no UTF-8, and a date more than a hundred thousand years away is not kept to the millisecond. */
const isWhole = (text: string): boolean => !/\\ud[89a-f]|\p{Cs}|Date\(-?[4-9]\d{15}\)/iu.test(text);
const whole = values.filter((value) => isWhole(show(value)));
/** What JSON holds, and what RivetKit's tags add to it. */
const simple: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: "simple" },
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.bigInt(), fc.uint8Array({ maxLength: 5 })),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.tuple(fc.constantFrom("$BigInt", "$", "$$Set", "$Undefined", "$new"), tie("value")),
    fc.dictionary(fc.string().filter((key) => key !== "__proto__"), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const id = fc.oneof(fc.nat(), fc.constantFrom(0, 2 ** 32, Number.MAX_SAFE_INTEGER));
const toServer = (value: fc.Arbitrary<unknown>): fc.Arbitrary<ToServer> =>
  fc.oneof(
    fc.record({ t: fc.constant("action" as const), id, name: fc.string(), args: fc.array(value, { maxLength: 3 }) }),
    fc.record({ t: fc.constant("listen" as const), event: fc.string({ unit: "grapheme" }), on: fc.boolean() }),
  );
const error = (value: fc.Arbitrary<unknown>) =>
  fc.record(
    { group: fc.string(), code: fc.string(), message: fc.string(), metadata: value.filter((given) => given !== undefined && given !== null) },
    { requiredKeys: ["group", "code", "message"] },
  );
const toClient = (value: fc.Arbitrary<unknown>): fc.Arbitrary<ToClient> =>
  fc.oneof(
    fc.record({ t: fc.constant("init" as const), actorId: fc.string(), connectionId: fc.string() }),
    fc.record({ t: fc.constant("error" as const), error: error(value), actionId: fc.option(id) }),
    fc.record({ t: fc.constant("result" as const), id, output: value }),
    fc.record({ t: fc.constant("event" as const), name: fc.string(), args: fc.array(value, { maxLength: 3 }) }),
  );

describe.each(all)("$name", (encoding) => {
  const fits = encoding.name === "json" ? simple : whole;

  test("is what its name loads", async () => expect(await loadEncoding(encoding.name)).toBe(encoding));

  test("every message arrives as it was said", () => {
    fc.assert(fc.property(toServer(fits), (message) => {
      expect(show(encoding.toServer.decode(encoding.toServer.encode(message)))).toBe(show(message));
    }), { numRuns: 500 });
    fc.assert(fc.property(toClient(fits), (message) => {
      expect(show(encoding.toClient.decode(encoding.toClient.encode(message)))).toBe(show(message));
    }), { numRuns: 500 });
  });

  test("every body arrives as it was sent", () => {
    fc.assert(fc.property(fits, (value) => {
      expect(show(encoding.request.decode(encoding.request.encode([value, 1])))).toBe(show([value, 1]));
      expect(show(encoding.response.decode(encoding.response.encode(value)))).toBe(show(value));
    }), { numRuns: 500 });
    fc.assert(fc.property(error(fits), (given) => {
      expect(show(encoding.error.decode(encoding.error.encode(given)))).toBe(show(given));
    }));
  });

  test("what cannot be sent is refused by its kind", () => {
    class Money {
      amount = 1;
    }
    const cyclic: unknown[] = [];
    cyclic.push({ cyclic });
    for (const value of [() => 1, Symbol("s"), new Money(), new WeakMap(), Promise.resolve(), cyclic, new DataView(new ArrayBuffer(1))]) {
      expect(() => encoding.response.encode(value)).toThrow(expect.objectContaining({ group: "state", code: "invalid_type" }));
    }
    expect(() => encoding.response.encode(JSON.parse('{"__proto__":1}'))).toThrow(expect.objectContaining({ code: "invalid_type" }));
  });

  test("what nests too deeply, in either direction, is refused", () => {
    expect(encoding.response.decode(encoding.response.encode(nested(100)))).toEqual(nested(100));
    const deep = (levels: number) => {
      const open = encoding.name === "json" ? "[" : "81";
      const text = open.repeat(levels) + (encoding.name === "json" ? `1${"]".repeat(levels)}` : "01");
      if (encoding.name === "json") return `{"output":${text}}`;
      if (encoding.name === "cbor") return bytes(`a1 66 6f7574707574 ${text}`);
      const length = levels + 1;
      return bytes(`0200 ${[length & 127 | 128, (length >> 7) & 127 | 128, length >> 14].map((part) => part.toString(16).padStart(2, "0")).join("")} ${text}`);
    };
    expect(encoding.response.decode(deep(100))).toEqual(nested(100));
    for (const levels of [200, 1_000_000]) expect(() => encoding.response.decode(deep(levels))).toThrow(malformed);
  });

  test("any frame whatever gives a message or an error of the table", () => {
    const frames = encoding.name === "json" ? fc.oneof(fc.string(), fc.json(), fc.uint8Array()) : fc.oneof(fc.string({ maxLength: 3 }), fc.uint8Array());
    fc.assert(fc.property(frames, (frame) => survives(encoding, frame)), { numRuns: 3000 });
  });

  test("so does a frame that was cut, or in which something else stands", () => {
    const spoiled = fc.tuple(toServer(fits), toClient(fits), fc.nat(), fc.nat(255), fc.boolean());
    fc.assert(fc.property(spoiled, ([said, told, at, byte, cut]) => {
      for (const frame of [encoding.toServer.encode(said), encoding.toClient.encode(told)]) {
        const copy = typeof frame === "string" ? new TextEncoder().encode(frame) : Uint8Array.from(frame);
        copy[at % copy.length] = byte;
        survives(encoding, cut ? copy.slice(0, at % copy.length) : copy);
      }
    }), { numRuns: 2000 });
  });
});

function survives(encoding: Encoding, frame: Frame): void {
  for (const codec of [encoding.toServer, encoding.toClient, encoding.request, encoding.response, encoding.error]) {
    try {
      codec.decode(frame);
    } catch (thrown) {
      if (!(thrown instanceof ActorError)) throw thrown;
    }
  }
  expect(Reflect.get({}, "polluted")).toBeUndefined();
}

/** The table at `Encoding`: what becomes of a value that is sent. */
const kept: readonly (readonly [name: string, value: unknown, inJson: unknown, inCbor?: unknown])[] = [
  ["a bigint", 7n, 7n],
  ["a large bigint", -(2n ** 100n), -(2n ** 100n)],
  ["bytes", new Uint8Array([1, 255]), new Uint8Array([1, 255])],
  ["an ArrayBuffer", new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2]).buffer, new Uint8Array([1, 2])],
  ["undefined as the output", undefined, null, undefined],
  ["undefined in an array", [undefined], [null]],
  ["undefined in an object", { a: undefined }, {}],
  ["NaN", NaN, null],
  ["an infinity", -Infinity, null],
  ["minus zero", -0, 0],
  ["an integer of more than 32 bits", 2 ** 53 - 1, 2 ** 53 - 1],
  ["a Date", new Date(1_700_000_000_123), "2023-11-14T22:13:20.123Z"],
  ["no Date", new Date(NaN), null],
  ["a Map", new Map<unknown, unknown>([[1, { a: 1 }]]), [[1, { a: 1 }]]],
  ["a Set", new Set(["a", 1]), ["a", 1]],
  ["a Set that looks like a tag", new Set(["$a", 1]), ["$a", 1]],
  ["a typed array", new Float32Array([0.5]), [0.5]],
  ["a RegExp", /a"/gi, '/a"/gi'],
  ["an Error", new TypeError("no"), { name: "TypeError", message: "no" }],
  ["a pair that looks like a tag", ["$BigInt", "7"], ["$BigInt", "7"]],
  ["keys in their order", { b: 1, a: { z: 1, y: 2 } }, { b: 1, a: { z: 1, y: 2 } }],
];

test.each(kept)("what is kept of %s", (_name, value, inJson, ...inCbor) => {
  expect(show(json.response.decode(json.response.encode(value)))).toBe(show(inJson));
  for (const encoding of [cbor, bare]) expect(show(encoding.response.decode(encoding.response.encode(value)))).toBe(show(inCbor.length === 0 ? value : inCbor[0]));
});

describe("bytes that RivetKit's own clients and servers write", () => {
  const said: readonly (readonly [string, ToServer])[] = [
    ["02 00 00 00 09 696e6372656d656e74 02 81 05", { t: "action", id: 0, name: "increment", args: [5] }],
    ["02 00 01 05 636f756e74 01", { t: "listen", event: "count", on: true }],
  ];
  const told: readonly (readonly [string, ToClient])[] = [
    ["02 00 00 02 61 31 02 63 31", { t: "init", actorId: "a1", connectionId: "c1" }],
    ["02 00 02 00 01 05", { t: "result", id: 0, output: 5 }],
    ["02 00 03 05 636f756e74 02 81 05", { t: "event", name: "count", args: [5] }],
  ];
  test.each(said)("%s is said", (text, message) => {
    expect(hex(bare.toServer.encode(message))).toBe(text.replace(/ /g, ""));
    for (const version of ["02", "03", "04"]) expect(bare.toServer.decode(bytes(version + text.slice(2)))).toEqual(message);
  });
  test.each(told)("%s is told", (text, message) => {
    expect(hex(bare.toClient.encode(message))).toBe(text.replace(/ /g, ""));
    expect(bare.toClient.decode(bytes(text))).toEqual(message);
  });

  test("of HTTP bodies", () => {
    expect(hex(bare.request.encode([5]))).toBe("0200028105");
    expect(bare.request.decode(bytes("04 00 02 81 05"))).toEqual([5]);
    expect(hex(bare.response.encode(5))).toBe("02000105");
  });

  test("of the first version and the fourth, where they differ", () => {
    expect(bare.toClient.decode(bytes("01 00 00 02 61 31 02 63 31 01 74"))).toEqual({ t: "init", actorId: "a1", connectionId: "c1" });
    const failed = { t: "error", error: { group: "g", code: "c", message: "m" }, actionId: 3 };
    expect(bare.toClient.decode(bytes("02 00 01 01 67 01 63 01 6d 00 01 03"))).toEqual(failed);
    expect(bare.toClient.decode(bytes("04 00 01 01 67 01 63 01 6d 00 01 03 00"))).toEqual(failed);
    expect(bare.toClient.decode(bytes("04 00 01 01 67 01 63 01 6d 00 01 03 01 01 61 07 01 01 6b"))).toEqual(failed);
  });

  test("of texts", () => {
    const call = '{"body":{"tag":"ActionRequest","val":{"id":["$BigInt","0"],"name":"increment","args":[5]}}}';
    expect(json.toServer.decode(call)).toEqual({ t: "action", id: 0, name: "increment", args: [5] });
    expect(json.toServer.encode({ t: "action", id: 0, name: "increment", args: [5] })).toBe(call);
    const error = { group: "user", code: "too_big", message: "Too big", metadata: { max: 3 } };
    const answer =
      '{"body":{"tag":"Error","val":{"group":"user","code":"too_big","message":"Too big","metadata":{"max":3},"actionId":["$BigInt","1"]}}}';
    expect(json.toClient.encode({ t: "error", error, actionId: 1 })).toBe(answer);
    expect(json.toClient.encode({ t: "error", error, actionId: null })).toContain('"actionId":null');
    expect(json.toClient.encode({ t: "result", id: 0, output: undefined })).toContain('"output":null');
    expect(json.error.encode(error)).toBe('{"group":"user","code":"too_big","message":"Too big","metadata":{"max":3}}');
    expect(json.toServer.decode(new TextEncoder().encode(call))).toEqual(json.toServer.decode(call));
  });
});

describe("peers that read tags inside CBOR", () => {
  test("are known by their version", () => {
    expect([bytes("020000"), bytes("030000"), bytes("040000")].map(bare.isCompat)).toEqual([false, false, true]);
    for (const encoding of [json, cbor]) expect(encoding.isCompat(encoding.request.encode([1]))).toBe(false);
  });

  test("are read in their way, and others as they wrote", () => {
    // ["$BigInt", "7"] as the only argument
    const call = "00 0c 81 82 67 24426967496e74 61 37";
    expect(bare.request.decode(bytes(`0400 ${call.slice(3)}`))).toEqual([7n]);
    expect(bare.request.decode(bytes(`0200 ${call.slice(3)}`))).toEqual([["$BigInt", "7"]]);
    // ["$new", 1]
    expect(() => bare.request.decode(bytes("0400 08 81 82 64 246e6577 01"))).toThrow(malformed);
  });

  test("are written to so that a pair is what it was", () => {
    const value = { pair: ["$BigInt", "7"], deep: [["$$", [1]]], buffer: new Uint8Array([1]).buffer };
    for (const { compat } of [cbor, bare]) {
      const text = hex(compat.response.encode(value));
      expect(text).toContain(Buffer.from("$$BigInt").toString("hex"));
      expect(text).toContain(Buffer.from("$ArrayBuffer").toString("hex"));
      expect(compat.compat).toBe(compat);
    }
    expect(json.compat).toBe(json);
  });
});

describe("hostile bytes", () => {
  test.each([
    ["a length beyond the end", "9b 7fffffffffffffff"],
    ["a text longer than a message", "7b 00000000ffffffff 61"],
    ["a bignum of three thousand bytes", `c2 59 0bb8 ${"ff".repeat(3000)}`],
    ["a map in itself by reference", "d81c a1 61 61 d81d 00"],
    ["an unknown tag", "da 12345678 00"],
    ["a constructor that is none", "d81b 82 68 46756e6374696f6e 00"],
    ["a regular expression that is none", "d81b 82 66 526567457870 61 28"],
    ["a prototype", "a1 69 5f5f70726f746f5f5f a1 68 706f6c6c75746564 f5"],
    ["a key that is no text", "a1 01 02"],
    ["a typed array of half an element", "d845 41 00"],
    ["a date of something else", "c1 80"],
    ["a set of something else", "d90102 01"],
    ["a map of something else", "d90103 01"],
    ["something after the end", "00 00"],
    ["nothing", ""],
  ])("%s", (_name, text) => {
    const inner = bytes(text);
    const length = inner.length < 128 ? [inner.length] : [(inner.length & 127) | 128, inner.length >> 7];
    expect(() => bare.response.decode(Uint8Array.of(2, 0, ...length, ...inner))).toThrow(malformed);
    expect(() => cbor.response.decode(Uint8Array.of(0xa1, 0x66, ...Buffer.from("output"), ...inner))).toThrow(malformed);
  });

  test.each([
    ["no version", "02"],
    ["a number of ten groups", "0200 00 ffffffffffffffffff01 0161 0180"],
    ["a number above what JavaScript holds", "0200 00 ffffffffffffff1f 0161 0180"],
    ["a text beyond the end", "0200 00 00 ff7f"],
    ["a text that is no UTF-8", "0200 01 01 ff 01"],
    ["a boolean that is neither", "0200 01 01 61 02"],
    ["a kind nobody knows", "0200 07"],
    ["something after the end", "0200 01 01 61 01 00"],
    ["arguments that are no list", "0200 00 00 0161 01 05"],
  ])("%s", (_name, text) => expect(() => bare.toServer.decode(bytes(text))).toThrow(malformed));

  test("a version that is not read", () => {
    for (const version of ["0000", "0500", "0201"]) {
      expect(() => bare.toServer.decode(bytes(version))).toThrow(expect.objectContaining({ group: "protocol", code: "unsupported" }));
    }
  });

  test("a text for bytes", () => {
    for (const encoding of binaries) expect(() => encoding.toServer.decode("x")).toThrow(malformed);
  });

  test.each([
    "",
    "null",
    "[]",
    "{}",
    '{"body":null}',
    '{"body":{"tag":"ActionRequest","val":{"id":-1,"name":"a","args":[]}}}',
    '{"body":{"tag":"ActionRequest","val":{"id":["$BigInt","9007199254740993"],"name":"a","args":[]}}}',
    '{"body":{"tag":"ActionRequest","val":{"id":0,"name":1,"args":[]}}}',
    '{"body":{"tag":"ActionRequest","val":{"id":0,"name":"a","args":{}}}}',
    '{"body":{"tag":"SubscriptionRequest","val":{"eventName":"a","subscribe":1}}}',
    '{"body":{"tag":"Init","val":{}}}',
    '{"body":{"tag":"ActionRequest","val":{"id":0,"name":"a","args":[["$New",1]]}}}',
    '{"body":{"tag":"ActionRequest","val":{"id":0,"name":"a","args":[["$BigInt","x"]]}}}',
    '{"body":{"tag":"ActionRequest","val":{"id":0,"name":"a","args":[{"__proto__":1}]}}}',
  ])("%s", (text) => expect(() => json.toServer.decode(text)).toThrow(malformed));
});

test.each([cbor, bare])("bytes out of a frame of $name have memory of their own", (encoding) => {
  const frame = Buffer.concat([Buffer.alloc(3), encoding.response.encode([new Uint8Array([1, 2]), new Uint16Array([3])]) as Uint8Array]);
  const got = encoding.response.decode(frame.subarray(3)) as readonly Uint8Array[];
  frame.fill(9);
  expect(show(got)).toBe("[Uint8Array(1, 2), Uint16Array(3)]");
  expect(got.map((each) => [each.constructor, each.buffer.byteLength])).toEqual([[Uint8Array, 2], [Uint16Array, 2]]);
});

test("an action that failed halfway says so, where the encoding has a place for it", () => {
  const error = { group: "user", code: "no", message: "no", partial: true } as const;
  for (const encoding of [json, cbor]) expect(encoding.error.decode(encoding.error.encode(error))).toEqual(error);
  expect(bare.error.decode(bare.error.encode(error))).toEqual({ group: "user", code: "no", message: "no" });
});
