import { unreachable } from "../util/assert.ts";
import { bury } from "./endings.ts";
import { byPlace, grown, mapEntries, newEntry, outdated, pushReady, rebase, reopen, savedRow, store, unsend } from "./entries.ts";
import { applyMarks, takeDestroyed, takeFrame, takeOpened } from "./reconcile-server.ts";
import { type Entry, laneName, type Row, rowName } from "./row.ts";
import {
  type Decision,
  type Draft,
  type Duty,
  entriesOf,
  foldOf,
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
    case "more":
      return { state, duties: REBASE };
    case "opened":
      return takeOpened(state, event);
    case "destroyed":
      return takeDestroyed(state, event);
    case "frame":
      return takeFrame(state, event);
    case "closed":
      return { state: closed(state, event.lane), duties: [] };
    case "hold":
      return hold(state, event.client, event.held);
    case "discarded":
      return discarded(state, event.name, event.isReplaced === true);
    default:
      return unreachable(event, "an event of a replica");
  }
}

function called(state: ReplicaState, draft: Draft): Decision {
  const counted = laneName(draft);
  const id = (state.ids.get(counted) ?? 0) + 1;
  const [epoch, since] = state.cursor ?? [null, null];
  // Not by spreading: every row gets a hidden class of its own then, which costs more than the row.
  const { client, lane, name, schema, args, key, origin, time, self } = draft;
  const row: Row = { client, lane, id, epoch, kind: "action", name, schema, args, key, origin, time, since, self };
  return {
    state: { ...state, ids: new Map(state.ids).set(counted, id), unsaved: grown(state.unsaved, newEntry(row, null)) },
    duties: [{ do: "predict", row }, { do: "save" }],
  };
}

const NONE: ReadonlySet<string> = new Set();
/** The base stays, and other rows are on it. */
const REBASE: readonly Duty[] = [{ do: "rebase", base: null }];

function saved(state: ReplicaState, seqs: ReadonlyMap<string, number>, old: ReadonlySet<string>): Decision {
  const before = foldOf(state);
  const placed: Entry[] = [];
  const rest = mapEntries({ ...state, saved: [] }, (entry) => {
    const seq = seqs.get(rowName(entry.row));
    if (seq === undefined) return entry;
    const at = { ...entry, seq };
    placed.push(old.has(rowName(entry.row)) ? outdated(at) : at);
    return null;
  });
  const all = { ...rest, saved: [...state.saved, ...placed].sort(byPlace) };
  const { state: next, ...over } = bury(all, all.ended);
  const after = foldOf(next);
  const changed = after.length !== before.length || after.some((row, i) => row !== before[i]);
  return pushReady(next, changed ? rebase(over) : store(over));
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
    if (old !== undefined && (state.held.has(row.client) || isStill(old, row, seq))) continue;
    fresh.set(rowName(row), newEntry(row, seq));
  }
  if (fresh.size === 0) return { state, duties: [] };
  const kept = mapEntries(state, (entry) => (fresh.has(rowName(entry.row)) ? null : entry));
  const next = applyMarks({ ...kept, saved: [...kept.saved, ...fresh.values()].sort(byPlace) });
  // Only an opening tells what the base contains of clients that nobody had heard of.
  return pushOrAsk(next, REBASE, ({ seq, unsure }) => unsure && seq !== null);
}

/** Whether a row that is known and waits is on the device as it is known: then it need not be run again. */
function isStill({ row: old, seq: place, applied, unsure, over }: Entry, row: Row, seq: number): boolean {
  const isWaiting = !applied && !unsure && over === null;
  return isWaiting && place === seq && old.id === row.id && old.epoch === row.epoch && old.kind === row.kind && old.schema === row.schema;
}

function gone(state: ReplicaState, names: ReadonlySet<string>, at: number | null): Decision {
  const version = state.cursor?.[1] ?? 0;
  const next = mapEntries(state, (entry) => {
    if (!names.has(rowName(entry.row))) return entry;
    return at === null || entry.applied || version >= at ? null : { ...entry, over: at };
  });
  return { state: next, duties: next === state ? [] : REBASE };
}

/** The device's base counts where this tab has none, or an older one of the same history. */
function loaded(state: ReplicaState, event: Extract<ReplicaEvent, { type: "loaded" }>): Decision {
  const { cursor, marks, markedFrom, state: value, text, atOnce } = event;
  const own = state.cursor;
  const isOld = own !== null && (own[0] !== cursor[0] || own[1] >= cursor[1]);
  if (isOld || state.dead.includes(cursor[0])) return { state, duties: [] };
  const next = applyMarks({ ...state, cursor, marks, markedFrom });
  return { state: next, duties: [{ do: "rebase", base: { how: "snapshot", state: value, text, atOnce } }] };
}

function closed(state: ReplicaState, lane: string): ReplicaState {
  const open = new Set(state.open);
  open.delete(lane);
  return unsend({ ...state, open }, (row) => row.lane === lane);
}

function hold(state: ReplicaState, client: string, held: boolean): Decision {
  const clients = new Set(state.held);
  if (held) clients.add(client);
  else clients.delete(client);
  const next = unsend({ ...state, held: clients }, (row) => row.client === client);
  const epoch = state.cursor?.[0];
  // Rows of another history have to be numbered anew, and only an opening tells from where.
  return pushOrAsk(next, [], ({ row }) => held && row.client === client && row.epoch !== epoch);
}

/** Sends what is ready, and opens the lanes anew of rows of which only an opening tells more. */
function pushOrAsk(state: ReplicaState, first: readonly Duty[], isAsked: (entry: Entry) => boolean): Decision {
  const { state: next, duties } = pushReady(state, first);
  const asked = entriesOf(next).filter(isAsked);
  return { state: next, duties: [...duties, ...reopen(next, asked.map(({ row }) => row.lane))] };
}

/** A discarded action keeps its place as a void one until its id is consumed; if it ran before that, the app hears of which. */
function discarded(state: ReplicaState, name: string, isReplaced: boolean): Decision {
  const put: SavedRow[] = [];
  const next = mapEntries(state, (entry) => {
    if (rowName(entry.row) !== name || entry.row.kind === "void" || !state.held.has(entry.row.client)) return entry;
    const voided: Entry = { ...entry, row: { ...entry.row, kind: "void" }, sent: false };
    if (isReplaced) return outdated(voided);
    put.push(...savedRow(voided));
    return voided;
  });
  return next === state ? { state, duties: [] } : pushReady(next, rebase({ put }));
}
