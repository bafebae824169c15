import type { StorageOp } from "../ports/storage.ts";
import type { Creation } from "../protocol/client-messages.ts";
import type { Step } from "../protocol/server-messages.ts";
import type { Self } from "../replica/row.ts";
import { type Address, addressText } from "./address.ts";
import {
  type BaseRecord,
  clientOfKey,
  type DamagedRow,
  type HeadRecord,
  keys,
  placeOfKey,
  readBase,
  readCreation,
  readNotices,
  readHead,
  readRow,
  readSelf,
  readSteps,
  type StoredRow,
} from "./device-records.ts";
import {
  type Advance,
  baseOps,
  boxedOp,
  type CreationWrite,
  put,
  putClient,
  putCreation,
  putRow,
  remove,
  type RowWrite,
  type Unbox,
} from "./device-writes.ts";
import type { Forgotten, GuardedStorage } from "./guarded-storage.ts";
import { boxOf, type FoundRows, readInParts, rowsOf, type StoredBoxed } from "./read-rows.ts";
import { relocate, type Relocated, type RelocateParts } from "./relocate.ts";

/** How actions ended that another page called is kept for it for so long, in milliseconds. */
const KEEP_NOTICES = 86_400_000;

/** What the device knows of one actor. */
export interface StoredActor extends Outstanding {
  /** The base, and the steps that lead to the head. */
  readonly base: BaseRecord | null;
  readonly steps: readonly Step[];
  readonly creation: Creation | null;
  /** In its JSON form. */
  readonly self: Self | null;
}

/** What of an actor is not settled, and where its stored base is. */
export interface Outstanding extends FoundRows {
  readonly head: HeadRecord | null;
  readonly boxed: readonly StoredBoxed[];
}

export interface Waiting {
  readonly client: string;
  readonly address: Address | null;
}

/** The device's records of one user, over a storage. Each write is one transaction. */
export interface Device {
  /** Clients that have rows, or are about to, with their secrets. */
  clients(): Promise<readonly (readonly [client: string, secret: string])[]>;
  /** Whose rows wait, and for which actors; `null` for an actor of which no row can be read. */
  waiting(): Promise<readonly Waiting[]>;
  load(address: Address): Promise<StoredActor>;
  /** The same without the base, which may be large. */
  outstanding(address: Address): Promise<Outstanding>;
  rowsOf(address: Address): Promise<readonly StoredRow[]>;
  boxOf(address: Address): Promise<readonly StoredBoxed[]>;
  /**
   * Writes rows, and whatever must be there with them. Resolves to whether it did: nothing is written where something to be
   * unboxed is not in the box.
   */
  enqueue(writes: {
    readonly rows: readonly RowWrite[];
    readonly clients: readonly (readonly [client: string, secret: string])[];
    readonly creations: readonly CreationWrite[];
    readonly unbox?: readonly Unbox[];
    /** What is put into the box again, where the storage was emptied. */
    readonly boxed?: readonly Unbox[];
  }): Promise<boolean>;
  /**
   * Moves the base of an actor on from the head that this tab knows, and settles rows. Resolves to the new head's text,
   * or to `null` where another tab has moved it: then nothing is written.
   */
  advance(address: Address, change: Advance): Promise<string | null>;
  /** Writes operations on rows alone. */
  write(rows: readonly StorageOp[]): Promise<unknown>;
  /**
   * Forgets the base that all lanes of an actor had in common before there was a view: it may be more than any of them
   * may see.
   */
  dropShared(address: Address): Promise<void>;
  /** Keeps what predictions find as their connection's state. */
  keepSelf(address: Address, json: string): Promise<unknown>;
  /** How rows ended, as far as that was kept for whoever called them. */
  notices(): Promise<readonly string[]>;
  /** Forgets what nobody came back for in time. */
  forgetNotices(now: number): Promise<void>;
  /** Puts a row that cannot be read into the box, and what is left of it out of the queue. */
  isolate(address: Address, damaged: DamagedRow, boxed: Unbox): Promise<unknown>;
  /** Puts what waits and what was rejected where this version of the app looks for it. Resolves to whether anything was elsewhere. */
  relocate(which: Relocated, parts: RelocateParts): Promise<boolean>;
  forgetClient(client: string): Promise<unknown>;
  dropBoxed(address: Address, row: string): Promise<unknown>;
  /** Deletes everything. Unless it is to forget all, it rejects with `outbox/not_empty` where anything is not sent or rejected. */
  forget(what: Forgotten): Promise<void>;
  /** Looks whether another tab has done so. */
  look(): Promise<void>;
}

export function makeDevice(storage: GuardedStorage): Device {
  return {
    async clients() {
      const found = await storage.list(keys.clients);
      return found.map(([key, secret]) => [clientOfKey(key), String(secret)] as const);
    },
    async waiting() {
      const addresses = new Map<string, Address | null>();
      const found = new Map<string, Waiting>();
      await readInParts(storage, keys.allRows, (part) => {
        for (const [key, value] of part) {
          const { client, address: text } = placeOfKey(key);
          const address = addresses.get(text) ?? readRow(value)?.address ?? null;
          addresses.set(text, address);
          found.set(`${client}/${text}`, { client, address });
        }
      });
      return [...found.values()];
    },
    rowsOf: async (address) => (await rowsOf(storage, address)).rows,
    boxOf: (address) => boxOf(storage, address),
    async load(address) {
      const text = addressText(address);
      const [steps, [headText, baseText, creationText, selfText], rows, boxed] = await Promise.all([
        storage.list(keys.steps(text)), // First: what another tab folds into the base meanwhile is in both, not in neither.
        storage.get([keys.head(text), keys.base(text), keys.creation(text), keys.self(text)]),
        rowsOf(storage, address),
        boxOf(storage, address),
      ]);
      return {
        head: readHead(headText),
        base: readBase(baseText),
        steps: steps.flatMap(([, value]) => readSteps(value) ?? []),
        creation: readCreation(creationText),
        self: readSelf(selfText),
        ...rows,
        boxed,
      };
    },
    async outstanding(address) {
      const [rows, boxed] = await Promise.all([rowsOf(storage, address), boxOf(storage, address)]);
      // Last: what is not among the rows any more is in the base that the head tells of.
      const [headText] = await storage.get([keys.head(addressText(address))]);
      return { head: readHead(headText), ...rows, boxed };
    },
    enqueue: ({ rows, clients, creations, unbox = [], boxed = [] }) =>
      storage.write({
        checks: unbox.map(({ address, key, text }) => ({ key: keys.boxed(addressText(address), key), value: text })),
        ops: [
          ...clients.map(putClient),
          ...creations.map(putCreation),
          ...rows.map(putRow),
          ...boxed.map(boxedOp),
          ...unbox.map(({ address, key }) => remove(keys.boxed(addressText(address), key))),
        ],
      }),
    async advance(address, { knownHead, head, base, rows }) {
      const text = addressText(address);
      const headText = head === null ? "" : JSON.stringify(head);
      const ops = [head === null ? remove(keys.head(text)) : put(keys.head(text), headText), ...baseOps(text, head, base), ...rows];
      const isWritten = await storage.write({ checks: [{ key: keys.head(text), value: knownHead }], ops });
      return isWritten ? headText : null;
    },
    write: async (ops) => ops.length > 0 && storage.write({ ops }),
    async dropShared({ lane: _, ...shared }) {
      const text = addressText(shared);
      const [head] = await storage.get([keys.head(text)]);
      if (head === undefined) return;
      await storage.write({ ops: [remove(keys.head(text)), remove(keys.base(text)), { op: "clear", ...keys.steps(text) }] });
    },
    keepSelf: (address, json) => storage.write({ ops: [put(keys.self(addressText(address)), `{"value":${json}}`)] }),
    async notices() {
      const found = await storage.list(keys.notices);
      return found.flatMap(([, texts]) => readNotices(texts) ?? []);
    },
    async forgetNotices(now) {
      const old = { from: keys.notices.from, to: keys.notice(Math.max(0, now - KEEP_NOTICES), "") };
      const found = await storage.list({ ...old, limit: 1 });
      if (found.length > 0) await storage.write({ ops: [{ op: "clear", ...old }] });
    },
    isolate: (address, { seq, client }, boxed) =>
      storage.write({ ops: [remove(keys.row(addressText(address), seq, client)), boxedOp(boxed)] }),
    relocate: (which, parts) => relocate(storage, which, parts),
    forgetClient: (client) => storage.write({ ops: [remove(keys.client(client))] }),
    dropBoxed: (address, row) => storage.write({ ops: [remove(keys.boxed(addressText(address), row))] }),
    forget: (what) => storage.forget(what, what === "all" ? [] : [keys.allRows, keys.allBoxed, keys.allMoving]),
    look: storage.look,
  };
}
