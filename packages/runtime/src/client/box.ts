import { type BoxedRow, type Row, rowName } from "../replica/row.ts";
import { type Address, addressText } from "./address.ts";
import type { Device } from "./device.ts";
import { boxedText, type Unbox } from "./device-writes.ts";
import type { Hints } from "./hints.ts";
import type { StoredBoxed } from "./read-rows.ts";

/** A rejected action with its lane's params. */
export interface Boxed extends BoxedRow {
  readonly params: unknown;
  /** Its record on the device: whoever takes it out proves that it was there. */
  readonly text: string;
}

/** A record to be taken out, and the name of the row that is called instead. */
interface Claim extends Unbox {
  readonly by: string;
}

/** The rejected actions of one actor, shared by all tabs of the device. */
export interface Box {
  readonly boxed: readonly Boxed[];
  /** The returned function says that they are on the device. */
  add(boxed: readonly BoxedRow[]): () => void;
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
    const out = boxed.filter(({ row }) => row.key === key);
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
      const known = fresh.map((each): Boxed => {
        const params = paramsOf(each.row.lane);
        return { ...each, params, text: boxedText(address, params, each) };
      });
      for (const each of known) coming.add(each);
      become([...boxed, ...known]);
      return () => afterReads(() => known.forEach((each) => coming.delete(each)));
    },
    found(records) {
      const known = records.map(({ record: { row, error, rejectedAt, params }, text }): Boxed => {
        return { row, error, rejectedAt, params, text };
      });
      const missed = [...coming].filter(({ text }) => known.every((each) => each.text !== text));
      become([...known, ...missed].filter(({ text }) => !going.has(text)));
    },
    claim({ row, text }, as) {
      claims = [...claims, { address, key: row.key, text, by: rowName(as) }];
      takeOut(row.key);
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
