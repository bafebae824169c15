// What the device stores, and under which keys.

import { FIRST_VERSION } from "../definition/upgrade.ts";
import type { ErrorData } from "../errors/actor-error.ts";
import { keyParts, storageKey, type StoredValue, under } from "../ports/storage.ts";
import type { Creation } from "../protocol/client-messages.ts";
import type { Step } from "../protocol/server-messages.ts";
import type { Cursor } from "../protocol/shapes.ts";
import type { Mark } from "../replica/marks.ts";
import type { Row, Self } from "../replica/row.ts";
import { fromJson, fromOwnJson } from "../value/codec.ts";
import { isPlainObject } from "../value/kind.ts";
import type { Address } from "./address.ts";
import { errorOf } from "./decode.ts";
import { rowOf } from "./device-rows.ts";

export const keys = {
  /** A page's client id: its secret. Kept only together with its rows. */
  client: (client: string) => storageKey("client", client),
  clients: under("client"),
  /** Where the stored base of an actor is. */
  head: (address: string) => storageKey("head", address),
  /** The base as of some version, and the steps since. */
  base: (address: string) => storageKey("base", address),
  step: (address: string, to: number) => storageKey("step", address, to),
  steps: (address: string) => under("step", address),
  /** What predictions find as their connection's state. */
  self: (address: string) => storageKey("self", address),
  /** How an actor that the server may not have yet is to be made. */
  creation: (address: string) => storageKey("creation", address),
  row: (address: string, seq: number, client: string) => storageKey("row", address, seq, client),
  rows: (address: string) => under("row", address),
  allRows: under("row"),
  /** Rejected actions, by the row's key. */
  boxed: (address: string, row: string) => storageKey("box", address, row),
  box: (address: string) => under("box", address),
  allBoxed: under("box"),
  /** Records on their way to another user, and what shows that they have arrived there. */
  moving: (id: string) => storageKey("moving", id),
  allMoving: under("moving"),
  received: (id: string) => storageKey("received", id),
  /** Which of the lives of this user's data on this device it is. */
  life: storageKey("life"),
  /** When and how rows ended that other pages called, by one of them: they may stand still, and ask when they are back. */
  notice: (at: number, row: string) => storageKey("notice", Math.floor(at), row),
  notices: under("notice"),
} as const;

export function clientOfKey(key: string): string {
  return keyParts(key)[1] ?? "";
}

/** What a row's key says of it. */
export function placeOfKey(key: string): { readonly address: string; readonly seq: number; readonly client: string } {
  const [, address = "", seq = "0", client = ""] = keyParts(key);
  return { address, seq: Number.parseInt(seq, 36), client };
}

/** A row of the device, its values decoded. */
export interface RowRecord {
  readonly address: Address;
  /** The static params of the row's lane. */
  readonly params: unknown;
  readonly row: Row;
}

/** A row with its place on the device. */
export interface StoredRow extends RowRecord {
  readonly seq: number;
}

export interface BoxedRecord extends RowRecord {
  readonly error: ErrorData;
  readonly rejectedAt: number;
}

/** What of a row can be told where its record cannot be read. */
export interface DamagedRow {
  readonly client: string;
  readonly seq: number;
  readonly text: string;
}

/** Where the stored base of an actor is. */
export interface HeadRecord {
  readonly actor: string;
  readonly cursor: Cursor;
  /** The `sync.version` of the base. */
  readonly schema: number;
  /** The record itself: whoever moves the base on proves that he knows it. */
  readonly text: string;
}

export interface BaseRecord {
  readonly version: number;
  /** Which actions that version contains; the steps since say the same of themselves. */
  readonly marks: readonly Mark[];
  readonly markedFrom: number;
  readonly state: unknown;
}

export const readRow = (value: StoredValue | undefined): RowRecord | null => {
  return read(value, (record): record is RowRecord => isPlainObject(record) && isRow(record["row"]), decodeRow);
};
export const readBoxed = (value: StoredValue | undefined): BoxedRecord | null => {
  return read(
    value,
    (record): record is BoxedRecord => isPlainObject(record) && isRow(record["row"]) && isPlainObject(record["error"]),
    (record) => ({ ...record, ...decodeRow(record), error: errorOf(record.error) }),
  );
};
export const readHead = (value: StoredValue | undefined): HeadRecord | null => {
  return read(
    value,
    (record): record is Omit<HeadRecord, "schema" | "text"> => isPlainObject(record) && Array.isArray(record["cursor"]),
    // Builds that knew no versions wrote none.
    (record, text) => ({ schema: FIRST_VERSION, ...record, text }),
  );
};
export const readBase = (value: StoredValue | undefined): BaseRecord | null => {
  return read(
    value,
    (record): record is BaseRecord => isPlainObject(record) && Array.isArray(record["marks"]),
    (record, text) => ({ ...record, state: fromOwnJson(record.state, text) }),
  );
};
export const readSteps = (value: StoredValue | undefined): readonly Step[] | null => {
  return read(value, (record): record is readonly Step[] => Array.isArray(record), asIs);
};
export const readNotices = (value: StoredValue | undefined): readonly string[] | null => {
  return read(value, (record): record is readonly string[] => Array.isArray(record), asIs);
};
export const readCreation = (value: StoredValue | undefined): Creation | null => {
  return read(value, (record): record is Creation => isPlainObject(record) && typeof record["key"] === "string", asIs);
};

export const readSelf = (value: StoredValue | undefined): Self | null => {
  return read(value, (record): record is Self => isPlainObject(record), asIs);
};

function isRow(row: unknown): boolean {
  return isPlainObject(row) && typeof row["key"] === "string" && typeof row["id"] === "number" && Array.isArray(row["args"]);
}

function decodeRow({ address, params, row }: RowRecord): RowRecord {
  return { address, params: fromJson(params), row: rowOf(row) };
}

const asIs = <R>(record: R): R => record;

/**
 * Only this app's own code writes here, so a record that is whole enough to be told apart is taken for what it is; a
 * damaged one reads as `null`, and the rest goes on.
 */
function read<S, R>(value: StoredValue | undefined, fits: (record: unknown) => record is S, decode: (record: S, text: string) => R): R | null {
  if (typeof value !== "string") return null;
  try {
    const record: unknown = JSON.parse(value);
    return fits(record) ? decode(record, value) : null;
  } catch {
    return null;
  }
}
