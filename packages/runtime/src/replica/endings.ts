// How rows end: by the server's answer or, where they were numbered in a history that was destroyed, by what that holds of them. Pure.

import { errorData } from "../errors/actor-error.ts";
import { mapEntries, savedRow } from "./entries.ts";
import type { BoxedRow, End, Entry, Row } from "./row.ts";
import { type Ending, type Endings, entriesOf, type ReplicaState, type Result, type SavedRow, type StoreStep } from "./state.ts";

/** Rows that are over, and what is left. */
export interface Over extends Partial<Pick<StoreStep, "remove" | "box" | "ends">> {
  readonly state: ReplicaState;
}

type Outcome = Pick<Result, "answer" | "time">;

/** Ends the rows that have an outcome, of the clients for which this tab speaks; actions that were rejected go to the box. */
export function endRows(before: ReplicaState, now: number, outcomeOf: (entry: Entry) => Outcome | undefined): Over {
  const remove: SavedRow[] = [];
  const box: BoxedRow[] = [];
  const ends: End[] = [];
  const state = mapEntries(before, (entry) => {
    const { row } = entry;
    const outcome = before.held.has(row.client) ? outcomeOf(entry) : undefined;
    if (outcome === undefined) return entry;
    // Whoever had its result has told of it, and taken it off the device.
    if (entry.over !== null) return null;
    const { answer, time = row.time } = outcome;
    remove.push(...savedRow(entry));
    if (answer.ok === false && row.kind === "action") box.push({ row: { ...row, time }, error: answer.error, rejectedAt: now });
    ends.push({ row, answer });
    return null;
  });
  return { state, remove, box, ends };
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
export function bury(before: ReplicaState, ended: Endings | null): Over {
  if (ended === null) return { state: before };
  const waiting = new Set<Ending>();
  const { state, ...over } = endRows(before, ended.now, ({ row, seq }) => {
    const ending = endingOf(ended, row);
    if (ending === undefined) return undefined;
    if (seq !== null) return ending.results.get(row.id) ?? outcomeOf(ending, row);
    waiting.add(ending);
    return undefined;
  });
  const dead = [...new Set([...state.dead, ...ended.of.map(({ epoch }) => epoch)])];
  return { state: { ...state, dead, ended: waiting.size === 0 ? null : { ...ended, of: [...waiting] } }, ...over };
}

function outcomeOf({ settled }: Ending, { id, time }: Row): Outcome {
  if (id <= settled) return { answer: { ok: "told" }, time };
  return { answer: { ok: false, error: errorData("actor/destroyed", "The actor was destroyed before the action ran.") }, time };
}
