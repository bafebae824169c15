// Our encodings beside those inside of RivetKit's packages, as npm has them.

import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { bare } from "../../packages/runtime/src/wire/bare-encoding.ts";
import { cbor } from "../../packages/runtime/src/wire/cbor-encoding.ts";
import { readInput, writeInput } from "../../packages/runtime/src/wire/input.ts";
import { json } from "../../packages/runtime/src/wire/json.ts";
import { show } from "../../packages/runtime/test/show.ts";
import { values as all } from "../../packages/runtime/test/values.ts";
import { openCodecs } from "../support/peer-codecs.ts";

/** Without what RivetKit loses by itself in any encoding: halves of pairs, distant milliseconds, names of errors, signs of zeros. */
const LOST = /\p{Cs}|\\ud[89a-f]|Error|__proto__|-0|Date\(-?\d{15,}\)/iu;
const values = all.filter((value) => !LOST.test(show(value)));

/** What JSON holds with RivetKit's tags. */
const simple: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: "simple" },
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.bigInt(), fc.uint8Array({ maxLength: 5 })),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.tuple(fc.constantFrom("$BigInt", "$", "$$Set", "$new"), tie("value")),
    fc.dictionary(fc.string().filter((key) => key !== "__proto__"), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const same = { parse: (value: unknown) => value };
const itself = (value: unknown) => value;
const asObject = (value: unknown) => value as Readonly<Record<string, unknown>>;
const toBytes = (data: unknown) => new Uint8Array(data as ArrayBuffer);
/** What stands in its place: the version-2 messages hold finished CBOR. */
const toData = (bytes: Uint8Array) => Uint8Array.from(bytes).buffer;

for (const version of ["2.0.33", "2.3.19"] as const) {
  test(`what RivetKit ${version} and we write as JSON and as CBOR, both read`, async () => {
    const theirs = await openCodecs(version, ["serializeWithEncoding", "deserializeWithEncoding"]);
    const write = (encoding: "json" | "cbor", value: unknown) =>
      theirs.serializeWithEncoding(encoding, value, undefined, undefined, same, itself, asObject);
    const read = (encoding: "json" | "cbor", frame: string | Uint8Array) =>
      theirs.deserializeWithEncoding(encoding, frame, undefined, same, itself, itself);
    const ours = version === "2.3.19" ? cbor.compat : cbor;
    fc.assert(
      fc.property(simple, (value) => {
        expect(show(json.request.decode(write("json", { args: [value, 1] })))).toBe(show([value, 1]));
        expect(show(read("json", json.response.encode(value)))).toBe(show({ output: value }));
      }),
    );
    fc.assert(
      fc.property(values, (value) => {
        expect(show(cbor.request.decode(write("cbor", { args: [value, 1] })))).toBe(show([value, 1]));
        expect(show(read("cbor", ours.response.encode(value)))).toBe(show({ output: value }));
      }),
    );
    const error = { group: "user", code: "no", message: "no", metadata: { max: 3n } };
    for (const encoding of [json, ours] as const) {
      const name = encoding === json ? "json" : "cbor";
      expect(read(name, encoding.error.encode(error))).toEqual(error);
      const call = { body: { tag: "ActionRequest", val: { id: 7n, name: "a", args: ["$x", 1] } } };
      expect(encoding.toServer.decode(write(name, call))).toEqual({ t: "action", id: 7, name: "a", args: ["$x", 1] });
      const told = encoding.toClient.encode({ t: "error", error, actionId: 7 });
      expect(read(name, told)).toEqual({ body: { tag: "Error", val: { ...error, actionId: 7n } } });
    }
  });
}

test("what RivetKit 2.0.33 and we write as BARE, both read", async () => {
  const theirs = await openCodecs("2.0.33", [
    "HTTP_ACTION_REQUEST_VERSIONED",
    "HTTP_ACTION_RESPONSE_VERSIONED",
    "HTTP_RESPONSE_ERROR_VERSIONED",
  ]);
  fc.assert(
    fc.property(values, (value) => {
      const args = cbor.request.decode(cbor.request.encode([value]));
      const inner = bare.request.encode(args) as Uint8Array;
      const asked = theirs.HTTP_ACTION_REQUEST_VERSIONED.deserializeWithEmbeddedVersion(inner);
      const again = theirs.HTTP_ACTION_REQUEST_VERSIONED.serializeWithEmbeddedVersion({ args: toData(toBytes(asked["args"])) }, 2);
      expect(show(bare.request.decode(again))).toBe(show([value]));
      const answered = theirs.HTTP_ACTION_RESPONSE_VERSIONED.deserializeWithEmbeddedVersion(bare.response.encode(value) as Uint8Array);
      const back = theirs.HTTP_ACTION_RESPONSE_VERSIONED.serializeWithEmbeddedVersion({ output: toData(toBytes(answered["output"])) }, 2);
      expect(show(bare.response.decode(back))).toBe(show(value));
    }),
  );
  for (const metadata of [undefined, { max: 3 }]) {
    const error = { group: "user", code: "no", message: "no ☃", ...(metadata !== undefined && { metadata }) };
    const read = theirs.HTTP_RESPONSE_ERROR_VERSIONED.deserializeWithEmbeddedVersion(bare.error.encode(error) as Uint8Array);
    expect(read).toEqual({ ...error, metadata: metadata === undefined ? null : expect.any(ArrayBuffer) });
    expect(bare.error.decode(theirs.HTTP_RESPONSE_ERROR_VERSIONED.serializeWithEmbeddedVersion(read, 2))).toEqual(error);
  }
});

/** What was read differently once. */
const KEPT: [unknown][] = [[new Set(["$Map", null])], [new Map([["$Map", null]])], [[new Set([["$Map", null]])]], [{ a: new Set(["$$", 1]) }]];

test("what RivetKit 2.3.19 and we write as CBOR with tags inside, both read", async () => {
  const { encodeCborCompat, decodeCborCompat } = await openCodecs("2.3.19", ["encodeCborCompat", "decodeCborCompat"]);
  fc.assert(
    fc.property(values, (value) => {
      expect(show(readInput(encodeCborCompat(value)))).toBe(show(value));
      expect(show(decodeCborCompat(writeInput(value)))).toBe(show(value));
    }),
    { examples: KEPT, numRuns: Number(process.env["RIVULET_RUNS"] ?? 100) },
  );
});
