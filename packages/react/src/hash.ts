/** What of the options names a connection: equal for equal values, whatever the order of their keys. */
export interface Identity {
  readonly name: string;
  readonly key: string | readonly string[];
  readonly params?: unknown;
  readonly noCreate?: boolean;
}

export function hashOf({ name, key, params, noCreate }: Identity): string {
  const keyParts = typeof key === "string" ? [key] : key;
  return JSON.stringify([name, keyParts, noCreate === true, params === undefined ? null : [params]], canonical);
}

/** What JSON lacks is told apart well enough for a name; objects list their keys in order. */
function canonical(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return { bigint: String(value) };
  if (value instanceof Map) return { map: [...value] };
  if (value instanceof Set) return { set: [...value] };
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
