import { FIRST_VERSION } from "../definition/upgrade.ts";
import { isError } from "../errors/actor-error.ts";
import type { StorageOp, StoredValue } from "../ports/storage.ts";
import type { Creation } from "../protocol/client-messages.ts";
import type { Step } from "../protocol/server-messages.ts";
import type { Cursor } from "../protocol/shapes.ts";
import type { Marks } from "../replica/marks.ts";
import type { BoxedRow, Self } from "../replica/row.ts";
import type { SavedRow } from "../replica/state.ts";
import { toJson } from "../value/codec.ts";
import { type Address, addressText } from "./address.ts";
import {
  type BaseRecord,
  type BoxedRecord,
  clientOfKey,
  keys,
  readBase,
  readBoxed,
  readCreation,
  readHead,
  readRow,
  readSelf,
  readSteps,
  type RowRecord,
  seqOfKey,
} from "./device-records.ts";
import { rowToJson } from "./device-rows.ts";
import type { Forgotten, GuardedStorage } from "./guarded-storage.ts";

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

/** What the device knows of one actor. */
export interface StoredActor {
  readonly head: (HeadWrite & { readonly text: string }) | null;
  /** The base in its JSON form, and the steps that lead to the head. */
  readonly base: BaseRecord | null;
  readonly steps: readonly Step[];
  readonly creation: Creation | null;
  /** In its JSON form. */
  readonly self: Self | null;
  readonly rows: readonly StoredRow[];
  readonly boxed: readonly StoredBoxed[];
}

export interface StoredBoxed {
  readonly record: BoxedRecord;
  readonly text: string;
}

/** A rejected action to be taken out of the box, by its record. */
export interface Unbox {
  readonly address: Address;
  readonly key: string;
  readonly text: string;
}

export interface StoredRow extends RowRecord {
  readonly seq: number;
}

/** A row on its way to the device. */
export interface RowWrite {
  readonly address: Address;
  readonly params: unknown;
  readonly saved: SavedRow;
}

/** The device's records of one user, over a storage. Each call is one transaction. */
export interface Device {
  /** Clients that have rows, or are about to, with their secrets. */
  clients(): Promise<readonly (readonly [client: string, secret: string])[]>;
  /** Every waiting row, of whatever actor. */
  rows(): Promise<readonly StoredRow[]>;
  load(address: Address): Promise<StoredActor>;
  rowsOf(address: Address): Promise<readonly StoredRow[]>;
  boxOf(address: Address): Promise<readonly StoredBoxed[]>;
  /**
   * Writes rows, and whatever must be there with them. Rejects with `storage/conflict`, having written nothing, where
   * something to be unboxed is not in the box.
   */
  enqueue(writes: {
    readonly rows: readonly RowWrite[];
    readonly clients: readonly (readonly [client: string, secret: string])[];
    readonly creations: readonly { readonly address: Address; readonly creation: Creation }[];
    readonly unbox: readonly Unbox[];
  }): Promise<void>;
  /**
   * Moves the base of an actor on from the head that this tab knows, and settles rows. Resolves to the new head's text,
   * or to `null` where another tab has moved it: then only the rows are settled.
   */
  advance(address: Address, change: Advance): Promise<string | null>;
  /**
   * Forgets the base that all lanes of an actor had in common before there was a view: it may be more than any of them
   * may see.
   */
  dropShared(address: Address): Promise<void>;
  /** Keeps what predictions find as their connection's state. */
  keepSelf(address: Address, json: string): Promise<void>;
  forgetClient(client: string): Promise<void>;
  dropBoxed(address: Address, row: string): Promise<void>;
  /** Deletes everything. Unless it is to forget all, it rejects with `outbox/not_empty` where anything is not sent or rejected. */
  forget(what: Forgotten): Promise<void>;
  /** Looks whether another tab has done so. */
  look(): Promise<void>;
}

export interface Advance {
  readonly knownHead: string | undefined;
  readonly head: HeadWrite | null;
  readonly base: BaseWrite | null;
  readonly put: readonly RowWrite[];
  readonly remove: readonly SavedRow[];
  readonly box: readonly { readonly params: unknown; readonly boxed: BoxedRow }[];
}

export function makeDevice(storage: GuardedStorage): Device {
  return {
    async clients() {
      const found = await storage.list(keys.clients);
      return found.map(([key, secret]) => [clientOfKey(key), String(secret)] as const);
    },
    async rows() {
      return storedRows(await storage.list(keys.allRows));
    },
    rowsOf: async (address) => storedRows(await storage.list(keys.rows(addressText(address)))),
    boxOf: async (address) => boxedRecords(await storage.list(keys.box(addressText(address)))),
    async load(address) {
      const text = addressText(address);
      const [[headText, baseText, creationText, selfText], steps, rows, boxed] = await Promise.all([
        storage.get([keys.head(text), keys.base(text), keys.creation(text), keys.self(text)]),
        storage.list(keys.steps(text)),
        storage.list(keys.rows(text)),
        storage.list(keys.box(text)),
      ]);
      const head = readHead(headText);
      return {
        head: head === null ? null : { ...head, schema: head.schema ?? FIRST_VERSION, text: String(headText) },
        base: readBase(baseText),
        steps: steps.flatMap(([, value]) => readSteps(value) ?? []),
        creation: readCreation(creationText),
        self: readSelf(selfText),
        rows: storedRows(rows),
        boxed: boxedRecords(boxed),
      };
    },
    enqueue: ({ rows, clients, creations, unbox }) =>
      storage.write({
        checks: unbox.map(({ address, key, text }) => ({ key: keys.boxed(addressText(address), key), value: text })),
        ops: [
          ...clients.map(([client, secret]) => put(keys.client(client), secret)),
          ...creations.map(({ address, creation }) => put(keys.creation(addressText(address)), JSON.stringify(creation))),
          ...rows.map(putRow),
          ...unbox.map(({ address, key }) => remove(keys.boxed(addressText(address), key))),
        ],
      }),
    async advance(address, change) {
      const text = addressText(address);
      const rows = rowOps(address, change);
      const { head, base, knownHead } = change;
      if (base === null) {
        if (rows.length > 0) await storage.write({ ops: rows });
        return null;
      }
      const headText = head === null ? "" : JSON.stringify(head);
      const ops: StorageOp[] = [head === null ? remove(keys.head(text)) : put(keys.head(text), headText), ...baseOps(text, head, base), ...rows];
      try {
        await storage.write({ checks: [{ key: keys.head(text), value: knownHead }], ops });
        return headText;
      } catch (error) {
        if (!isError(error, "storage/conflict")) throw error;
        if (rows.length > 0) await storage.write({ ops: rows });
        return null;
      }
    },
    async dropShared({ lane: _, ...shared }) {
      const text = addressText(shared);
      const [head] = await storage.get([keys.head(text)]);
      if (head === undefined) return;
      await storage.write({ ops: [remove(keys.head(text)), remove(keys.base(text)), { op: "clear", ...keys.steps(text) }] });
    },
    keepSelf: (address, json) => storage.write({ ops: [put(keys.self(addressText(address)), `{"value":${json}}`)] }),
    forgetClient: (client) => storage.write({ ops: [remove(keys.client(client))] }),
    dropBoxed: (address, row) => storage.write({ ops: [remove(keys.boxed(addressText(address), row))] }),
    forget: (what) => storage.forget(what, what === "all" ? [] : [keys.allRows, keys.allBoxed, keys.allMoving]),
    look: storage.look,
  };
}

const put = (key: string, value: string): StorageOp => ({ op: "put", key, value });
const remove = (key: string): StorageOp => ({ op: "delete", key });

function storedRows(found: readonly (readonly [string, StoredValue])[]): StoredRow[] {
  return found.flatMap(([key, value]) => {
    const record = readRow(value);
    return record === null ? [] : [{ ...record, seq: seqOfKey(key) }];
  });
}

function boxedRecords(found: readonly (readonly [string, StoredValue])[]): StoredBoxed[] {
  return found.flatMap(([, value]) => {
    const record = readBoxed(value);
    return record === null ? [] : [{ record, text: String(value) }];
  });
}

/** The record of a rejected action. */
export function boxedText(address: Address, params: unknown, { row, error, rejectedAt }: BoxedRow): string {
  return JSON.stringify({ address, params: toJson(params), row: rowToJson(row), error: toJson(error), rejectedAt });
}

function putRow({ address, params, saved: { row, seq } }: RowWrite): StorageOp {
  const value = JSON.stringify({ address, params: toJson(params), row: rowToJson(row) });
  return put(keys.row(addressText(address), seq, row.client), value);
}

function rowOps(address: Address, change: Advance): StorageOp[] {
  const text = addressText(address);
  return [
    ...change.put.map(putRow),
    ...change.remove.map(({ row, seq }) => remove(keys.row(text, seq, row.client))),
    ...change.box.map(({ params, boxed }) => put(keys.boxed(text, boxed.row.key), boxedText(address, params, boxed))),
  ];
}

function baseOps(text: string, head: HeadWrite | null, base: BaseWrite): StorageOp[] {
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
