import type { Timers } from "../ports/timers.ts";
import { type End, type Answer, type Row, rowName } from "../replica/row.ts";
import type { Replica } from "../replica/replica.ts";
import { entriesOf } from "../replica/state.ts";
import type { Call, Settlement } from "./action-call.ts";
import { type Address, addressText } from "./address.ts";
import type { Delivered } from "./delivered.ts";
import type { Device } from "./device.ts";
import type { NoticeWrite } from "./device-writes.ts";
import { type Notice, noticeOf, noticeText, toSettlement, settlementOf } from "./notice.ts";
import type { Hints } from "./hints.ts";
import type { ActionSettlement } from "./page-parts.ts";
import type { Tabs } from "./tabs.ts";

export interface SettlingParts {
  readonly address: Address;
  readonly key: () => readonly string[];
  readonly replica: Pick<Replica, "state">;
  readonly delivered: Pick<Delivered, "over">;
  readonly tabs: Pick<Tabs, "own">;
  readonly timers: Pick<Timers, "now">;
  readonly device: Pick<Device, "notices">;
  readonly hints: Pick<Hints, "post">;
  readonly settled: (settlement: ActionSettlement) => void;
}

/** The calls that this page made on one actor, until they hear how their rows ended, be it through another tab. */
export interface Settling {
  expect(row: Row, call: Call | undefined): void;
  /** The call is another page's from now on. */
  leave(row: Row): Call | undefined;
  saved(row: Row): void;
  /** The server told this tab. */
  settle(row: Row, answer: Answer): void;
  /** Another tab tells what it was told. */
  heard(notices: readonly string[]): void;
  /** These rows, by name, are gone: whoever still waits for one finds on the device how it ended. */
  gone(names: readonly string[]): Promise<void>;
  /** Settles what ended elsewhere, as soon as the state shows it here. */
  catchUp(): void;
  /** What is to be kept for pages that stand still. */
  noticesOf(ends: readonly End[]): readonly NoticeWrite[];
  /** Tells the other tabs. */
  tell(ends: readonly End[]): void;
}

export function makeSettling({ address, key, replica, delivered, tabs, timers, device, hints, settled }: SettlingParts): Settling {
  const calls = new Map<string, Call>();
  /** Of calls that ended in another tab, while the state does not show it here. */
  const early = new Map<string, Settlement>();
  /** Rows whose end was found on the device: a tab may yet tell of it. */
  const found = new Set<string>();

  const isTold = ({ answer }: End): boolean => answer.ok !== "told";
  /** Written down and told, a text is made once. */
  const texts = new WeakMap<End, string>();
  const textOf = (end: End): string => {
    const text = texts.get(end) ?? noticeText({ actor: address.name, key: key(), row: end.row, answer: end.answer });
    texts.set(end, text);
    return text;
  };
  const finish = (name: string, settlement: Settlement): void => {
    const call = calls.get(name);
    calls.delete(name);
    call?.markSettled(settlement);
  };
  const hear = (notice: Notice): void => {
    const name = rowName(notice.row);
    if (calls.has(name)) early.set(name, settlementOf(notice.answer));
    settled(toSettlement(notice));
  };
  const catchUp = (): void => {
    if (early.size === 0) return;
    const waiting = new Set(entriesOf(replica.state).flatMap(({ row, applied }) => (applied ? [] : [rowName(row)])));
    for (const [name, settlement] of early) {
      if (waiting.has(name)) continue;
      early.delete(name);
      finish(name, settlement);
    }
  };

  return {
    expect: (row, call) => void (call && calls.set(rowName(row), call)),
    leave(row) {
      const call = calls.get(rowName(row));
      calls.delete(rowName(row));
      return call;
    },
    saved: (row) => calls.get(rowName(row))?.markSaved(),
    settle(row, answer) {
      delivered.over(row);
      finish(rowName(row), settlementOf(answer));
      if (answer.ok !== "told") settled(toSettlement({ actor: address.name, key: key(), row, answer }));
    },
    heard(notices) {
      for (const text of notices) {
        const notice = noticeOf(text);
        if (notice !== null && !found.delete(rowName(notice.row))) hear(notice);
      }
      catchUp();
    },
    async gone(names) {
      const isLost = (name: string): boolean => calls.has(name) && !early.has(name);
      const lost = names.filter(isLost);
      if (lost.length === 0) return;
      const notices = new Map<string, Notice>();
      for (const text of await device.notices()) {
        const notice = noticeOf(text);
        if (notice !== null) notices.set(rowName(notice.row), notice);
      }
      for (const name of lost.filter(isLost)) {
        const notice = notices.get(name);
        if (notice === undefined) early.set(name, settlementOf({ ok: "told" }));
        else {
          found.add(name);
          hear(notice);
        }
      }
      catchUp();
    },
    catchUp,
    noticesOf(ends) {
      const foreign = ends.filter((end) => isTold(end) && end.row.client !== tabs.own.client);
      const [first] = foreign;
      return first === undefined ? [] : [{ at: timers.now(), row: rowName(first.row), texts: foreign.map(textOf) }];
    },
    tell(ends) {
      const notices = ends.filter(isTold).map(textOf);
      if (notices.length > 0) hints.post({ t: "notices", address: addressText(address), notices });
    },
  };
}
