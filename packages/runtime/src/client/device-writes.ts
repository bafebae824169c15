// What is written to the device, and by which operations of its storage.

import type { StorageOp } from "../ports/storage.ts";
import type { Creation } from "../protocol/client-messages.ts";
import type { Step } from "../protocol/server-messages.ts";
import type { Cursor } from "../protocol/shapes.ts";
import type { Marks } from "../replica/marks.ts";
import type { BoxedRow } from "../replica/row.ts";
import type { SavedRow, StoreStep } from "../replica/state.ts";
import { toJson } from "../value/codec.ts";
import { type Address, addressText } from "./address.ts";
import { keys } from "./device-records.ts";
import { rowToJson } from "./device-rows.ts";

/** How the stored base of an actor moves on. */
export type BaseWrite =
  /** By steps; `from` is the version it must be at. */
  | { readonly how: "steps"; readonly steps: readonly Step[] }
  | { readonly how: "whole"; readonly state: string; readonly marks: Marks; readonly markedFrom: number }
  /** There is none any more, and no head. */
  | { readonly how: "none" };

export interface HeadWrite {
  readonly actor: string;
  readonly cursor: Cursor;
  /** The `sync.version` that the base is of. */
  readonly schema: number;
}

/** A rejected action to be taken out of the box, or put there, by its record. */
export interface Unbox {
  readonly address: Address;
  readonly key: string;
  readonly text: string;
}

/** How an actor is to be made. */
export interface CreationWrite {
  readonly address: Address;
  readonly creation: Creation;
}

/** What a page has of waiting and rejected actions on the device. */
export interface Standing {
  readonly rows: readonly RowWrite[];
  readonly creations: readonly CreationWrite[];
  readonly boxed: readonly Unbox[];
}

/** A row on its way to the device. */
export interface RowWrite {
  readonly address: Address;
  readonly params: unknown;
  readonly saved: SavedRow;
  /** It is there already; where another tab has taken it away since, it stays away. */
  readonly isAgain?: true;
}

/** How the base moves on, and what goes with it. */
export interface Advance {
  readonly knownHead: string | undefined;
  readonly head: HeadWrite | null;
  readonly base: BaseWrite;
  readonly rows: readonly StorageOp[];
}

/** How rows ended, each as a text, for the pages that called them. */
export interface NoticeWrite {
  readonly at: number;
  /** The name of one of them. */
  readonly row: string;
  readonly texts: readonly string[];
}

export const put = (key: string, value: string): StorageOp => ({ op: "put", key, value });
export const remove = (key: string): StorageOp => ({ op: "delete", key });

export function putClient([client, secret]: readonly [client: string, secret: string]): StorageOp {
  return put(keys.client(client), secret);
}

/** Puts a rejected action into the box, by its record. */
export function boxedOp({ address, key, text }: Unbox): StorageOp {
  return put(keys.boxed(addressText(address), key), text);
}

export function putCreation({ address, creation }: CreationWrite): StorageOp {
  return put(keys.creation(addressText(address)), JSON.stringify(creation));
}

/** The record of a rejected action. */
export function boxedText(address: Address, params: unknown, { row, error, rejectedAt }: BoxedRow): string {
  return JSON.stringify({ address, params: toJson(params), row: rowToJson(row), error: toJson(error), rejectedAt });
}

export function putRow(write: RowWrite): StorageOp {
  return new RowPut(write);
}

/** Its text is made when its turn comes: the storage is at work on those before it meanwhile. */
class RowPut {
  readonly op: "put" | "replace";
  readonly #write: RowWrite;

  constructor(write: RowWrite) {
    this.op = write.isAgain ? "replace" : "put";
    this.#write = write;
  }
  get key(): string {
    const { address, saved } = this.#write;
    return keys.row(addressText(address), saved.seq, saved.row.client);
  }
  get value(): string {
    const { address, params, saved } = this.#write;
    return JSON.stringify({ address, params: toJson(params), row: rowToJson(saved.row) });
  }
}

/** What a step does to rows that are on the device, and what it tells of them. */
export function rowOps(
  address: Address,
  step: Pick<StoreStep, "put" | "remove">,
  boxed: readonly Unbox[],
  notices: readonly NoticeWrite[],
  paramsOf: (lane: string) => unknown,
): readonly StorageOp[] {
  const text = addressText(address);
  return [
    ...step.put.map((saved) => putRow({ address, params: paramsOf(saved.row.lane), saved, isAgain: true })),
    ...step.remove.map(({ row, seq }) => remove(keys.row(text, seq, row.client))),
    ...boxed.map(boxedOp),
    ...notices.map(({ at, row, texts }) => put(keys.notice(at, row), JSON.stringify(texts))),
  ];
}

export function baseOps(text: string, head: HeadWrite | null, base: BaseWrite): StorageOp[] {
  if (base.how === "none" || head === null) return [remove(keys.base(text)), remove(keys.self(text)), { op: "clear", ...keys.steps(text) }];
  const [, version] = head.cursor;
  if (base.how === "steps") {
    return [put(keys.step(text, version), JSON.stringify(base.steps))];
  }
  const marks = `"marks":${JSON.stringify([...base.marks.values()])},"markedFrom":${base.markedFrom}`;
  return [
    put(keys.base(text), `{"version":${version},${marks},"state":${base.state}}`),
    { op: "clear", ...keys.steps(text) },
    remove(keys.creation(text)),
  ];
}
