import { decode, type DecodeOptions, type TagDecoder, Tokenizer } from "cborg";
import { copyError } from "../value/copy.ts";
import { TYPED_ARRAYS, type TypedArrayName } from "../value/kind.ts";
import { TAGS, TYPED_ARRAY_TAGS } from "./cbor-tags.ts";
import { malformed, readingSafely } from "./malformed.ts";
import { checkShape, revive } from "./tags.ts";

/** Bytes of the largest bignum that is read. */
const MAX_BIGNUM = 2_048;

/** The first bytes of integers of 64 bits. RivetKit writes bigints so, and no others. */
const LONG_INTEGERS: readonly unknown[] = [0x1b, 0x3b];

class LongIntegers extends Tokenizer {
  override next(): ReturnType<Tokenizer["next"]> {
    const { [this.pos()]: first } = this.data;
    const token = super.next();
    const { value }: { value: unknown } = token;
    if (LONG_INTEGERS.includes(first) && typeof value === "number") token.value = BigInt(value);
    return token;
  }
}

function toBytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw malformed("A tag of bytes is on something else.");
}

function toBigint(value: unknown): bigint {
  const bytes = toBytes(value);
  if (bytes.length > MAX_BIGNUM) throw malformed("A bignum is too large.");
  return BigInt(`0x0${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`);
}

function toTypedArray(name: TypedArrayName, value: unknown): unknown {
  const bytes = new Uint8Array(toBytes(value));
  const { [name]: constructor } = TYPED_ARRAYS;
  if (bytes.length % constructor.BYTES_PER_ELEMENT !== 0) throw malformed(`The bytes of a ${name} do not fit.`);
  return new constructor(bytes.buffer);
}

function toDate(value: unknown): Date {
  if (typeof value === "string") return new Date(value);
  if (typeof value === "number" || typeof value === "bigint") return new Date(Math.round(Number(value) * 1000));
  throw malformed("A tag of a date is on something else.");
}

/** Errors and regular expressions; nothing else is looked up by its name. */
function toNamed(value: unknown): unknown {
  const parts: readonly unknown[] = Array.isArray(value) ? value : [];
  const [name, text, flags = ""] = parts;
  if (typeof name === "string" && typeof text === "string") {
    if (name !== "RegExp") return copyError({ name, message: text });
    if (typeof flags === "string") return readingSafely("A regular expression", () => new RegExp(text, flags));
  }
  throw malformed("A named value is no error and no regular expression.");
}

function toSet(value: unknown): ReadonlySet<unknown> {
  if (Array.isArray(value)) return new Set<unknown>(value);
  throw malformed("A tag of a set is on something else.");
}

function typedArrayReaders(): Readonly<Record<number, TagDecoder>> {
  const names = Object.keys(TYPED_ARRAYS).filter((name): name is TypedArrayName => Object.hasOwn(TYPED_ARRAY_TAGS, name));
  return Object.fromEntries(
    names.map((name): [number, TagDecoder] => [TYPED_ARRAY_TAGS[name], (content) => toTypedArray(name, content())]),
  );
}

const OPTIONS: DecodeOptions = {
  tags: {
    ...typedArrayReaders(),
    [TAGS.dateText]: (content) => toDate(content()),
    [TAGS.date]: (content) => toDate(content()),
    [TAGS.bignum]: (content) => toBigint(content()),
    [TAGS.negativeBignum]: (content) => -1n - toBigint(content()),
    [TAGS.named]: (content) => toNamed(content()),
    [TAGS.set]: (content) => toSet(content()),
    [TAGS.map]: (content) => new Map(content.entries()),
  },
};

/**
 * The value that the bytes stand for. Only the tags above are known, lengths are believed only as far as there are bytes,
 * and nesting is bounded. With `compat`, tags inside are turned into what they stand for. Throws `protocol/malformed`.
 */
export function readCbor(bytes: Uint8Array, compat = false): unknown {
  // Not Node's Buffer: parts of one share its memory.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return readingSafely("CBOR", () => {
    const value: unknown = decode(plain, { ...OPTIONS, tokenizer: new LongIntegers(plain, OPTIONS) });
    return compat ? revive(value) : checkShape(value);
  });
}
