import { type Storage, storageKey, type StoredValue } from "../ports/storage.ts";
import type { KvPlace } from "./kv.ts";
import type { Ledger } from "./ledger.ts";
import { keys } from "./records.ts";

/** The entries of an actor in the storage, written by its ledger. */
export function actorKvPlace(actorId: string, storage: Storage, ledger: Ledger): KvPlace {
  const start = `${storageKey("kv", actorId)}/`;
  return {
    get: (encoded) => storage.get(encoded.map((key) => keys.kv(actorId, key))),
    async list(prefix) {
      // No hexadecimal digit comes after f.
      const rows = await storage.list({ from: start + prefix, to: `${start}${prefix}g` });
      return rows.map(([key, value]) => [key.slice(start.length), value] as const);
    },
    write(entries) {
      for (const [key, value] of entries) ledger.put(keys.kv(actorId, key), value);
      return ledger.flushed();
    },
  };
}

/** The entries of an actor that is being created: there are none but those it makes. */
export function newKvPlace(write: (key: string, value: StoredValue | null) => void): KvPlace {
  const entries = new Map<string, StoredValue>();
  return {
    get: (encoded) => Promise.resolve(encoded.map((key) => entries.get(key))),
    list: (prefix) => Promise.resolve([...entries].filter(([key]) => key.startsWith(prefix))),
    write(step) {
      for (const [key, value] of step) {
        if (value === null) entries.delete(key);
        else entries.set(key, value);
        write(key, value);
      }
      return Promise.resolve();
    },
  };
}
