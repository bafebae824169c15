import type { TypedArrayName } from "../value/kind.ts";

/** IANA's numbers for what CBOR has no type for, as cbor-x uses them. */
export const TAGS = {
  dateText: 0,
  date: 1,
  bignum: 2,
  negativeBignum: 3,
  /** A name and what its constructor takes: errors and regular expressions. */
  named: 27,
  set: 258,
  map: 259,
} as const;

/** In little-endian byte order. */
export const TYPED_ARRAY_TAGS: Readonly<Record<TypedArrayName, number>> = {
  Uint8Array: 64,
  Uint8ClampedArray: 68,
  Uint16Array: 69,
  Uint32Array: 70,
  BigUint64Array: 71,
  Int8Array: 72,
  Int16Array: 77,
  Int32Array: 78,
  BigInt64Array: 79,
  Float32Array: 85,
  Float64Array: 86,
};
