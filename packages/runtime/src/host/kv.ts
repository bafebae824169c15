import type { Kv, KvKey, KvKeyType, KvKeyTypes, KvValue, KvValueType, KvValueTypes } from "../contract/kv.ts";
import type { StoredValue } from "../ports/storage.ts";
import { encodeKey, encodeValue, readKey, readValue } from "./kv-codec.ts";
import type { Beside } from "./recorder.ts";

/** Where the entries of one actor lie, under their encoded keys. */
export interface KvPlace {
  get(keys: readonly string[]): Promise<readonly (StoredValue | undefined)[]>;
  /** All entries whose keys begin with the prefix. */
  list(prefix: string): Promise<readonly (readonly [key: string, value: StoredValue])[]>;
  /** Takes the writes of one step to the disk, together with the rest of the step. `null` deletes. Resolves once they are there. */
  write(entries: ReadonlyMap<string, StoredValue | null>): Promise<void>;
}

/**
 * The entries of one actor as actor code has them. A write belongs to the step of whoever makes it; its promise is
 * there at once, since nobody outside hears anything before the step is on disk. Reads see every write before them.
 */
export function makeKv(place: KvPlace, join: (part: Beside) => void): Kv {
  /** Written by the open step. */
  let fresh = new Map<string, StoredValue | null>();
  /** Kept, and not known to be on disk. */
  const underway = new Map<string, { readonly value: StoredValue | null }>();

  const part: Beside = {
    keep() {
      const step = fresh;
      fresh = new Map();
      const entries = new Map([...step].map(([key, value]) => [key, { value }]));
      for (const [key, entry] of entries) underway.set(key, entry);
      const landed = (): void => {
        for (const [key, entry] of entries) if (underway.get(key) === entry) underway.delete(key);
      };
      // Where the write fails, the actor starts again, and this with it.
      place.write(step).then(landed, () => {});
    },
    undo() {
      fresh = new Map();
    },
  };

  const put = (entries: readonly (readonly [KvKey, KvValue | null])[], type?: KvValueType): Promise<void> => {
    const encoded = entries.map(([key, value]) => [encodeKey(key), value === null ? null : encodeValue(value, type)] as const);
    if (encoded.length > 0) join(part);
    for (const [key, value] of encoded) fresh.set(key, value);
    return Promise.resolve();
  };

  /** What is known of a key without asking the disk; `undefined`: nothing. */
  const known = (key: string): StoredValue | null | undefined => {
    const own = fresh.get(key);
    return own === undefined ? underway.get(key)?.value : own;
  };

  const getBatch = async <T extends KvValueType>(keys: readonly KvKey[], type: T): Promise<(KvValueTypes[T] | null)[]> => {
    const encoded = keys.map(encodeKey);
    const values = encoded.map(known);
    const missing = encoded.filter((_, i) => values[i] === undefined);
    const stored = missing.length === 0 ? [] : await place.get(missing);
    const found = new Map(missing.map((key, i) => [key, stored[i]]));
    return encoded.map((key, i) => readValue(values[i] ?? found.get(key) ?? null, type));
  };

  const kv: Kv = {
    async get<T extends KvValueType = "text">(key: KvKey, options: { readonly type?: T } = {}) {
      const [value = null] = await getBatch([key], typeOf(options));
      return value;
    },
    getBatch: <T extends KvValueType = "text">(keys: readonly KvKey[], options: { readonly type?: T } = {}) =>
      getBatch(keys, typeOf(options)),
    put: (key, value, options) => put([[key, value]], options?.type),
    putBatch: (entries, options) => put(entries, options?.type),
    delete: (key) => put([[key, null]]),
    deleteBatch: (keys) => put(keys.map((key) => [key, null])),
    async list<T extends KvValueType = "text", K extends KvKeyType = "text">(
      prefix: KvKeyTypes[K],
      options: { readonly type?: T; readonly keyType?: K } = {},
    ) {
      const start = encodeKey(prefix);
      const own = new Map<string, StoredValue | null>();
      for (const [key, { value }] of underway) if (key.startsWith(start)) own.set(key, value);
      for (const [key, value] of fresh) if (key.startsWith(start)) own.set(key, value);
      const found = new Map<string, StoredValue | null>(await place.list(start));
      for (const [key, value] of own) found.set(key, value);
      const keyType = options.keyType ?? "text";
      const rows: [KvKeyTypes[K], KvValueTypes[T]][] = [];
      for (const key of [...found.keys()].sort()) {
        const value = readValue(found.get(key) ?? null, typeOf(options));
        // `keyType` is K, or "text" as K is where it is left out
        if (value !== null) rows.push([readKey(key.slice(start.length), keyType) as KvKeyTypes[K], value]);
      }
      return rows;
    },
  };
  return kv;
}

function typeOf<T extends KvValueType>({ type }: { readonly type?: T }): T {
  return type ?? ("text" as T); // what T is where it is left out
}
