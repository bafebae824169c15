import { actorError } from "../errors/actor-error.ts";
import { fromBase64, toBase64 } from "../util/bytes.ts";
import { copyError, MAX_DEPTH } from "./copy.ts";
import { describe, isObject, isPlainObject, isTypedArray, TYPED_ARRAYS, type TypedArrayName } from "./kind.ts";

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
    throw actorError("protocol/malformed", "The text is not JSON.");
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
      return Number.isFinite(value) && !Object.is(value, -0) ? value : ["$Number", Object.is(value, -0) ? "-0" : `${value}`];
    case "undefined":
      return ["$Undefined", 0];
    case "bigint":
      return ["$BigInt", String(value)];
    case "object":
      return value === null ? null : objectToJson(value);
    default:
      throw actorError("state/invalid_type", `${describe(value)} cannot be sent.`);
  }
}

function objectToJson(value: object): unknown {
  if (Array.isArray(value)) return arrayToJson(value);
  if (value instanceof Map) return ["$Map", [...value].map(([key, item]) => [toJson(key), toJson(item)])];
  if (value instanceof Set) return ["$Set", [...value].map(toJson)];
  if (value instanceof Date) return ["$Date", Number.isNaN(value.getTime()) ? null : value.getTime()];
  if (value instanceof RegExp) return ["$RegExp", [value.source, value.flags]];
  if (value instanceof Error) return ["$Error", [value.name, value.message]];
  if (isTypedArray(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return [`$${value[Symbol.toStringTag]}`, toBase64(bytes)];
  }
  if (!isPlainObject(value)) throw actorError("state/invalid_type", `${describe(value)} cannot be sent.`);
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
  if (depth > MOST) throw actorError("protocol/malformed", `A value nests deeper than ${MAX_DEPTH}.`);
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
  if (!isPlainObject(json)) throw actorError("protocol/malformed", "The message is not valid.");
  for (const key of Object.keys(json)) {
    if (key === "__proto__") throw actorError("protocol/malformed", "A key is named __proto__.");
    const item = json[key];
    if (isObject(item)) json[key] = fromJson(item, depth + 1);
  }
  return json;
}

function untag(tag: string, body: unknown, depth: number): unknown {
  switch (tag) {
    case "Undefined":
      return undefined;
    case "Number":
      if (body === "NaN" || body === "Infinity" || body === "-Infinity" || body === "-0") return Number(body);
      break;
    case "BigInt":
      if (typeof body === "string" && /^-?\d{1,4096}$/.test(body)) return BigInt(body);
      break;
    case "Date":
      if (body === null || typeof body === "number") return new Date(body ?? Number.NaN);
      break;
    case "RegExp":
      if (isTexts(body)) return toRegExp(body);
      break;
    case "Error":
      if (isTexts(body)) return copyError({ name: body[0], message: body[1] });
      break;
    case "Set":
      if (Array.isArray(body)) return new Set(body.map((item) => primitive(fromJson(item, depth + 1))));
      break;
    case "Map":
      if (Array.isArray(body)) return new Map(body.map((entry) => mapEntry(entry, depth + 1)));
      break;
    default:
      if (isTypedArrayName(tag) && typeof body === "string") return toTypedArray(tag, body);
  }
  throw actorError("protocol/malformed", `The tag $${tag.slice(0, 32)} is unknown or its value does not fit.`);
}

function isTexts(body: unknown): body is [string, string] {
  return Array.isArray(body) && body.length === 2 && body.every((part) => typeof part === "string");
}

function mapEntry(entry: unknown, depth: number): [unknown, unknown] {
  if (!Array.isArray(entry) || entry.length !== 2) throw actorError("protocol/malformed", "A Map entry is no pair.");
  return [primitive(fromJson(entry[0], depth)), fromJson(entry[1], depth)];
}

function primitive(value: unknown): unknown {
  if (isObject(value)) throw actorError("protocol/malformed", "A Map key or Set member is no primitive.");
  return value;
}

function toRegExp([source, flags]: [string, string]): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    throw actorError("protocol/malformed", "A regular expression is not valid.");
  }
}

function isTypedArrayName(tag: string): tag is TypedArrayName {
  return Object.hasOwn(TYPED_ARRAYS, tag);
}

function toTypedArray(name: TypedArrayName, body: string): unknown {
  const bytes = fromBase64(body);
  const { [name]: constructor } = TYPED_ARRAYS;
  if (bytes === null || bytes.byteLength % constructor.BYTES_PER_ELEMENT !== 0) {
    throw actorError("protocol/malformed", `The bytes of a ${name} do not fit.`);
  }
  return new constructor(bytes.buffer);
}
