import { unreachable } from "../util/assert.ts";
import { byPlace, mapEntries, pushReady, savedRow, storeRows } from "./entries.ts";
import { applyMarks, takeFrame, takeOpened } from "./reconcile-server.ts";
import { type Entry, type Row, rowName } from "./row.ts";
import {
  type Decision,
  type Draft,
  type Duty,
  entriesOf,
  foldOf,
  laneName,
  type ReplicaEvent,
  type ReplicaState,
  type SavedRow,
} from "./state.ts";

/**
 * What a replica does about an event: its next state and the duties that follow, to be done in their order.
 *
 * Pure, and the whole of the reconciliation: the view is always fold(base, `foldOf(state)`); a row leaves that fold in
 * the very step in which its effect enters the base, and leaves the state only with its answer.
 */
export function reconcile(state: ReplicaState, event: ReplicaEvent): Decision {
  switch (event.type) {
    case "called":
      return called(state, event.draft);
    case "saved":
      return saved(state, event.seqs, event.outdated ?? NONE);
    case "stored":
      return stored(state, event.rows);
    case "found":
      return found(state, event.rows);
    case "gone":
      return gone(state, new Set(event.names), event.at);
    case "loaded":
      return loaded(state, event);
    case "opened":
      return takeOpened(state, event);
    case "frame":
      return takeFrame(state, event);
    case "closed":
      return { state: closed(state, event.lane), duties: [] };
    case "hold":
      return hold(state, event.client, event.held);
    case "discarded":
      return discarded(state, event.name);
    default:
      return unreachable(event, "an event of a replica");
  }
}

function called(state: ReplicaState, draft: Draft): Decision {
  const name = laneName(draft.client, draft.lane);
  const id = (state.ids.get(name) ?? 0) + 1;
  const [epoch, since] = state.cursor ?? [null, null];
  const row = { ...draft, id, epoch, since, kind: "action" } as const;
  const entry: Entry = { row, seq: null, sent: false, applied: false, over: null, unsure: false };
  return {
    state: { ...state, ids: new Map(state.ids).set(name, id), unsaved: { entry, before: state.unsaved } },
    duties: [{ do: "predict", row }, { do: "save" }],
  };
}

const NONE: ReadonlySet<string> = new Set();

function saved(state: ReplicaState, seqs: ReadonlyMap<string, number>, outdated: ReadonlySet<string>): Decision {
  const before = foldOf(state);
  const placed: Entry[] = [];
  const rest = mapEntries({ ...state, saved: [] }, (entry) => {
    const seq = seqs.get(rowName(entry.row));
    if (seq === undefined) return entry;
    placed.push(outdated.has(rowName(entry.row)) ? { ...entry, seq, isOutdated: true } : { ...entry, seq });
    return null;
  });
  const next = { ...rest, saved: [...state.saved, ...placed].sort(byPlace) };
  const moved = foldOf(next).some((row, i) => row !== before[i]);
  const { state: pushed, duties } = pushReady(next);
  return { state: pushed, duties: moved ? [{ do: "rebase", base: null }, ...duties] : duties };
}

function stored(state: ReplicaState, rows: ReadonlySet<Row>): Decision {
  const next = mapEntries(state, (entry) => {
    if (entry.isOutdated !== true || !rows.has(entry.row)) return entry;
    const { isOutdated: _, ...known } = entry;
    return known;
  });
  return next === state ? { state, duties: [] } : pushReady(next);
}

function found(state: ReplicaState, rows: readonly SavedRow[]): Decision {
  const known = new Map(entriesOf(state).map((entry) => [rowName(entry.row), entry]));
  const fresh = new Map<string, Entry>();
  for (const { row, seq } of rows) {
    const old = known.get(rowName(row));
    if (old !== undefined && state.held.has(row.client)) continue;
    fresh.set(rowName(row), { row, seq, sent: false, applied: false, over: null, unsure: false });
  }
  if (fresh.size === 0) return { state, duties: [] };
  const kept = mapEntries(state, (entry) => (fresh.has(rowName(entry.row)) ? null : entry));
  const next = applyMarks({ ...kept, saved: [...kept.saved, ...fresh.values()].sort(byPlace) });
  const { state: pushed, duties } = pushReady(next);
  return { state: pushed, duties: [{ do: "rebase", base: null }, ...duties, ...askAboutUnsure(pushed)] };
}

function gone(state: ReplicaState, names: ReadonlySet<string>, at: number | null): Decision {
  const version = state.cursor?.[1] ?? 0;
  const next = mapEntries(state, (entry) => {
    if (!names.has(rowName(entry.row))) return entry;
    return at === null || entry.applied || version >= at ? null : { ...entry, over: at };
  });
  return { state: next, duties: next === state ? [] : [{ do: "rebase", base: null }] };
}

/** Only an opening tells what the base contains of clients that nobody had heard of. */
function askAboutUnsure(state: ReplicaState): Duty[] {
  const lanes = new Set(state.saved.flatMap(({ row, unsure }) => (unsure && state.open.has(row.lane) ? [row.lane] : [])));
  return [...lanes].map((lane) => ({ do: "reopen", lane }));
}

/** The device's base counts where this tab has none, or an older one of the same history. */
function loaded(state: ReplicaState, event: Extract<ReplicaEvent, { type: "loaded" }>): Decision {
  const { cursor, marks, markedFrom, state: value, text } = event;
  const own = state.cursor;
  if (own !== null && (own[0] !== cursor[0] || own[1] >= cursor[1])) return { state, duties: [] };
  const next = applyMarks({ ...state, cursor, marks, markedFrom });
  return { state: next, duties: [{ do: "rebase", base: { how: "snapshot", state: value, text } }] };
}

function closed(state: ReplicaState, lane: string): ReplicaState {
  const open = new Set(state.open);
  open.delete(lane);
  return mapEntries({ ...state, open }, (entry) => {
    return entry.row.lane === lane && entry.sent ? { ...entry, sent: false } : entry;
  });
}

function hold(state: ReplicaState, client: string, held: boolean): Decision {
  const clients = new Set(state.held);
  if (held) clients.add(client);
  else clients.delete(client);
  const next = mapEntries({ ...state, held: clients }, (entry) => {
    return entry.row.client === client && entry.sent ? { ...entry, sent: false } : entry;
  });
  const epoch = state.cursor?.[0];
  // Rows of another history have to be numbered anew, and only an opening tells from where.
  const stale = entriesOf(next).filter(({ row }) => row.client === client && row.epoch !== epoch);
  const lanes = new Set(held ? stale.map(({ row }) => row.lane).filter((lane) => state.open.has(lane)) : []);
  const { state: pushed, duties } = pushReady(next);
  return { state: pushed, duties: [...duties, ...[...lanes].map((lane): Duty => ({ do: "reopen", lane }))] };
}

/** A discarded action keeps its place as a void one until its id is consumed. */
function discarded(state: ReplicaState, name: string): Decision {
  const put: SavedRow[] = [];
  const next = mapEntries(state, (entry) => {
    if (rowName(entry.row) !== name || entry.row.kind === "void" || !state.held.has(entry.row.client)) return entry;
    const voided: Entry = { ...entry, row: { ...entry.row, kind: "void", args: [] }, sent: false };
    put.push(...savedRow(voided));
    return voided;
  });
  if (next === state) return { state, duties: [] };
  const { state: pushed, duties } = pushReady(next);
  return { state: pushed, duties: [{ do: "rebase", base: null }, ...storeRows({ put }), ...duties] };
}
