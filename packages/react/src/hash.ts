/** What of the options names a connection: equal for equal values, whatever the order of their keys. */
export interface Identity {
  readonly name: string;
  readonly key: string | readonly string[];
  readonly params?: unknown;
  readonly noCreate?: boolean;
}

export function hashOf({ name, key, params, noCreate }: Identity): string {
  return canonical([name, typeof key === "string" ? [key] : key, noCreate === true, params ?? null]);
}

/** JSON with sorted keys, and a form of its own for each kind of value that JSON lacks: who differs must not share. */
function canonical(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "undefined";
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (value instanceof Date) return `${kind}(${value.getTime()})`;
  if (value instanceof RegExp || value instanceof Error) return `${kind}(${JSON.stringify(String(value))})`;
  if (value instanceof Map || value instanceof Set) return kind + canonical([...value]);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${kind === "Object" ? "" : kind}{${entries.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`).join()}}`;
}
