// The waiting rows of a replica, and how they move. Pure.

import type { Progress } from "../protocol/shapes.ts";
import { type Entry, laneName, type Row } from "./row.ts";
import { type Decision, type Duty, entriesOf, type ReplicaState, type SavedRow, type StoreStep, type Unsaved } from "./state.ts";

/** Saved rows of all tabs in one order: by place, and by client where two tabs took the same place at once. */
export function byPlace(a: Entry, b: Entry): number {
  const apart = (a.seq ?? 0) - (b.seq ?? 0);
  if (apart !== 0) return apart;
  return a.row.client < b.row.client ? -1 : a.row.client > b.row.client ? 1 : a.row.id - b.row.id;
}

/** All entries through a function; those it gives `null` for are gone. */
export function mapEntries(state: ReplicaState, change: (entry: Entry) => Entry | null): ReplicaState {
  let touched = false;
  const through = (entry: Entry): Entry | null => {
    const next = change(entry);
    if (next !== entry) touched = true;
    return next;
  };
  const saved = state.saved.flatMap((entry) => through(entry) ?? []);
  const unsaved = mapUnsaved(state.unsaved, through);
  return touched ? { ...state, saved, unsaved } : state;
}

function mapUnsaved(list: Unsaved | null, change: (entry: Entry) => Entry | null): Unsaved | null {
  const kept: Entry[] = [];
  for (let at = list; at !== null; at = at.before) {
    const next = change(at.entry);
    if (next !== null) kept.push(next);
  }
  return kept.reduceRight<Unsaved | null>((before, entry) => grown(before, entry), null);
}

/** The list with one more entry at its head. */
export function grown(before: Unsaved | null, entry: Entry): Unsaved {
  return { count: (before?.count ?? 0) + 1, entry, before };
}

export function savedRow({ row, seq }: Entry): SavedRow[] {
  return seq === null ? [] : [{ row, seq }];
}

/** A row that is not on the device as it is now. */
export function outdated(entry: Entry): Entry {
  return entry.seq === null ? entry : { ...entry, isOutdated: true };
}

/** An action that nobody has sent or confirmed yet. */
export function newEntry(row: Row, seq: number | null): Entry {
  return { row, seq, sent: false, applied: false, over: null, unsure: false };
}

/** Rows that are to be sent again, on another channel or by somebody else. */
export function unsend(state: ReplicaState, which: (row: Row) => boolean): ReplicaState {
  return mapEntries(state, (entry) => (entry.sent && which(entry.row) ? { ...entry, sent: false } : entry));
}

/**
 * After other duties, sends what is ready on open lanes: saved rows of held clients, in the order of their ids, each
 * once per channel. `progress`: how far the server has come, where it has just told; ids that nobody has a row for any
 * more are consumed.
 */
export function pushReady(state: ReplicaState, first: readonly Duty[] = [], progress: readonly Progress[] = state.progress): Decision {
  const epoch = state.cursor?.[0];
  const ready = new Map<string, Row[]>();
  const isReady = ({ row, sent, over }: Entry): boolean =>
    !sent && over === null && row.epoch === epoch && state.held.has(row.client) && state.open.has(row.lane);
  // Rows keep their order, so none goes before one that must wait.
  if (state.saved.some(({ isOutdated }) => isOutdated)) return { state: { ...state, progress }, duties: first };
  if (epoch === undefined || !state.saved.some(isReady)) return { state: forgetProgress(state), duties: first };
  const saved = state.saved.map((entry) => {
    if (!isReady(entry)) return entry;
    const { row } = entry;
    const name = laneName(row);
    const rows = ready.get(name);
    if (rows === undefined) ready.set(name, [row]);
    else rows.push(row);
    return { ...entry, sent: true };
  });
  for (const [client, lane, last] of progress) ready.get(laneName({ client, lane }))?.push(...holes(state, client, lane, last));
  const pushes = [...ready.values()].flatMap((rows): Duty[] => {
    const [any] = rows.sort((a, b) => a.id - b.id);
    return any === undefined ? [] : [{ do: "push", lane: any.lane, client: any.client, rows }];
  });
  return { state: { ...forgetProgress(state), saved }, duties: [...first, ...pushes] };
}

function forgetProgress(state: ReplicaState): ReplicaState {
  return state.progress.length === 0 ? state : { ...state, progress: [] };
}

/** Void rows for the ids after `last` that a client gave out and whose rows are lost. */
function holes(state: ReplicaState, client: string, lane: string, last: number): Row[] {
  const own = entriesOf(state).flatMap(({ row }) => (row.client === client && row.lane === lane ? [row] : []));
  const known = new Set(own.map(({ id }) => id));
  const [any] = own;
  const highest = own.reduce((most, { id }) => Math.max(most, id), 0);
  const missing: Row[] = [];
  for (let id = last + 1; any !== undefined && id < highest; id++) {
    if (!known.has(id)) missing.push({ ...any, id, kind: "void", name: "", args: [] });
  }
  return missing;
}

/** The duties to store a step, where there is anything to write, and to tell how rows ended. */
export function store({ base = null, put = [], remove = [], box = [], ends = [] }: Partial<StoreStep>): readonly Duty[] {
  const settled = ends.map((end): Duty => ({ do: "settle", ...end }));
  if (base === null && put.length + remove.length + box.length === 0) return settled;
  return [{ do: "store", step: { base, put, remove, box, ends } }, ...settled];
}

/** The duties of a step that gives the view another base, or other rows on it. */
export function rebase(step: Partial<StoreStep>): readonly Duty[] {
  return [{ do: "rebase", base: step.base ?? null }, ...store(step)];
}

/** The duties to open those of the lanes anew that are open, each once. */
export function reopen({ open }: ReplicaState, lanes: Iterable<string>): readonly Duty[] {
  return [...new Set(lanes)].flatMap((lane): Duty[] => (open.has(lane) ? [{ do: "reopen", lane }] : []));
}
