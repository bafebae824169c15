import { encode, type EncodeOptions, objectToTokens, Token, Type, type TypeEncoder } from "cborg";
import { ActorError, actorError } from "../errors/actor-error.ts";
import { toBase64 } from "../util/bytes.ts";
import { describe, isPlainObject, type TypedArray, TYPED_ARRAYS } from "../value/kind.ts";
import { TAGS, TYPED_ARRAY_TAGS } from "./cbor-tags.ts";
import { looksTagged } from "./tags.ts";

const UINT32 = 0xffff_ffff;

const tag = (number: number) => new Token(Type.tag, number);
const bytes = (value: Uint8Array) => new Token(Type.bytes, value);

/** Integers of more than 32 bits are floats: RivetKit reads a long integer as a bigint. */
function writeNumber(value: number): Token {
  if (Number.isInteger(value) && !Object.is(value, -0)) {
    if (value >= 0 && value <= UINT32) return new Token(Type.uint, value);
    if (value < 0 && value >= -UINT32 - 1) return new Token(Type.negint, value);
  }
  return new Token(Type.float, value);
}

function writeBigint(value: bigint): Token[] {
  const hex = (value < 0n ? -1n - value : value).toString(16);
  const digits = hex.padStart(hex.length + (hex.length % 2), "0");
  const octets = Uint8Array.from({ length: digits.length / 2 }, (_, i) => Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16));
  return [tag(value < 0n ? TAGS.negativeBignum : TAGS.bignum), bytes(octets)];
}

function writeTypedArray(value: TypedArray): Token[] {
  const octets = bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  // Bytes without a tag are bytes to everybody.
  return value instanceof Uint8Array ? [octets] : [tag(TYPED_ARRAY_TAGS[value[Symbol.toStringTag]]), octets];
}

const refuse: TypeEncoder = (value: unknown) => {
  throw actorError("state/invalid_type", `${describe(value)} cannot be sent.`);
};

/** What is written as a tag before something else. */
const written =
  <T>(number: number, as: (value: T) => unknown): TypeEncoder =>
  (value: T, _type, options, above) => [tag(number), objectToTokens(as(value), options, above)];

const writeMap: TypeEncoder = (map: ReadonlyMap<unknown, unknown>, _type, options, above) => [
  tag(TAGS.map),
  new Token(Type.map, map.size),
  Array.from(map, (entry) => entry.map((part) => objectToTokens(part, options, above))),
];

const writeObject: TypeEncoder = (value: unknown, type, options, above) => {
  if (!isPlainObject(value)) return refuse(value, type, options, above);
  if (Object.hasOwn(value, "__proto__")) throw actorError("state/invalid_type", "A key is named __proto__.");
  return null;
};

const TYPE_ENCODERS: Readonly<Record<string, TypeEncoder>> = {
  ...Object.fromEntries(Object.keys(TYPED_ARRAYS).map((name) => [name, writeTypedArray])),
  number: writeNumber,
  bigint: writeBigint,
  Object: writeObject,
  Date: written(TAGS.date, (date: Date) => date.getTime() / 1000),
  Set: written(TAGS.set, (set: ReadonlySet<unknown>) => [...set]),
  Map: writeMap,
  RegExp: written(TAGS.named, ({ source, flags }: RegExp) => ["RegExp", source, flags]),
  Error: written(TAGS.named, ({ name, message }: Error) => [name, message]),
  Function: refuse,
  symbol: refuse,
  DataView: refuse,
};

const pair = (first: string) => [new Token(Type.array, 2), new Token(Type.string, first)];

/**
 * For a peer that looks for tags inside: a pair that looks like one is escaped, and ArrayBuffers and Sets have tags of their
 * own. In CBOR's own Sets it looks for none.
 */
const COMPAT_ENCODERS: Readonly<Record<string, TypeEncoder>> = {
  ...TYPE_ENCODERS,
  Array: (items: readonly unknown[], _type, options, above) =>
    looksTagged(items) ? [pair(`$${items[0]}`), objectToTokens(items[1], options, above)] : null,
  Set: (set: ReadonlySet<unknown>, _type, options, above) => [
    pair("$Set"),
    new Token(Type.array, set.size),
    Array.from(set, (item) => objectToTokens(item, options, above)),
  ],
  ArrayBuffer: (buffer: ArrayBuffer) => [pair("$ArrayBuffer"), new Token(Type.string, toBase64(new Uint8Array(buffer)))],
};

/** Keys stay in their order. Floats are long: RivetKit's are. */
const OPTIONS = { float64: true, mapSorter: () => 0 } as const;
const NATIVE: EncodeOptions = { ...OPTIONS, typeEncoders: TYPE_ENCODERS };
const COMPAT: EncodeOptions = { ...OPTIONS, typeEncoders: COMPAT_ENCODERS };

/** Throws `state/invalid_type` where a part of the value cannot be sent. */
export function writeCbor(value: unknown, compat = false): Uint8Array {
  try {
    return encode(value, compat ? COMPAT : NATIVE);
  } catch (error) {
    if (error instanceof ActorError) throw error;
    throw actorError("state/invalid_type", "The value cannot be sent: it is cyclic, nested too deeply, or of no known kind.");
  }
}
