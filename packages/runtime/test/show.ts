/**
 * A value as a text in which everything differs that the state keeps apart: kinds, the order of keys, entries and
 * members, -0, undefined, types of arrays. Written for tests alone, so that it shares no mistake with the code it checks.
 */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (Object.is(value, -0)) return "-0";
  if (typeof value !== "object" || value === null) return String(value);
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (Array.isArray(value)) return `[${Array.from(value, show).join(", ")}]`;
  if (value instanceof Map) return `Map(${[...value].map(([key, item]) => `${show(key)} => ${show(item)}`).join(", ")})`;
  if (value instanceof Set) return `Set(${[...value].map(show).join(", ")})`;
  if (value instanceof Date) return `Date(${value.getTime()})`;
  if (value instanceof RegExp) return `RegExp(${value.source}, ${value.flags})`;
  if (value instanceof Error) return `Error(${value.name}: ${value.message})`;
  if (ArrayBuffer.isView(value)) return `${kind}(${Array.from(iterate(value), show).join(", ")})`;
  if (kind !== "Object") return `a foreign ${kind}`;
  return `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${show(item)}`).join(", ")}}`;
}

function iterate(view: ArrayBufferView): Iterable<unknown> {
  return Symbol.iterator in view && typeof view[Symbol.iterator] === "function" ? (view as unknown as Iterable<unknown>) : [];
}
