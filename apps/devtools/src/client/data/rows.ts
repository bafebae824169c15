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

/** The rows of a timeline, in their order. */
export interface Rows {
  /** Takes others in: changed ones in their places, new ones where their numbers put them. What it costs goes by how many they are. */
  take(given: readonly TimelineRow[]): readonly TimelineRow[];
}

export function makeRows(most = MOST_ROWS): Rows {
  let rows: readonly TimelineRow[] = [];
  /** The places of all, counted from before the first that was dropped. */
  let places = new Map<string, number>();
  let dropped = 0;
  return {
    take(given) {
      if (given.length === 0) return rows;
      let next = [...rows];
      const fresh = new Map<string, TimelineRow>();
      for (const row of given) {
        const key = keyOf(row);
        const place = places.get(key);
        if (place === undefined) fresh.set(key, row);
        else next[place - dropped] = row;
      }
      const added = [...fresh.values()].sort(inOrder);
      const [first] = added;
      const last = next.at(-1);
      const isAtEnd = first === undefined || last === undefined || inOrder(last, first) <= 0;
      next = isAtEnd ? next.concat(added) : next.concat(added).sort(inOrder);
      if (isAtEnd) for (let i = next.length - added.length; i < next.length; i++) note(next, i);
      else {
        places = new Map();
        for (let i = 0; i < next.length; i++) note(next, i);
      }
      const over = Math.max(0, next.length - most);
      for (const row of next.slice(0, over)) places.delete(keyOf(row));
      dropped += over;
      rows = over === 0 ? next : next.slice(over);
      return rows;
    },
  };

  function note(all: readonly TimelineRow[], i: number): void {
    const row = all[i];
    if (row !== undefined) places.set(keyOf(row), dropped + i);
  }
}

/** What was called on top of a base comes after the steps that made it. */
function inOrder(a: TimelineRow, b: TimelineRow): number {
  return a.n - b.n || rank(a) - rank(b);
}

function rank(row: TimelineRow): number {
  return row.type === "step" ? row.index : row.type === "rebase" ? 1e9 : 2e9;
}
