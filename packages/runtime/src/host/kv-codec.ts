import type { KvKey, KvKeyType, KvValue, KvValueType, KvValueTypes } from "../contract/kv.ts";
import type { StoredValue } from "../ports/storage.ts";
import { fromHex, fromUtf8, toHex, toUtf8 } from "../util/bytes.ts";

/** A key as it is stored: its bytes in hexadecimal, which keep their order and their prefixes. */
export function encodeKey(key: KvKey): string {
  if (typeof key === "string") return toHex(toUtf8(key));
  if (key instanceof Uint8Array) return toHex(key);
  throw new TypeError("A key of c.kv is a text or a Uint8Array.");
}

/** A stored key, or the rest of one after a prefix. */
export function readKey(key: string, type: KvKeyType): string | Uint8Array {
  const bytes = fromHex(key);
  return type === "binary" ? bytes : fromUtf8(bytes);
}

/** A value as it is stored: a copy, so that nobody changes it later. `type`: what it is said to be. */
export function encodeValue(value: KvValue, type?: KvValueType): StoredValue {
  const seen: KvValueType | null =
    typeof value === "string" ? "text" : value instanceof Uint8Array ? "binary" : value instanceof ArrayBuffer ? "arrayBuffer" : null;
  if (seen === null) throw new TypeError("A value of c.kv is a text, a Uint8Array or an ArrayBuffer.");
  if (type !== undefined && type !== seen) throw new TypeError(`The value is said to be ${type}, and is ${seen}.`);
  // Half of a surrogate pair is no text, here as in every UTF-8.
  if (typeof value === "string") return /\p{Cs}/u.test(value) ? fromUtf8(toUtf8(value)) : value;
  return value instanceof Uint8Array ? value.slice() : new Uint8Array(value.slice(0));
}

/** A stored value as it was asked for; `null` where there is none. */
export function readValue<T extends KvValueType>(stored: StoredValue | null, type: T): KvValueTypes[T] | null {
  if (stored === null) return null;
  return convert(stored, type) as KvValueTypes[T]; // by `type`, which the compiler does not follow
}

function convert(stored: StoredValue, type: KvValueType): KvValue {
  if (type === "text") return typeof stored === "string" ? stored : fromUtf8(stored);
  const bytes = typeof stored === "string" ? toUtf8(stored) : Uint8Array.from(stored);
  return type === "binary" ? bytes : bytes.buffer;
}
