/** Containers: values with insides that can be changed one by one. */
export type ContainerKind = "object" | "array" | "map" | "set" | "date" | "bytes";

export type Primitive = string | number | boolean | bigint | null | undefined;
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

export const TYPED_ARRAYS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;
export type TypedArrayName = keyof typeof TYPED_ARRAYS;

export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

/** The memory that a typed array looks at, byte by byte. */
export function bytesOf({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || isForeignObjectPrototype(prototype);
}

/** Plain objects of another realm (a worker, a jsdom window) are plain too. */
function isForeignObjectPrototype(prototype: unknown): boolean {
  return (
    isObject(prototype) &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, "hasOwnProperty") &&
    Object.hasOwn(prototype, "isPrototypeOf")
  );
}

/** Whether a value is one that is neither an object nor something that only a program can hold (functions, symbols). */
export function isPrimitive(value: unknown): value is Primitive {
  return !isObject(value) && typeof value !== "function" && typeof value !== "symbol";
}

/** The kind of a container; `null` for whatever else a value may be. */
export function containerKindOf(value: unknown): ContainerKind | null {
  if (Array.isArray(value)) return "array";
  if (isPlainObject(value)) return "object";
  if (value instanceof Map) return "map";
  if (value instanceof Set) return "set";
  if (value instanceof Date) return "date";
  return isTypedArray(value) ? "bytes" : null;
}

/** A few words that name what a refused value is, for error messages. */
export function describe(value: unknown): string {
  if (typeof value === "function") return `a function${value.name ? ` (${value.name})` : ""}`;
  if (typeof value === "symbol") return "a symbol";
  if (typeof value === "number") return String(value);
  if (isObject(value)) {
    const { constructor } = value;
    if (typeof constructor === "function" && constructor.name) return `an instance of ${constructor.name}`;
    return "an object with a prototype of its own";
  }
  return `a ${typeof value}`;
}
