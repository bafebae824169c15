import type { Range, StoredValue } from "../ports/storage.ts";
import { type Address, addressText } from "./address.ts";
import { type BoxedRecord, type DamagedRow, keys, placeOfKey, readBoxed, readRow, type StoredRow } from "./device-records.ts";
import type { GuardedStorage } from "./guarded-storage.ts";

/** So many rows are read in one task. */
const ROWS_AT_ONCE = 500;

export interface FoundRows {
  readonly rows: readonly StoredRow[];
  /** Those that cannot be read. */
  readonly damaged: readonly DamagedRow[];
}

/** A rejected action, with its record as it stands. */
export interface StoredBoxed {
  readonly record: BoxedRecord;
  readonly text: string;
}

type Records = readonly (readonly [key: string, value: StoredValue])[];

/** Reads the records of a range in their order, some at a time: nobody is held up by all of them at once. */
export async function readInParts(storage: GuardedStorage, { from, to }: Range, take: (part: Records) => void | Promise<void>): Promise<void> {
  for (let next: string | undefined = from; next !== undefined; ) {
    const found: Records = await storage.list({ from: next, to, limit: ROWS_AT_ONCE });
    await take(found);
    const last: string | undefined = found[ROWS_AT_ONCE - 1]?.[0];
    // No key has a space in it: nothing lies between.
    next = last && `${last} `;
  }
}

/** An actor's rows, and those that cannot be read. */
export async function rowsOf(storage: GuardedStorage, address: Address): Promise<FoundRows> {
  const rows: StoredRow[] = [];
  const damaged: DamagedRow[] = [];
  await readInParts(storage, keys.rows(addressText(address)), (part) => {
    for (const [key, value] of part) {
      const record = readRow(value);
      const { client, seq } = placeOfKey(key);
      if (record === null) damaged.push({ client, seq, text: String(value) });
      else rows.push({ ...record, seq });
    }
  });
  return { rows, damaged };
}

/** What is in an actor's box. */
export async function boxOf(storage: GuardedStorage, address: Address): Promise<readonly StoredBoxed[]> {
  return (await storage.list(keys.box(addressText(address)))).flatMap(([, value]) => {
    const record = readBoxed(value);
    return record === null ? [] : [{ record, text: String(value) }];
  });
}
