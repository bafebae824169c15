import type { TimelineRow } from "@rivulet/runtime/inspector";

/** Names a row among all of the timeline. */
export function keyOf(row: TimelineRow): string {
  switch (row.type) {
    case "action":
      return row.id;
    case "step":
      return `step ${row.n}.${row.index}`;
    case "rebase":
      return `rebase ${row.n}`;
  }
}

/** As many as a record holds. */
export const MOST_ROWS = 20_000;

/** The rows with others taken in: changed ones in their places, new ones where their numbers put them. */
export function withRows(before: readonly TimelineRow[], given: readonly TimelineRow[]): readonly TimelineRow[] {
  if (given.length === 0) return before;
  const fresh = new Map(given.map((row) => [keyOf(row), row]));
  const kept = before.map((row) => {
    const key = keyOf(row);
    const changed = fresh.get(key);
    fresh.delete(key);
    return changed ?? row;
  });
  const rows = [...kept, ...fresh.values()];
  // What was called on top of a base comes after the steps that made it.
  if (fresh.size > 0) rows.sort((a, b) => a.n - b.n || rank(a) - rank(b));
  return rows.slice(-MOST_ROWS);
}

function rank(row: TimelineRow): number {
  return row.type === "step" ? row.index : row.type === "rebase" ? 1e9 : 2e9;
}
