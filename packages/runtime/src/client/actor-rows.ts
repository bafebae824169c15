import type { OwnVersion } from "../definition/upgrade.ts";
import { actorError } from "../errors/actor-error.ts";
import type { Creation } from "../protocol/client-messages.ts";
import { callName, type Row, rowName } from "../replica/row.ts";
import type { Replica } from "../replica/replica.ts";
import { entriesOf, type ReplicaState, type SavedRow, type StoreStep } from "../replica/state.ts";
import type { Call } from "./action-call.ts";
import { type Address, addressText } from "./address.ts";
import type { BaseKeeper } from "./base-keeper.ts";
import { type Box, makeBox } from "./box.ts";
import type { Delivered } from "./delivered.ts";
import type { Outstanding } from "./device.ts";
import type { StoredRow } from "./device-records.ts";
import { rowOps, type RowWrite, type Standing } from "./device-writes.ts";
import { hintsOf } from "./hints-of.ts";
import { isolate } from "./isolate.ts";
import type { LocalLanes } from "./local-lanes.ts";
import type { PageParts } from "./page-parts.ts";
import { makeObserved } from "./observed.ts";
import { pushMessages } from "./push-messages.ts";
import { makeReplaced } from "./replaced.ts";
import type { SaveSource } from "./saver.ts";
import { makeSettling, type Settling } from "./settling.ts";

export interface ActorRowsParts extends PageParts {
  readonly address: Address;
  readonly key: () => readonly string[];
  readonly replica: Replica;
  readonly lanes: Pick<LocalLanes, "with" | "paramsOf" | "say">;
  readonly keeper: BaseKeeper;
  readonly delivered: Delivered;
  readonly own: OwnVersion;
  /** How the actor is to be made, where the server may not have it yet. */
  readonly creation: () => Creation | null;
  readonly isReady: () => boolean;
  readonly changed: () => void;
  /** Runs something once the reads of the device that are under way are over. */
  readonly afterReads: (what: () => void) => void;
}

/** The rows of one actor between this page, the device and the server. */
export interface ActorRows extends SaveSource {
  readonly box: Box;
  readonly settling: Settling;
  store(step: StoreStep, state: ReplicaState): void;
  /** Takes a waiting action back; `isReplaced`: once the one that takes its place is on the device. */
  discard(row: Row, isReplaced?: true): void;
  /** Sends these rows of one client on their lane. */
  push(lane: string, client: string, rows: readonly Row[]): void;
  opened(lane: string): void;
  found(rows: readonly StoredRow[]): void;
  gone(names: readonly string[], at: readonly [epoch: string, version: number] | null): void;
  /** Everything is forgotten: what was not on the device yet is given back, where it is to be kept, and all else has failed. */
  end(keepsUnsaved: boolean): readonly Unsaved[];
  /** What this page has on the device, but for the base. */
  standing(): Standing;
  /** The names of the rows that are on the device, as far as this page knows. */
  onDevice(): ReadonlySet<string>;
  /** The clients of this tab that have rows here which nobody has settled. */
  held(): readonly string[];
  /** Nothing waits, and nothing is in the box. */
  readonly isEmpty: boolean;
  /** What the device has now; `before`: what was known to be there before it was read. */
  read(stored: Outstanding, before: ReadonlySet<string>, adopted: string | null): Promise<void>;
}

/** A call that is not on the device yet. */
export interface Unsaved {
  readonly row: Row;
  readonly params: unknown;
  readonly call: Call | undefined;
}

export function makeActorRows(parts: ActorRowsParts): ActorRows {
  const { address, replica, keeper, lanes, tabs, hints, heirs } = parts;
  const { paramsOf } = lanes;
  const text = addressText(address);
  const settling = makeSettling(parts);
  const box = makeBox({ ...parts, paramsOf });
  /** Rows that are over, while they are being deleted: who reads the device meanwhile still finds them. */
  const leaving = new Map<string, Row>();
  /** Rows that are deleted, while a read that began before may still show them. */
  const left = new Set<string>();
  const replaced = makeReplaced();
  let lastPlace = 0;

  const observed = makeObserved({ ...parts, leaving: () => leaving.values() });

  const found = (rows: readonly StoredRow[]): void => {
    for (const { seq, params } of rows) {
      lastPlace = Math.max(lastPlace, seq);
      lanes.with(params);
    }
    heirs.found(new Set(rows.map(({ row }) => row.client)));
    const isOver = (place: string): boolean => leaving.has(place) || left.has(place);
    replica.take({ type: "found", rows: rows.filter(({ row }) => !isOver(placeName(row))) });
  };

  const gone: ActorRows["gone"] = (names, at) => {
    const sameEpoch = at !== null && at[0] === replica.state.cursor?.[0];
    replica.take({ type: "gone", names, at: sameEpoch ? at[1] : null });
    settling.gone(names).catch((error: unknown) => parts.log.error({ msg: "the device could not be read", err: error }));
    parts.changed();
  };

  return {
    box,
    settling,
    gather() {
      if (!parts.isReady()) return { rows: [], creation: null, address, unbox: [], after: null };
      const rows: RowWrite[] = [];
      const voids: RowWrite[] = [];
      for (const { row, seq } of entriesOf(replica.state)) {
        if (seq !== null) lastPlace = Math.max(lastPlace, seq);
        if (seq === null) rows.push({ address, params: paramsOf(row.lane), saved: { row, seq: 0 } });
        else if (replaced.has(row)) voids.push({ address, params: paramsOf(row.lane), saved: { row, seq }, isAgain: true });
      }
      const placed = rows.map((write): RowWrite => ({ ...write, saved: { ...write.saved, seq: ++lastPlace } }));
      const { claims } = box;
      const after = claims.length + voids.length > 0 ? keeper.settled() : null;
      replaced.begin(voids.map(({ saved: { row } }) => row));
      return { rows: [...placed, ...voids], creation: parts.creation(), address, unbox: claims, after };
    },
    async conflict() {
      replaced.end([]);
      const lost = new Set(await box.recheck());
      for (const { row, seq } of entriesOf(replica.state)) {
        if (seq === null && lost.has(rowName(row))) replica.take({ type: "discarded", name: rowName(row) });
      }
    },
    saved({ rows: written, unbox }) {
      if (unbox.length > 0) box.claimed(unbox);
      const held = new Set(entriesOf(replica.state).map(({ row }) => row));
      const outdated = new Set(written.flatMap(({ saved: { row } }) => (held.has(row) ? [] : [rowName(row)])));
      const seqs = new Map(written.map(({ saved: { row, seq } }) => [rowName(row), seq]));
      replica.take({ type: "saved", seqs, outdated });
      for (const { saved } of written) settling.saved(saved.row);
      hints.post({ t: "rows", address: text });
      const voided = written.flatMap(({ saved: { row } }) => (row.kind === "void" ? [row] : []));
      replaced.end(voided);
      if (voided.length > 0) replica.take({ type: "stored", rows: new Set(voided) });
      if (outdated.size === 0) return;
      // What changed while it was being written has to be written again.
      const put = entriesOf(replica.state).flatMap(({ row, seq }): SavedRow[] => {
        return seq !== null && outdated.has(rowName(row)) && !replaced.has(row) ? [{ row, seq }] : [];
      });
      if (put.length > 0) this.store({ base: null, put, remove: [], box: [], ends: [] }, replica.state);
    },
    store(step, state) {
      const boxed = box.add(step.box);
      for (const { row } of step.remove) leaving.set(placeName(row), row);
      const { cursor, marks, markedFrom } = state;
      const put = step.put.map(replaced.asKept);
      // Made at once: the lane whose params are asked for may be gone when the write's turn comes.
      const rows = rowOps(address, { ...step, put }, boxed.records, settling.noticesOf(step.ends), paramsOf);
      keeper.keep(step.base, { cursor, marks, markedFrom }, rows, replaced.underway(put), () => {
        boxed.kept();
        const places = step.remove.map(({ row }) => placeName(row));
        for (const place of places) {
          leaving.delete(place);
          left.add(place);
        }
        parts.afterReads(() => places.forEach((place) => left.delete(place)));
        observed.stored(step.remove);
        if (put.length > 0) replica.take({ type: "stored", rows: new Set(put.map(({ row }) => row)) });
        // How rows ended is told before they go: nobody then has to look for it.
        settling.tell(step.ends);
        hintsOf(step, state.cursor, text).forEach(hints.post);
        new Set(step.remove.map(({ row }) => row.client)).forEach(heirs.retireIfDone);
      });
    },
    discard(row, isReplaced) {
      const name = rowName(row);
      if (isReplaced) replaced.add(name);
      replica.take({ type: "discarded", name, ...(isReplaced ? { isReplaced } : {}) });
      if (!tabs.held.has(row.client)) hints.post({ t: "discard", address: text, name });
    },
    push(lane, client, rows) {
      const { cursor } = replica.state;
      if (cursor === null) return;
      for (const message of pushMessages(client, cursor[0], parts.own.version, rows)) lanes.say(lane, message);
    },
    opened: observed.opened,
    found,
    gone,
    end(keepsUnsaved) {
      const forgotten = actorError("outbox/forgotten", "This user's data was wiped from the device before the server had accepted the action.");
      const waiting = entriesOf(replica.state).filter(({ row, over }) => row.kind === "action" && over === null);
      return waiting.flatMap(({ row, seq }) => {
        if (keepsUnsaved && seq === null) return [{ row, params: paramsOf(row.lane), call: settling.leave(row) }];
        settling.settle(row, { ok: false, error: forgotten });
        return [];
      });
    },
    standing() {
      const rows = entriesOf(replica.state).flatMap(({ row, seq }): RowWrite[] => {
        return seq === null || !tabs.held.has(row.client) ? [] : [{ address, params: paramsOf(row.lane), saved: replaced.asKept({ row, seq }) }];
      });
      const creation = parts.creation();
      return { rows, creations: creation === null ? [] : [{ address, creation }], boxed: box.boxed };
    },
    onDevice: () => new Set(entriesOf(replica.state).flatMap(({ row, seq }) => (seq === null ? [] : [rowName(row)]))),
    held: () => [...new Set(entriesOf(replica.state).flatMap(({ row, over }) => (over === null && tabs.held.has(row.client) ? [row.client] : [])))],
    get isEmpty() {
      return entriesOf(replica.state).length + box.boxed.length === 0;
    },
    async read(stored, before, adopted) {
      found(stored.rows);
      const there = new Set(stored.rows.map(({ row }) => rowName(row)));
      const missing = entriesOf(replica.state).flatMap(({ row }) => {
        const name = rowName(row);
        const isOurs = tabs.held.has(row.client) && row.client !== adopted;
        return before.has(name) && !there.has(name) && !isOurs ? [name] : [];
      });
      const { head } = stored;
      if (missing.length > 0) gone(missing, head === null ? null : [head.cursor[0], head.cursor[1]]);
      box.found(await isolate(stored, { ...parts, adopted }));
    },
  };
}

function placeName({ client, lane, id, key }: Row): string {
  return `${callName(client, lane, id)}/${key}`;
}
