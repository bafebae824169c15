/** What storage holds: text for people to look at, bytes where it pays. */
export type StoredValue = string | Uint8Array;

export type StorageOp =
  | { readonly op: "put"; readonly key: string; readonly value: StoredValue }
  /** Puts only where the key holds something. */
  | { readonly op: "replace"; readonly key: string; readonly value: StoredValue }
  | { readonly op: "delete"; readonly key: string }
  /** Deletes all keys from `from` up to, but not including, `to`. */
  | { readonly op: "clear"; readonly from: string; readonly to: string };

/** What must hold for the batch to be written. */
export type Check =
  /** The key holds this value, or nothing. */
  | { readonly key: string; readonly value: string | undefined }
  /** No key from `from` up to, but not including, `to` holds anything. */
  | { readonly from: string; readonly to: string };

export interface Batch {
  readonly checks?: readonly Check[];
  /** Done in this order. */
  readonly ops: readonly StorageOp[];
}

export interface Range {
  readonly from: string;
  /** Not included. */
  readonly to: string;
  readonly limit?: number;
  readonly reverse?: boolean;
}

/**
 * An ordered map from keys to values, with atomic batches. Keys are ASCII and ordered by character code.
 *
 * A driver MUST write a batch whole or not at all, whatever dies in the middle; MUST make the checks and the writes of a
 * batch one step; MUST resolve `write` only when the batch would survive the process (and, as far as the medium can, the
 * machine); MUST show a write to every `get` and `list` that starts after it resolved; MUST NOT block the event loop on
 * the disk. Batches of which none has resolved MAY be written together, and take effect in the order of the calls.
 *
 * `write` rejects with `storage/conflict` where a check fails, and with `storage/failed` where the medium does.
 * Every driver runs the same suite: see `storageSuite` in `@rivulet/runtime/test`.
 */
export interface Storage {
  get(keys: readonly string[]): Promise<readonly (StoredValue | undefined)[]>;
  /** The entries of a range, in the order of their keys. */
  list(range: Range): Promise<readonly (readonly [key: string, value: StoredValue])[]>;
  write(batch: Batch): Promise<void>;
  /** Waits for writes under way; every later call rejects with `storage/closed`. */
  close(): Promise<void>;
}

/** Most parts are ids, and stay as they are: to look costs less than to escape. */
const ESCAPED = /[^\w-]/;

/** A key of parts: each part is escaped so that `/` stands only between parts; numbers keep their order. */
export function storageKey(...parts: readonly (string | number)[]): string {
  return parts.map(keyPart).join("/");
}

function keyPart(part: string | number): string {
  if (typeof part === "number") return ordinal(part);
  return ESCAPED.test(part) ? encodeURIComponent(part) : part;
}

/** The range of all keys that begin with these parts and have more. */
export function under(...parts: readonly (string | number)[]): { readonly from: string; readonly to: string } {
  const prefix = storageKey(...parts);
  return { from: `${prefix}/`, to: `${prefix}0` };
}

/** A whole number from 0 as eleven characters in its order. */
export function ordinal(n: number): string {
  return n.toString(36).padStart(11, "0");
}

/** The parts of a key. */
export function keyParts(key: string): string[] {
  return key.split("/").map((part) => (part.includes("%") ? decodeURIComponent(part) : part));
}
