import { actorError } from "../errors/actor-error.ts";
import { fromBase64, toBase64 } from "../util/bytes.ts";
import { MAX_DEPTH } from "../value/copy.ts";
import { describe, isObject, isPlainObject, isTypedArray } from "../value/kind.ts";
import { malformed } from "./malformed.ts";

/**
 * RivetKit's tags: what a format lacks is a pair whose first item is a name that starts with `$`; a genuine pair that
 * looks like one gets a second `$`. Only `$BigInt`, `$ArrayBuffer` and `$Uint8Array` are written, since older clients know no
 * others.
 */

/** A value as deep as values may be, with what messages put around it. */
const MOST = MAX_DEPTH + 10;

export function looksTagged(items: readonly unknown[]): items is [string, unknown] {
  return items.length === 2 && typeof items[0] === "string" && items[0].startsWith("$");
}

/** What JSON holds of a value: see the table at `Encoding`. Throws `state/invalid_type`. */
export function toTagged(value: unknown, depth = 0): unknown {
  if (depth > MOST) throw actorError("state/invalid_type", `A value is nested deeper than ${MAX_DEPTH} or cyclic.`);
  switch (typeof value) {
    case "string":
    case "number":
    case "boolean":
    case "undefined":
      return value;
    case "bigint":
      return ["$BigInt", String(value)];
    case "object":
      return value === null ? null : objectToTagged(value, depth + 1);
    default:
      throw actorError("state/invalid_type", `${describe(value)} cannot be sent.`);
  }
}

function objectToTagged(value: object, depth: number): unknown {
  if (Array.isArray(value)) return listToTagged(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Map) return listToTagged([...value], depth);
  if (value instanceof Set) return listToTagged([...value], depth);
  if (value instanceof ArrayBuffer) return ["$ArrayBuffer", toBase64(new Uint8Array(value))];
  if (value instanceof Uint8Array) return ["$Uint8Array", toBase64(value)];
  if (isTypedArray(value)) return listToTagged([...value], depth);
  if (value instanceof RegExp) return String(value);
  if (value instanceof Error) return { name: value.name, message: value.message };
  if (!isPlainObject(value)) throw actorError("state/invalid_type", `${describe(value)} cannot be sent.`);
  const object: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (key === "__proto__") throw actorError("state/invalid_type", "A key is named __proto__.");
    object[key] = toTagged(value[key], depth);
  }
  return object;
}

function listToTagged(items: readonly unknown[], depth: number): unknown[] {
  const list = Array.from(items, (item) => toTagged(item, depth));
  if (looksTagged(items)) list[0] = `$${items[0]}`;
  return list;
}

/**
 * Turns tags into what they stand for. The value is used up: its containers are filled in place. What it is made of is
 * checked on the way: keys named `__proto__` and deep nesting are refused. Throws `protocol/malformed`.
 */
export function revive(value: unknown): unknown {
  return reviveAt(value, true, 0);
}

/** Only checks what `revive` checks on the way. */
export function checkShape(value: unknown): unknown {
  return reviveAt(value, false, 0);
}

function reviveAt(value: unknown, tags: boolean, depth: number): unknown {
  if (!isObject(value)) return value;
  if (depth > MOST) throw malformed(`A value nests deeper than ${MAX_DEPTH}.`);
  if (Array.isArray(value)) {
    if (tags && looksTagged(value)) {
      const [tag, body] = value;
      if (!tag.startsWith("$$")) return untag(tag, body, depth);
      value[0] = tag.slice(1);
    }
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      if (isObject(item)) value[i] = reviveAt(item, tags, depth + 1);
    }
    return value;
  }
  if (value instanceof Map) {
    return new Map(Array.from(value, ([key, item]) => [reviveAt(key, tags, depth + 1), reviveAt(item, tags, depth + 1)]));
  }
  if (value instanceof Set) return new Set(Array.from(value, (item) => reviveAt(item, tags, depth + 1)));
  if (!isPlainObject(value)) return value;
  for (const key of Object.keys(value)) {
    if (key === "__proto__") throw malformed("A key is named __proto__.");
    const item = value[key];
    if (isObject(item)) value[key] = reviveAt(item, tags, depth + 1);
  }
  return value;
}

function untag(tag: string, body: unknown, depth: number): unknown {
  switch (tag) {
    case "$BigInt":
      if (typeof body === "string" && /^-?\d{1,4096}$/.test(body)) return BigInt(body);
      break;
    case "$Uint8Array":
      return fromText(body);
    case "$ArrayBuffer":
      return fromText(body).buffer;
    case "$Undefined":
      return undefined;
    case "$Set":
      if (Array.isArray(body)) return new Set(body.map((item) => reviveAt(item, true, depth + 1)));
      break;
  }
  throw malformed(`The tag ${tag.slice(0, 32)} is unknown or its value does not fit.`);
}

function fromText(body: unknown): Uint8Array<ArrayBuffer> {
  const bytes = typeof body === "string" ? fromBase64(body) : null;
  if (bytes === null) throw malformed("Bytes are no base64.");
  return bytes;
}
