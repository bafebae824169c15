import { isObject, isTypedArray } from "./kind.ts";

/**
 * Whether two values are the same through and through, the order of keys, entries and members included: order is
 * visible to whoever lists them.
 */
export function deepEqual(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || (isObject(a) && isObject(b) && tagOf(a) === tagOf(b) && haveEqualParts(a, b, deepEqual));
}

/** Equal by `Object.is`, or two fresh arrays or plain objects whose parts are: what a selector may build anew. */
export function shallowEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  const prototype: unknown = Object.getPrototypeOf(a);
  if (prototype !== Object.getPrototypeOf(b)) return false;
  return (prototype === Object.prototype || Array.isArray(a)) && haveEqualParts(a, b, Object.is);
}

/** Names the kind of a value, that of a typed array included. */
function tagOf(value: object): string {
  return Object.prototype.toString.call(value);
}

function haveEqualParts(a: object, b: object, isEqual: (a: unknown, b: unknown) => boolean): boolean {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (left.length !== right.length) return false;
  // Not by `every`: that passes over holes.
  for (let i = 0; i < left.length; i++) if (!isEqual(left[i], right[i])) return false;
  return true;
}

/** How many parts at the beginning, and then at the end, are the same in both lists. */
export function commonEnds(
  a: ArrayLike<unknown>,
  b: ArrayLike<unknown>,
  isEqual: (a: unknown, b: unknown) => boolean,
): [head: number, tail: number] {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && isEqual(a[head], b[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isEqual(a[a.length - 1 - tail], b[b.length - 1 - tail])) tail++;
  return [head, tail];
}

/** All that tells a value from others of its kind. */
function partsOf(value: object): ArrayLike<unknown> {
  if (Array.isArray(value) || isTypedArray(value)) return value;
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (value instanceof Set) return [...value];
  if (value instanceof Date) return [value.getTime()];
  if (value instanceof RegExp) return [String(value)];
  if (value instanceof Error) return [value.name, value.message];
  return [...Object.keys(value), ...Object.values(value)];
}
