import { isObject, isTypedArray } from "./kind.ts";

/**
 * Whether two values are the same through and through, the order of keys, entries and members included: order is
 * visible to whoever lists them.
 */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b, deepEqual);
  if (a instanceof Map) return b instanceof Map && a.size === b.size && equalEntries([...a], [...b]);
  if (a instanceof Set) return b instanceof Set && a.size === b.size && equalLists([...a], [...b], Object.is);
  if (a instanceof Date) return b instanceof Date && Object.is(a.getTime(), b.getTime());
  if (a instanceof RegExp) return b instanceof RegExp && String(a) === String(b);
  if (a instanceof Error) return b instanceof Error && a.name === b.name && a.message === b.message;
  if (isTypedArray(a)) return isTypedArray(b) && equalTypedArrays(a, b);
  if (Array.isArray(b) || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  return equalEntries(Object.entries(a), Object.entries(b));
}

/** Equal by `Object.is`, or two fresh arrays or plain objects whose parts are: what a selector may build anew. */
export function shallowEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isObject(a) || !isObject(b) || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b, Object.is);
  if (Object.getPrototypeOf(a) !== Object.prototype) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return left.length === right.length && left.every(([key, value], i) => {
    const other = right[i];
    return other !== undefined && other[0] === key && Object.is(other[1], value);
  });
}

/** Not by `every`: that passes over holes. */
function equalLists(a: readonly unknown[], b: readonly unknown[], isEqual: (a: unknown, b: unknown) => boolean): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!isEqual(a[i], b[i])) return false;
  return true;
}

function equalEntries(a: readonly (readonly [unknown, unknown])[], b: readonly (readonly [unknown, unknown])[]): boolean {
  if (a.length !== b.length) return false;
  return a.every(([key, value], i) => {
    const other = b[i];
    return other !== undefined && Object.is(key, other[0]) && deepEqual(value, other[1]);
  });
}

function equalTypedArrays(a: ArrayBufferView & ArrayLike<unknown>, b: ArrayBufferView & ArrayLike<unknown>): boolean {
  if (a.length !== b.length || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
