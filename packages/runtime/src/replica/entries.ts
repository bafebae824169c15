// The waiting rows of a replica, and how they move. Pure.

import type { Progress } from "../protocol/shapes.ts";
import type { BoxedRow, Entry, Row } from "./row.ts";
import { type Duty, entriesOf, laneName, type ReplicaState, type SavedRow, type Unsaved } from "./state.ts";

/** Rows of all tabs in one order: by place, and by client where two tabs took the same place at once. */
export function byPlace(a: Entry, b: Entry): number {
  const [left, right] = [a.seq ?? Number.POSITIVE_INFINITY, b.seq ?? Number.POSITIVE_INFINITY];
  if (left !== right) return left - right;
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
  return kept.reduceRight<Unsaved | null>((before, entry) => ({ entry, before }), null);
}

export function savedRow({ row, seq }: Entry): SavedRow[] {
  return seq === null ? [] : [{ row, seq }];
}

/**
 * Sends what is ready on open lanes: saved rows of held clients, in the order of their ids, each once per channel.
 * `progress`: how far the server has come, where it has just told; ids that nobody has a row for any more are consumed.
 */
export function pushReady(
  state: ReplicaState,
  progress: readonly Progress[] = state.progress,
): { readonly state: ReplicaState; readonly duties: readonly Duty[] } {
  const epoch = state.cursor?.[0];
  const ready = new Map<string, Row[]>();
  const isReady = ({ row, sent, over }: Entry): boolean =>
    !sent && over === null && row.epoch === epoch && state.held.has(row.client) && state.open.has(row.lane);
  // Rows keep their order, so none goes before one that must wait.
  if (state.saved.some(({ isOutdated }) => isOutdated)) return { state: { ...state, progress }, duties: [] };
  if (epoch === undefined || !state.saved.some(isReady)) return { state: forgetProgress(state), duties: [] };
  const next = state.saved.map((entry) => {
    if (!isReady(entry)) return entry;
    const { row } = entry;
    const name = laneName(row.client, row.lane);
    const rows = ready.get(name);
    if (rows === undefined) ready.set(name, [row]);
    else rows.push(row);
    return { ...entry, sent: true };
  });
  for (const [client, lane, last] of progress) ready.get(laneName(client, lane))?.push(...holes(state, client, lane, last));
  const duties = [...ready.values()].flatMap((rows): Duty[] => {
    const [first] = rows;
    if (first === undefined) return [];
    rows.sort((a, b) => a.id - b.id);
    return [{ do: "push", lane: first.lane, client: first.client, rows }];
  });
  return { state: { ...forgetProgress(state), saved: next }, duties };
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

/** The store duty for rows and the box, where there is anything to write. */
export function storeRows(change: {
  readonly put?: readonly SavedRow[];
  readonly remove?: readonly SavedRow[];
  readonly box?: readonly BoxedRow[];
}): readonly Duty[] {
  const { put = [], remove = [], box = [] } = change;
  if (put.length + remove.length + box.length === 0) return [];
  return [{ do: "store", step: { base: null, put, remove, box } }];
}
