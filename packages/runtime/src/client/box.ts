import { type BoxedRow, type Row, rowName } from "../replica/row.ts";
import { type Address, addressText } from "./address.ts";
import type { Device } from "./device.ts";
import { boxedText, type Unbox } from "./device-writes.ts";
import type { Hints } from "./hints.ts";
import type { StoredBoxed } from "./read-rows.ts";

/** A rejected action with its lane's params, and its record on the device: whoever takes it out proves that it was there. */
export interface Boxed extends BoxedRow, Unbox {
  readonly params: unknown;
}

/** A record to be taken out, and the name of the row that is called instead. */
interface Claim extends Unbox {
  readonly by: string;
}

/** The rejected actions of one actor, shared by all tabs of the device. */
export interface Box {
  readonly boxed: readonly Boxed[];
  /** Puts in what is to be written; `kept` says that it is on the device. */
  add(boxed: readonly BoxedRow[]): { readonly records: readonly Unbox[]; kept(): void };
  found(records: readonly StoredBoxed[]): void;
  /** Takes an action out, to be called again; the record goes in the transaction that saves the new row. */
  claim(boxed: Boxed, as: Row): void;
  /** What those transactions have to take out. */
  readonly claims: readonly Claim[];
  /** A transaction that took these out is complete. */
  claimed(unboxed: readonly Unbox[]): void;
  /** Another tab may have taken something out before: tells the new rows whose claims came to nothing. */
  recheck(): Promise<readonly string[]>;
  drop(key: string): Promise<void>;
}

export interface BoxParts {
  readonly address: Address;
  readonly device: Device;
  readonly hints: Hints;
  readonly paramsOf: (lane: string) => unknown;
  readonly changed: () => void;
  /** Runs something once the reads of the device that are under way are over. */
  readonly afterReads: (what: () => void) => void;
}

export function makeBox({ address, device, hints, paramsOf, changed, afterReads }: BoxParts): Box {
  let boxed: readonly Boxed[] = [];
  /** Put in by this tab, while a read of the device may still miss it. */
  const coming = new Set<Boxed>();
  /** The records of what this tab takes out, while a read may still find it. */
  const going = new Set<string>();
  let claims: readonly Claim[] = [];
  const become = (next: readonly Boxed[]): void => {
    boxed = next;
    changed();
  };
  const takeOut = (key: string): readonly Boxed[] => {
    const out = boxed.filter((each) => each.key === key);
    for (const { text } of out) going.add(text);
    become(boxed.filter((each) => !out.includes(each)));
    return out;
  };
  const gone = (records: readonly { readonly text: string }[]): void => afterReads(() => records.forEach(({ text }) => going.delete(text)));
  const tell = (): void => hints.post({ t: "box", address: addressText(address) });

  return {
    get boxed() {
      return boxed;
    },
    add(fresh) {
      const records = fresh.map((each): Boxed => {
        const params = paramsOf(each.row.lane);
        return { ...each, address, key: each.row.key, params, text: boxedText(address, params, each) };
      });
      for (const each of records) coming.add(each);
      if (records.length > 0) become([...boxed, ...records]);
      return { records, kept: () => afterReads(() => records.forEach((each) => coming.delete(each))) };
    },
    found(records) {
      const known = records.map(({ record, text }): Boxed => ({ ...record, address, key: record.row.key, text }));
      const missed = [...coming].filter(({ text }) => known.every((each) => each.text !== text));
      become([...known, ...missed].filter(({ text }) => !going.has(text)));
    },
    claim(out, as) {
      claims = [...claims, { ...out, by: rowName(as) }];
      takeOut(out.key);
    },
    get claims() {
      return claims;
    },
    claimed(unboxed) {
      claims = claims.filter((claim) => !unboxed.includes(claim));
      gone(unboxed);
      tell();
    },
    async recheck() {
      const there = new Set((await device.boxOf(address)).map(({ text }) => text));
      const lost = claims.filter(({ text }) => !there.has(text));
      claims = claims.filter((claim) => !lost.includes(claim));
      gone(lost);
      return lost.map(({ by }) => by);
    },
    async drop(key) {
      const out = takeOut(key);
      await device.dropBoxed(address, key);
      gone(out);
      tell();
    },
  };
}
