import type { Author, Progress } from "../protocol/shapes.ts";
import { laneName, type OnLane, type Row } from "./row.ts";

/** Which actions of one client on one lane a base contains: all up to `low`, and those in `above`. */
export interface Mark {
  readonly client: string;
  readonly lane: string;
  readonly low: number;
  readonly above: readonly number[];
  /** Told by the server, and so complete; else it counts no more than what was heard since `markedFrom`. */
  readonly full: boolean;
}

/** The marks of a base, by client and lane; those touched last come last. */
export type Marks = ReadonlyMap<string, Mark>;

/** Marks of clients that are not known to be of this device are kept for a while: their rows may yet turn up. */
const STRANGERS = 256;

export const NO_MARKS: Marks = new Map();

export function contains(marks: Marks, row: OnLane & Pick<Row, "id">): boolean {
  const mark = marks.get(laneName(row));
  return mark !== undefined && (row.id <= mark.low || mark.above.includes(row.id));
}

/** The highest action of a client on a lane that the base is known to contain. */
export function highest(marks: Marks, of: OnLane): number {
  const mark = marks.get(laneName(of));
  return mark === undefined ? 0 : Math.max(mark.low, ...mark.above);
}

/** The marks with more actions in them. Past a number of strangers the oldest are forgotten: `complete` is false then. */
export function withAuthors(
  marks: Marks,
  authors: readonly Author[],
  isKnown: (client: string) => boolean,
): { readonly marks: Marks; readonly complete: boolean } {
  if (authors.length === 0) return { marks, complete: true };
  const next = new Map(marks);
  const heard = new Map<string, number[]>();
  for (const [client, lane, id] of authors) {
    const name = laneName({ client, lane });
    const mark = next.get(name) ?? { client, lane, low: 0, above: [], full: false };
    next.delete(name);
    next.set(name, mark);
    const ids = heard.get(name);
    if (ids === undefined) heard.set(name, [id]);
    else ids.push(id);
  }
  // Each mark grows once, however many were heard of.
  for (const [name, ids] of heard) {
    const mark = next.get(name);
    if (mark !== undefined) next.set(name, add(mark, ids));
  }
  return { marks: next, complete: prune(next, isKnown) };
}

function add(mark: Mark, ids: readonly number[]): Mark {
  const above = new Set(mark.above);
  for (const id of ids) if (id > mark.low) above.add(id);
  if (above.size === mark.above.length) return mark;
  let { low } = mark;
  while (above.delete(low + 1)) low++;
  return { ...mark, low, above: [...above] };
}

/** What the server says of how far clients came takes the place of what was counted. */
export function withProgress(marks: Marks, progress: readonly Progress[]): Marks {
  if (progress.length === 0) return marks;
  const next = new Map(marks);
  for (const [client, lane, last, running] of progress) next.set(laneName({ client, lane }), fromProgress(client, lane, last, running));
  return next;
}

function fromProgress(client: string, lane: string, last: number, running: readonly number[]): Mark {
  const low = running.length === 0 ? last : Math.min(...running) - 1;
  const above: number[] = [];
  for (let id = low + 1; id <= last; id++) if (!running.includes(id)) above.push(id);
  return { client, lane, low, above, full: true };
}

/** Whether nothing had to be forgotten. */
function prune(marks: Map<string, Mark>, isKnown: (client: string) => boolean): boolean {
  let surplus = marks.size - STRANGERS;
  let complete = true;
  for (const [name, { client }] of marks) {
    if (surplus <= 0) break;
    if (isKnown(client)) continue;
    marks.delete(name);
    complete = false;
    surplus--;
  }
  return complete;
}

/**
 * Whether the marks tell for certain if a base of this epoch contains a row. A row that was numbered in another epoch
 * waits for whoever holds its client to number it anew.
 */
export function isCertain(marks: Marks, markedFrom: number, epoch: string, row: Row): boolean {
  if (row.epoch !== null && row.epoch !== epoch) return false;
  const mark = marks.get(laneName(row));
  return mark?.full === true || (row.since !== null && row.since >= markedFrom);
}
