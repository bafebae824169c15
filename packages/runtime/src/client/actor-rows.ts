import { actorError, fromErrorData } from "../errors/actor-error.ts";
import { actionIdOf } from "../execution/seed.ts";
import type { Creation } from "../protocol/client-messages.ts";
import { callName, laneName, type Answer, type Row, rowName } from "../replica/row.ts";
import type { Replica } from "../replica/replica.ts";
import { entriesOf, type ReplicaState, type SavedRow, type StoreStep } from "../replica/state.ts";
import type { Call } from "./action-call.ts";
import { type Address, addressText } from "./address.ts";
import type { BaseKeeper } from "./base-keeper.ts";
import { type Box, makeBox } from "./box.ts";
import type { Delivered } from "./delivered.ts";
import type { RowWrite, StoredActor, StoredRow } from "./device.ts";
import { rowOf } from "./device-rows.ts";
import type { LaneSays } from "./lane-says.ts";
import type { PageParts } from "./page-parts.ts";
import { pushMessages } from "./push-messages.ts";
import type { SaveSource } from "./saver.ts";

export interface ActorRowsParts {
  readonly page: PageParts;
  readonly address: Address;
  readonly key: () => readonly string[];
  readonly replica: Replica;
  readonly keeper: BaseKeeper;
  readonly delivered: Delivered;
  /** The `sync.version` of the definition; 0 without one. */
  readonly schema: number;
  readonly paramsOf: (lane: string) => unknown;
  /** How the actor is to be made, where the server may not have it yet. */
  readonly creation: () => Creation | null;
  readonly isReady: () => boolean;
  readonly say: (lane: string, message: LaneSays) => void;
  readonly changed: () => void;
  /** Runs something once the reads of the device that are under way are over. */
  readonly afterReads: (what: () => void) => void;
}

/** The rows of one actor between this page, the device and the server. */
export interface ActorRows extends SaveSource {
  readonly box: Box;
  /** The page's side of a call waits for its row. */
  expect(row: Row, call: Call | undefined): void;
  store(step: StoreStep, state: ReplicaState): void;
  settle(row: Row, answer: Answer): void;
  /** The messages that push these rows of one client. */
  messages(client: string, rows: readonly Row[]): readonly LaneSays[];
  opened(lane: string): void;
  found(rows: readonly StoredRow[]): void;
  gone(names: readonly string[], at: readonly [epoch: string, version: number] | null): void;
  /** Everything is forgotten: what was not on the device yet is given back, where it is to be kept, and all else has failed. */
  end(keepsUnsaved: boolean): readonly Unsaved[];
  /** The names of the rows that are on the device, as far as this page knows. */
  onDevice(): ReadonlySet<string>;
  /** The clients of this tab that have rows here. */
  held(): readonly string[];
  /** Nothing waits, and nothing is in the box. */
  readonly isEmpty: boolean;
  /** What the device has now, where hints may have been missed; `before`: what was known to be there before it was read. */
  refreshed(stored: StoredActor, before: ReadonlySet<string>, adopted: string | null): void;
}

/** A call that is not on the device yet. */
export interface Unsaved {
  readonly row: Row;
  readonly params: unknown;
  readonly call: Call | undefined;
}

export function makeActorRows(parts: ActorRowsParts): ActorRows {
  const { page, address, replica, keeper, delivered, paramsOf } = parts;
  const { tabs, hints, device } = page;
  const text = addressText(address);
  const calls = new Map<string, Call>();
  /** Up to where each client's results on a lane are on this device, in the epoch in which it was last counted. */
  const through = new Map<string, { readonly epoch: string | null; readonly upTo: number }>();
  const box = makeBox({ address, device, hints, paramsOf, changed: parts.changed });
  /** Rows that are over, while they are being deleted: who reads the device meanwhile still finds them. */
  const leaving = new Map<string, Row>();
  /** Rows that are deleted, while a read that began before may still show them. */
  const left = new Set<string>();
  let lastPlace = 0;

  const observe = (client: string, lane: string): void => {
    const done = through.get(laneName(client, lane));
    if (done === undefined || done.epoch !== replica.state.cursor?.[0] || !tabs.held.has(client)) return;
    parts.say(lane, { t: "observed", client, through: done.upTo });
  };

  /** The results of all rows before the first that still waits are on the device. */
  const noteStored = (removed: readonly SavedRow[]): void => {
    const names = new Map(removed.map(({ row }) => [laneName(row.client, row.lane), row]));
    for (const [name, { client, lane, epoch }] of names) {
      const known = through.get(name);
      const before = known?.epoch === epoch ? known.upTo : 0;
      const own = (row: Row): boolean => row.client === client && row.lane === lane && row.epoch === epoch;
      const rows = [...entriesOf(replica.state).map(({ row }) => row), ...leaving.values()];
      const waiting = rows.flatMap((row) => (own(row) ? [row.id] : []));
      const gone = removed.flatMap(({ row }) => (own(row) ? [row.id] : []));
      const upTo = waiting.length > 0 ? Math.min(...waiting) - 1 : Math.max(...gone, before);
      if (upTo <= before) continue;
      through.set(name, { epoch, upTo });
      observe(client, lane);
    }
  };

  const tellOthers = ({ put, remove, box: boxed }: StoreStep, state: ReplicaState): void => {
    if (put.length > 0) hints.post({ t: "rows", address: text });
    if (boxed.length > 0) hints.post({ t: "box", address: text });
    const rejected = new Set(boxed.map(({ row }) => rowName(row)));
    const without = remove.filter(({ row }) => rejected.has(rowName(row)) || row.kind === "void").map(({ row }) => rowName(row));
    const withEffect = remove.filter(({ row }) => !rejected.has(rowName(row)) && row.kind === "action").map(({ row }) => rowName(row));
    if (without.length > 0) hints.post({ t: "gone", address: text, names: without, at: null });
    const { cursor } = state;
    if (withEffect.length > 0) {
      hints.post({ t: "gone", address: text, names: withEffect, at: cursor === null ? null : [cursor[0], cursor[1]] });
    }
  };

  return {
    box,
    expect: (row, call) => void (call && calls.set(rowName(row), call)),
    gather() {
      if (!parts.isReady()) return { rows: [], creation: null, address, unbox: [], after: null };
      const rows: RowWrite[] = [];
      for (const { row, seq } of entriesOf(replica.state)) {
        if (seq !== null) lastPlace = Math.max(lastPlace, seq);
        else rows.push({ address, params: paramsOf(row.lane), saved: { row, seq: 0 } });
      }
      const placed = rows.map((write): RowWrite => ({ ...write, saved: { ...write.saved, seq: ++lastPlace } }));
      const { claims } = box;
      const after = claims.length > 0 ? keeper.settled() : null;
      return { rows: placed, creation: parts.creation(), address, unbox: claims, after };
    },
    async conflict() {
      const lost = new Set(await box.recheck());
      for (const { row, seq } of entriesOf(replica.state)) {
        if (seq === null && lost.has(row.key)) replica.take({ type: "discarded", name: rowName(row) });
      }
    },
    saved({ rows: written, unbox }) {
      if (unbox.length > 0) box.claimed(unbox);
      const held = new Map(entriesOf(replica.state).map(({ row }) => [rowName(row), row]));
      const outdated = new Set(written.map(({ saved }) => saved.row).filter((row) => held.get(rowName(row)) !== row).map(rowName));
      const seqs = new Map(written.map(({ saved: { row, seq } }) => [rowName(row), seq]));
      replica.take({ type: "saved", seqs, outdated });
      for (const { saved } of written) calls.get(rowName(saved.row))?.markSaved();
      hints.post({ t: "rows", address: text });
      // What changed while it was being written has to be written again.
      const current = new Map(entriesOf(replica.state).map(({ row, seq }) => [rowName(row), { row, seq }]));
      const put = written.flatMap(({ saved }): SavedRow[] => {
        const now = current.get(rowName(saved.row));
        return now !== undefined && now.seq !== null && now.row !== saved.row ? [{ row: now.row, seq: now.seq }] : [];
      });
      if (put.length > 0) this.store({ base: null, put, remove: [], box: [] }, replica.state);
    },
    store(step, state) {
      if (step.box.length > 0) box.add(step.box);
      for (const { row } of step.remove) leaving.set(placeName(row), row);
      const { cursor, marks, markedFrom } = state;
      keeper.keep(step, cursor === null ? null : { cursor, marks, markedFrom }, () => {
        const places = step.remove.map(({ row }) => placeName(row));
        for (const place of places) {
          leaving.delete(place);
          left.add(place);
        }
        parts.afterReads(() => places.forEach((place) => left.delete(place)));
        noteStored(step.remove);
        if (step.put.length > 0) replica.take({ type: "stored", rows: new Set(step.put.map(({ row }) => row)) });
        tellOthers(step, state);
        if (step.remove.length > 0) page.rowsGone(new Set(step.remove.map(({ row }) => row.client)));
      });
    },
    settle(row, answer) {
      delivered.over(row);
      const call = calls.get(rowName(row));
      calls.delete(rowName(row));
      const output = answer.ok === true ? answer.output : undefined;
      const error = answer.ok === false ? fromErrorData(answer.error) : null;
      call?.markSettled(error === null ? { ok: true, output } : { ok: false, error });
      if (answer.ok === "told") return;
      page.settled({
        id: actionIdOf(row.origin, row.key),
        actor: address.name,
        key: parts.key(),
        action: row.name,
        args: row.args,
        ...(error === null ? { output } : { error }),
      });
    },
    messages(client, rows) {
      const epoch = replica.state.cursor?.[0];
      return epoch === undefined ? [] : pushMessages(client, epoch, parts.schema, rows);
    },
    opened(lane) {
      for (const name of through.keys()) {
        const [client, own] = name.split("/");
        if (client !== undefined && own === lane) observe(client, lane);
      }
    },
    found(rows) {
      for (const { seq } of rows) lastPlace = Math.max(lastPlace, seq);
      page.met(new Set(rows.map(({ row }) => row.client)));
      const known = rows.map(({ row, seq }) => ({ row: rowOf(row), seq }));
      const isOver = (place: string): boolean => leaving.has(place) || left.has(place);
      replica.take({ type: "found", rows: known.filter(({ row }) => !isOver(placeName(row))) });
    },
    gone(names, at) {
      const sameEpoch = at !== null && at[0] === replica.state.cursor?.[0];
      replica.take({ type: "gone", names, at: sameEpoch ? at[1] : null });
      parts.changed();
    },
    end(keepsUnsaved) {
      const forgotten = actorError("outbox/forgotten", "This user's data was wiped from the device before the server had accepted the action.");
      const waiting = entriesOf(replica.state).filter(({ row, over }) => row.kind === "action" && over === null);
      return waiting.flatMap(({ row, seq }) => {
        if (keepsUnsaved && seq === null) {
          const call = calls.get(rowName(row));
          calls.delete(rowName(row));
          return [{ row, params: paramsOf(row.lane), call }];
        }
        this.settle(row, { ok: false, error: forgotten });
        return [];
      });
    },
    onDevice: () => new Set(entriesOf(replica.state).flatMap(({ row, seq }) => (seq === null ? [] : [rowName(row)]))),
    held: () => [...new Set(entriesOf(replica.state).map(({ row }) => row.client))].filter((client) => tabs.held.has(client)),
    get isEmpty() {
      return entriesOf(replica.state).length + box.boxed.length === 0;
    },
    refreshed(stored, before, adopted) {
      this.found(stored.rows);
      const there = new Set(stored.rows.map(({ row }) => rowName(row)));
      const missing = entriesOf(replica.state).flatMap(({ row }) => {
        const name = rowName(row);
        const isOurs = tabs.held.has(row.client) && row.client !== adopted;
        return before.has(name) && !there.has(name) && !isOurs ? [name] : [];
      });
      const { head } = stored;
      if (missing.length > 0) this.gone(missing, head === null ? null : [head.cursor[0], head.cursor[1]]);
    },
  };
}

function placeName({ client, lane, id, key }: Row): string {
  return `${callName(client, lane, id)}/${key}`;
}
