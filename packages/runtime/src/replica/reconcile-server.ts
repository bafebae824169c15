// What the server says, folded into a replica's state. Pure.

import type { Author, Cursor, Progress } from "../protocol/shapes.ts";
import { bury, endingOf, endRows, leavesUntold, type Over } from "./endings.ts";
import { byPlace, mapEntries, outdated, pushReady, rebase, reopen, savedRow } from "./entries.ts";
import { contains, isCertain, NO_MARKS, withAuthors, withProgress } from "./marks.ts";
import { callName, type Entry, laneName, type Row } from "./row.ts";
import {
  type BaseChange,
  type BaseStep,
  type Decision,
  entriesOf,
  type ReplicaEvent,
  type ReplicaState,
  type Result,
  type SavedRow,
} from "./state.ts";

type Opened = Extract<ReplicaEvent, { type: "opened" }>;
type Destroyed = Extract<ReplicaEvent, { type: "destroyed" }>;
type Frame = Extract<ReplicaEvent, { type: "frame" }>;

/** A channel opened: the base catches up, rows of another history are numbered anew, and what waits is sent. */
export function takeOpened(before: ReplicaState, { lane, cursor, base, progress, ended }: Opened): Decision {
  // They would be numbered as if they had never run.
  if (ended !== null && leavesUntold(before, ended)) return { state: before, duties: [{ do: "reopen", lane }] };
  const { state, ...over } = bury(before, ended);
  const [epoch, version] = cursor;
  const own = state.cursor;
  const sameEpoch = own?.[0] === epoch;
  // Another lane of the actor may have brought the base further while this one was opening.
  const isView = base?.how === "snapshot" && base.isView === true;
  // What may be seen was told for a version that is over: it is asked for anew.
  if (isView && sameEpoch && own[1] > version) return { state, duties: [{ do: "reopen", lane }] };
  const change = base !== null && !isView && sameEpoch && own[1] >= version ? null : base;
  const steps = change?.how === "steps" ? stepsAfter(change.steps, own?.[1] ?? 0) : null;
  if (steps === "gap") return { state: before, duties: [{ do: "reopen", lane }] };
  const fresh: BaseChange | null = steps === null ? change : { how: "steps", steps };
  const isContinued = sameEpoch && change?.how !== "snapshot";
  const marked = mark(isContinued ? state : { ...state, marks: NO_MARKS, markedFrom: version }, authorsOf(steps ?? []), version);
  const put: SavedRow[] = [];
  const at = sameEpoch && change === null && own[1] > version ? own : cursor;
  const numbered = renumber({ ...marked, cursor: at }, epoch, progress, put);
  const counted = sameEpoch ? numbered : recount(numbered, progress);
  const applied = applyMarks({ ...counted, marks: withProgress(counted.marks, progress), open: new Set([...state.open, lane]) });
  return pushReady(applied, rebase({ base: fresh, put, ...over }), progress);
}

/** The actor is no more, and its state with it. Rows without an epoch wait for another one. */
export function takeDestroyed(before: ReplicaState, { ended }: Destroyed): Decision {
  const { state, ...over } = bury(before, ended);
  const epoch = state.cursor?.[0];
  const base: BaseChange | null = epoch === undefined ? null : { how: "none", epoch };
  // A client counts on from its last row that waits for a history, or that whoever finds it on the device takes for one.
  const ids = new Map(entriesOf(before).flatMap((entry) => (mayBeUnnamed(entry) ? [[laneName(entry.row), entry.row.id]] : [])));
  const dead = epoch === undefined ? state.dead : [...state.dead, epoch];
  const next = { ...state, cursor: null, marks: NO_MARKS, markedFrom: 0, ids, dead };
  return { state: next, duties: rebase({ base, ...over }) };
}

/** Without a history, or called without one and not written since it has got one. */
function mayBeUnnamed({ row, seq, isOutdated }: Entry): boolean {
  return row.epoch === null || (row.since === null && (seq === null || isOutdated === true));
}

/** A frame: steps that continue the base, then answers. */
export function takeFrame(state: ReplicaState, { steps: given, results, now }: Frame): Decision {
  const steps = stepsAfter(given, state.cursor?.[1] ?? 0);
  if (steps === "gap" || (given.length > 0 && state.cursor === null)) {
    return { state, duties: reopen(state, state.open) };
  }
  const cursor = advanced(state.cursor, steps);
  const marked = mark({ ...state, cursor }, [...authorsOf(steps), ...results.map(authorOf)], cursor?.[1] ?? 0);
  const { state: answered, ...over } = answer(marked, results, now);
  const base: BaseChange | null = steps.length > 0 ? { how: "steps", steps } : null;
  return { state: applyMarks(answered), duties: rebase({ base, ...over }) };
}

function advanced(cursor: Cursor | null, steps: readonly BaseStep[]): Cursor | null {
  return cursor && steps.reduce<Cursor>(([epoch, , run], step) => [epoch, step.to, step.run ?? run], cursor);
}

function authorOf({ client, lane, id }: Result | Row): Author {
  return [client, lane, id];
}

/** The steps a base does not have yet; `gap` where they do not continue it. */
function stepsAfter(steps: readonly BaseStep[], version: number): readonly BaseStep[] | "gap" {
  const rest = steps.filter(({ to }) => to > version);
  let at = version;
  for (const { from, to } of rest) {
    if (from !== at) return "gap";
    at = to;
  }
  return rest;
}

function authorsOf(steps: readonly BaseStep[]): Author[] {
  return steps.flatMap(({ by, done }) => (by !== undefined && done ? [by] : []));
}

/** Marks what these did; where some marks had to be forgotten, the others are complete from this version on. */
function mark(state: ReplicaState, authors: readonly Author[], version: number): ReplicaState {
  const clients = new Set(state.held);
  for (const { row } of state.saved) clients.add(row.client);
  const { marks, complete } = withAuthors(state.marks, authors, (client) => clients.has(client));
  return { ...state, marks, markedFrom: complete ? state.markedFrom : version };
}

/**
 * Entries whose effect the base now contains leave the fold; foreign ones that are over leave altogether; those of whom
 * it is not known stay out of the fold.
 */
export function applyMarks(state: ReplicaState): ReplicaState {
  const { marks, markedFrom, cursor } = state;
  const version = cursor?.[1] ?? 0;
  return mapEntries(state, (entry) => {
    const { row, over } = entry;
    // A version of a history that has gone never comes.
    const isElsewhere = row.epoch !== null && cursor !== null && row.epoch !== cursor[0];
    if (over !== null && (version >= over || isElsewhere)) return null;
    const applied = entry.applied || contains(marks, row);
    if (applied && over !== null) return null;
    const unsure = !applied && cursor !== null && !isCertain(marks, markedFrom, cursor[0], row);
    return applied === entry.applied && unsure === entry.unsure ? entry : { ...entry, applied, unsure };
  });
}

function answer(state: ReplicaState, results: readonly Result[], now: number): Over {
  if (results.length === 0) return { state };
  const byAuthor = new Map(results.map((result) => [callName(...authorOf(result)), result]));
  return endRows(state, now, ({ row }) => (endingOf(state.ended, row) === undefined ? byAuthor.get(callName(...authorOf(row))) : undefined));
}

/**
 * Rows that were numbered in another history, or in none: those the store has already run keep their numbers and are
 * answered from what it stored; the others follow its last, in their order.
 */
function renumber(state: ReplicaState, epoch: string, progress: readonly Progress[], put: SavedRow[]): ReplicaState {
  const last = new Map(progress.map(([client, lane, id]) => [laneName({ client, lane }), id]));
  const stale = entriesOf(state).filter(({ row }) => row.epoch !== epoch && state.held.has(row.client) && endingOf(state.ended, row) === undefined);
  const fresh = new Map<Row, Row>();
  for (const { row } of stale.sort((a, b) => a.row.id - b.row.id)) {
    const name = laneName(row);
    const known = last.get(name);
    if (row.epoch === null || (known !== undefined && row.id <= known)) {
      fresh.set(row, { ...row, epoch });
      if (known !== undefined) last.set(name, Math.max(known, row.id));
    } else if (known !== undefined) {
      fresh.set(row, { ...row, id: known + 1, epoch });
      last.set(name, known + 1);
    }
  }
  if (fresh.size === 0) return state;
  const next = mapEntries(state, (entry) => {
    const row = fresh.get(entry.row);
    if (row === undefined) return entry;
    const numbered = outdated({ ...entry, row, sent: false, applied: false });
    put.push(...savedRow(numbered));
    return numbered;
  });
  return { ...next, saved: [...next.saved].sort(byPlace) };
}

/** In a new history a client counts on from its last action there, or from its last that waits. */
function recount(state: ReplicaState, progress: readonly Progress[]): ReplicaState {
  const ids = new Map(state.ids);
  for (const [client, lane, last] of progress) if (state.held.has(client)) ids.set(laneName({ client, lane }), last);
  for (const { row } of entriesOf(state)) {
    const name = laneName(row);
    ids.set(name, Math.max(row.id, ids.get(name) ?? 0));
  }
  return { ...state, ids };
}
