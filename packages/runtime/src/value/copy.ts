import { actorError } from "../errors/actor-error.ts";
import { bytesOf, describe, isObject, isPlainObject, isPrimitive, isTypedArray, TYPED_ARRAYS, type TypedArray } from "./kind.ts";

/** Deeper than this, a value is refused: it is cyclic, or would overflow somebody's stack. */
export const MAX_DEPTH = 100;

export interface CopyOptions {
  /** Names the value in errors: `state.todos`. */
  readonly name: string;
  /** Gives what really stands behind a wrapper that may be met inside the value. */
  readonly unwrap?: (value: object) => object;
  /** Refuses NaN and the infinities, which RivetKit's state refuses too. */
  readonly finite?: boolean;
  /** How deep inside something else the value will stand. */
  readonly depth?: number;
  /** Whether a part, so many levels down, is taken over as it is. */
  readonly keep?: (value: object, depth: number) => boolean;
}

/**
 * An independent deep copy of a value the state can hold.
 *
 * Errors are copied by name and message, without their stack, which differs from machine to machine.
 * Throws `state/invalid_type`, naming the path, where a part cannot be held.
 */
export function copy(value: unknown, options: CopyOptions): unknown {
  return copyAt(value, options, []);
}

function copyAt(given: unknown, options: CopyOptions, trail: unknown[]): unknown {
  if (!isObject(given)) return checkPrimitive(given, options, trail);
  if (trail.length + (options.depth ?? 0) > MAX_DEPTH) throw refused(options, trail.slice(0, 8), `is nested deeper than ${MAX_DEPTH} or cyclic`);
  if (options.keep?.(given, trail.length) === true) return given;
  const value = options.unwrap ? options.unwrap(given) : given;
  const inside = (child: unknown, key: unknown): unknown => {
    if (!isObject(child)) return checkPrimitive(child, options, trail, key);
    trail.push(key);
    const copied = copyAt(child, options, trail);
    trail.pop();
    return copied;
  };
  if (Array.isArray(value)) {
    const items: unknown[] = new Array(value.length);
    for (let i = 0; i < value.length; i++) items[i] = inside(value[i], i);
    return items;
  }
  if (value instanceof Map) {
    const map = new Map<unknown, unknown>();
    for (const [key, child] of value) {
      requirePrimitive(key, "A Map key", options, trail);
      map.set(key, inside(child, key));
    }
    return map;
  }
  if (value instanceof Set) {
    const set = new Set<unknown>();
    for (const member of value) set.add(requirePrimitive(member, "A Set member", options, trail));
    return set;
  }
  if (value instanceof Date) return new Date(value.getTime());
  if (isTypedArray(value)) return copyTypedArray(value);
  if (value instanceof RegExp) return new RegExp(value);
  if (value instanceof Error) return copyError(value);
  if (!isPlainObject(value)) throw refused(options, trail, `is ${describe(value)}, which the state cannot hold`);
  const object: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (key === "__proto__") throw refused(options, trail, "has a key named __proto__");
    object[key] = inside(value[key], key);
  }
  return object;
}

/** Not by `slice`: that of Node's Buffer shares the memory. */
function copyTypedArray(value: TypedArray): TypedArray {
  return new TYPED_ARRAYS[value[Symbol.toStringTag]](bytesOf(value).slice().buffer);
}

/** The parts of an error that are the same on every machine. */
export function copyError({ name, message }: Error): Error {
  const error = new Error(message);
  error.stack = `${name}: ${message}`;
  if (name !== "Error") Object.defineProperty(error, "name", { value: name });
  return Object.freeze(error);
}

function checkPrimitive(value: unknown, options: CopyOptions, trail: unknown[], ...key: unknown[]): unknown {
  if (typeof value === "number" && options.finite === true && !Number.isFinite(value)) {
    throw refused(options, [...trail, ...key], `is ${value}`);
  }
  if (!isPrimitive(value)) throw refused(options, [...trail, ...key], `is ${describe(value)}`);
  return value;
}

function requirePrimitive(value: unknown, what: string, options: CopyOptions, trail: unknown[]): unknown {
  if (isObject(value)) {
    throw refused(options, trail, `is refused: ${what} must be a primitive. Key the values by an id instead`);
  }
  return checkPrimitive(value, options, trail);
}

function refused({ name }: CopyOptions, trail: readonly unknown[], problem: string) {
  return actorError("state/invalid_type", `${pathName(name, trail)} ${problem}.`);
}

/** Whether containers stand in containers in this one, more than `most` of them. */
export function isDeeper(value: object, most: number): boolean {
  if (most < 0) return true;
  const parts = Array.isArray(value) || value instanceof Map ? value.values() : isPlainObject(value) ? Object.values(value) : [];
  for (const part of parts) if (isObject(part) && isDeeper(part, most - 1)) return true;
  return false;
}

/** `state.todos[2].title`, for people to read. */
export function pathName(name: string, trail: readonly unknown[]): string {
  let text = name;
  for (const key of trail) {
    if (typeof key === "string" && /^[A-Za-z_$][\w$]*$/.test(key)) text += `.${key}`;
    else text += `[${typeof key === "bigint" ? `${key}n` : JSON.stringify(key)}]`;
  }
  return text;
}

/**
 * Freezes plain objects and arrays all the way down, so that a late write to an assigned original is loud. What is
 * ours inside (live parts of the state) stays as it is.
 */
export function deepFreeze(value: unknown, isOurs: (value: object) => boolean): void {
  if (!isObject(value) || isOurs(value) || Object.isFrozen(value)) return;
  if (!Array.isArray(value) && !isPlainObject(value)) return;
  Object.freeze(value);
  for (const child of Object.values(value)) deepFreeze(child, isOurs);
}
