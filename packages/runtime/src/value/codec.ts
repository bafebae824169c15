import { actorError } from "../errors/actor-error.ts";
import { fromBase64, toBase64 } from "../util/bytes.ts";
import { copyError, MAX_DEPTH } from "./copy.ts";
import { bytesOf, describe, isObject, isPlainObject, isTypedArray, TYPED_ARRAYS, type TypedArray, type TypedArrayName } from "./kind.ts";

/**
 * Values as JSON with tags, in the manner of RivetKit's JSON encoding: what JSON lacks is a pair whose first item is a
 * name that starts with `$` (`["$BigInt","7"]`), and a genuine pair that looks like one gets a second `$`.
 */
export function encode(value: unknown): string {
  return JSON.stringify(toJson(value)) ?? '["$Undefined",0]';
}

/** Throws `protocol/malformed` where the text is no JSON, nests too deeply, or carries a tag we do not know. */
export function decode(text: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw malformed("The text is not JSON");
  }
  return fromJson(json);
}

/** The JSON form of a value; a value that JSON holds as it is comes back itself, not copied. */
export function toJson(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      if (Object.is(value, -0)) return ["$Number", "-0"];
      return Number.isFinite(value) ? value : ["$Number", String(value)];
    case "undefined":
      return ["$Undefined", 0];
    case "bigint":
      return ["$BigInt", String(value)];
    case "object":
      return value === null ? null : objectToJson(value);
    default:
      throw unsendable(value);
  }
}

function unsendable(value: unknown) {
  return actorError("state/invalid_type", `${describe(value)} cannot be sent.`);
}

function objectToJson(value: object): unknown {
  if (Array.isArray(value)) return arrayToJson(value);
  if (value instanceof Map) return ["$Map", [...value].map((entry) => entry.map(toJson))];
  if (value instanceof Set) return ["$Set", [...value].map(toJson)];
  if (value instanceof Date) return ["$Date", value.getTime()];
  if (value instanceof RegExp) return ["$RegExp", [value.source, value.flags]];
  if (value instanceof Error) return ["$Error", [value.name, value.message]];
  if (isTypedArray(value)) return [`$${value[Symbol.toStringTag]}`, toBase64(bytesOf(value))];
  if (!isPlainObject(value)) throw unsendable(value);
  let changed: Record<string, unknown> | null = null;
  for (const key of Object.keys(value)) {
    const json = toJson(value[key]);
    if (json === value[key]) continue;
    changed ??= { ...value };
    changed[key] = json;
  }
  return changed ?? value;
}

function arrayToJson(items: readonly unknown[]): unknown {
  let changed: unknown[] | null = null;
  for (let i = 0; i < items.length; i++) {
    const json = toJson(items[i]);
    if (json === items[i] && i in items) continue;
    changed ??= [...items];
    changed[i] = json;
  }
  const [first] = items;
  if (items.length === 2 && typeof first === "string" && first.startsWith("$")) {
    changed ??= [...items];
    changed[0] = `$${first}`;
  }
  return changed ?? items;
}

/** A value as deep as values may be, with what messages, patches and records put around it. */
const MOST = MAX_DEPTH + 10;

/** The value a JSON form stands for. The form is used up: containers without tags are filled in place. */
export function fromJson(json: unknown, depth = 0): unknown {
  if (!isObject(json)) return json;
  if (depth > MOST) throw malformed("A value nests too deeply");
  if (Array.isArray(json)) {
    const [first] = json;
    if (json.length === 2 && typeof first === "string" && first.startsWith("$")) {
      if (!first.startsWith("$$")) return untag(first.slice(1), json[1], depth);
      json[0] = first.slice(1);
    }
    for (let i = 0; i < json.length; i++) {
      const item: unknown = json[i];
      if (isObject(item)) json[i] = fromJson(item, depth + 1);
    }
    return json;
  }
  if (!isPlainObject(json)) throw malformed("The message is not valid");
  for (const key of Object.keys(json)) {
    if (key === "__proto__") throw malformed("A key is named __proto__");
    const item = json[key];
    if (isObject(item)) json[key] = fromJson(item, depth + 1);
  }
  return json;
}

/**
 * The same for a text that `encode` made, or a part of it: where nothing in it looks like a tag, it has none, and the form is
 * the value. How deep it nests was looked at when it was made.
 */
export function fromOwnJson(json: unknown, text: string): unknown {
  return (text.includes("$") && text.includes('"$')) || text.includes("__proto__") ? fromJson(json) : json;
}

function malformed(problem: string) {
  return actorError("protocol/malformed", `${problem}.`);
}

/** The value that a tag says its body is; refused where it cannot be. */
function untag(tag: string, body: unknown, depth: number): unknown {
  const inside = (json: unknown): unknown => fromJson(json, depth + 1);
  const misfit = (): never => {
    throw malformed(`The tag $${tag.slice(0, 32)} is unknown or its value does not fit`);
  };
  const primitive = (json: unknown): unknown => {
    const value = inside(json);
    return isObject(value) ? misfit() : value;
  };
  if (tag === "Undefined") return undefined;
  if (tag === "Date" && (body === null || typeof body === "number")) return new Date(body ?? Number.NaN);
  if (typeof body === "string") {
    if (tag === "Number" && /^(NaN|-?Infinity|-0)$/.test(body)) return Number(body);
    if (tag === "BigInt" && /^-?\d{1,4096}$/.test(body)) return BigInt(body);
    if (isTypedArrayName(tag)) return toTypedArray(tag, body) ?? misfit();
  }
  if (Array.isArray(body)) {
    if (tag === "Set") return new Set(body.map(primitive));
    if (tag === "Map") return new Map(body.map((entry) => (isPair(entry) ? [primitive(entry[0]), inside(entry[1])] : misfit())));
    if (tag === "RegExp" && isTexts(body)) return toRegExp(body) ?? misfit();
    if (tag === "Error" && isTexts(body)) return copyError({ name: body[0], message: body[1] });
  }
  return misfit();
}

function isPair(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

function isTexts(value: unknown): value is [string, string] {
  return isPair(value) && value.every((part) => typeof part === "string");
}

function toRegExp([source, flags]: [string, string]): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}

function isTypedArrayName(tag: string): tag is TypedArrayName {
  return Object.hasOwn(TYPED_ARRAYS, tag);
}

function toTypedArray(name: TypedArrayName, body: string): TypedArray | null {
  const bytes = fromBase64(body);
  const { [name]: constructor } = TYPED_ARRAYS;
  return bytes === null || bytes.length % constructor.BYTES_PER_ELEMENT > 0 ? null : new constructor(bytes.buffer);
}
