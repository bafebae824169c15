// What becomes of rows that were numbered in a history that was destroyed. Pure.

import { actorError, toErrorData } from "../errors/actor-error.ts";
import { mapEntries, savedRow } from "./entries.ts";
import type { Answer, BoxedRow, End, Entry, Row } from "./row.ts";
import { type Ending, type Endings, entriesOf, type ReplicaState, type SavedRow } from "./state.ts";

/** Rows that are over. */
export interface Over {
  readonly state: ReplicaState;
  readonly remove: readonly SavedRow[];
  readonly box: readonly BoxedRow[];
  readonly ends: readonly End[];
}

/** The destroyed history that a row belongs to, if it is one of these. */
export function endingOf(ended: Endings | null, { epoch, client, lane }: Row): Ending | undefined {
  return ended?.of.find((ending) => ending.epoch === epoch && ending.client === client && ending.lane === lane);
}

/** Whether rows of such a history are left of which nothing was told: this tab speaks for their client only since it asked. */
export function leavesUntold(state: ReplicaState, ended: Endings): boolean {
  const epochs = new Set(ended.of.map(({ epoch }) => epoch));
  const isUntold = ({ row }: Entry): boolean => row.epoch !== null && epochs.has(row.epoch) && state.held.has(row.client) && endingOf(ended, row) === undefined;
  return entriesOf(state).some(isUntold);
}

/**
 * Settles the rows of destroyed histories by what those hold of them; what they never ran goes to the box. A row on its way
 * to the device waits until it is there.
 */
export function bury(state: ReplicaState, ended: Endings | null): Over {
  if (ended === null) return { state, remove: [], box: [], ends: [] };
  const remove: SavedRow[] = [];
  const box: BoxedRow[] = [];
  const ends: End[] = [];
  const waiting = new Set<Ending>();
  const next = mapEntries(state, (entry) => {
    const { row } = entry;
    const ending = endingOf(ended, row);
    if (ending === undefined || !state.held.has(row.client)) return entry;
    if (entry.seq === null) {
      waiting.add(ending);
      return entry;
    }
    const { answer, time = row.time } = ending.results.get(row.id) ?? { answer: answerOf(ending, row) };
    remove.push(...savedRow(entry));
    if (answer.ok === false && row.kind === "action") box.push({ row: { ...row, time }, error: answer.error, rejectedAt: ended.now });
    ends.push({ row, answer });
    return null;
  });
  const dead = [...new Set([...state.dead, ...ended.of.map(({ epoch }) => epoch)])];
  return { state: { ...next, dead, ended: waiting.size === 0 ? null : { ...ended, of: [...waiting] } }, remove, box, ends };
}

function answerOf({ settled }: Ending, { id }: Row): Answer {
  if (id <= settled) return { ok: "told" };
  return { ok: false, error: toErrorData(actorError("actor/destroyed", "The actor was destroyed before the action ran.")) };
}
