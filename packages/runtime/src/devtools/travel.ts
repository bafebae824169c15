import type { Cursor } from "../protocol/shapes.ts";
import { type Row, rowName } from "../replica/row.ts";
import { apply } from "../track/apply.ts";
import type { Journal } from "../track/node.ts";
import type { Patch } from "../track/patch.ts";
import { snapshotState } from "../track/snapshot.ts";
import { cut, makeTree, takeBack } from "../track/tree.ts";
import { makeQueue } from "../util/queue.ts";
import type { Entry, RowRun } from "./entry.ts";

/** A row on top of a base, as it last ran there. */
export interface ShownRow {
  readonly row: Row;
  readonly run: RowRun | null;
}

/** A point in the record at which the view was another than before. */
export interface Moment {
  readonly n: number;
  readonly at: number;
  readonly cursor: Cursor | null;
  /** How many rows were shown on top of the base. */
  readonly pending: number;
  /** What made it. */
  readonly by: "called" | "rebase";
}

/** The views that one actor had, each at its moment. */
export interface Travel {
  take(entry: Entry): void;
  /** Entries up to this number are gone from the record. */
  forget(n: number): void;
  moments(): readonly Moment[];
  /** The last moment up to an entry. */
  momentAt(n: number): Moment | null;
  shownAt(n: number): readonly ShownRow[];
  /** The confirmed state at an entry with the first so many rows on it; `null` where none was known. */
  viewAt(n: number, rows?: number): { readonly state: unknown } | null;
}

interface Base {
  readonly n: number;
  readonly patch: Patch;
  readonly isKnown: boolean;
}

interface Kept extends Moment {
  /** The rows after the last rebase, and those called since: of these, so many. */
  readonly list: readonly ShownRow[];
  readonly tail: readonly ShownRow[];
  readonly called: number;
}

export function makeTravel(): Travel {
  const bases = makeQueue<Base>();
  /** Whether the last base that is forgotten was known. */
  let isKnown = false;
  const moments = makeQueue<Kept>();
  /** The last that is forgotten. */
  let floor: Kept | null = null;
  let list: readonly ShownRow[] = [];
  let tail: ShownRow[] = [];
  let cursor: Cursor | null = null;
  /** The confirmed state where somebody looked last, and how to get back from there to the first that is kept. */
  const tree = makeTree(null);
  const journals = makeQueue<Journal>();

  const seek = (n: number): boolean => {
    for (let next = bases.at(journals.size); next !== undefined && next.n <= n; next = bases.at(journals.size)) {
      apply(tree, next.patch);
      journals.push(cut(tree));
    }
    for (let last = bases.at(journals.size - 1); last !== undefined && last.n > n; last = bases.at(journals.size - 1)) {
      const journal = journals.pop();
      if (journal !== undefined) takeBack(tree, journal);
    }
    return bases.at(journals.size - 1)?.isKnown ?? isKnown;
  };

  const keptAt = (n: number): Kept | null => {
    let [low, high] = [0, moments.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((moments.at(middle)?.n ?? 0) <= n) low = middle + 1;
      else high = middle;
    }
    return moments.at(low - 1) ?? floor;
  };

  const keep = ({ n, at }: Entry, by: Moment["by"]): void => {
    moments.push({ n, at, cursor, pending: list.length + tail.length, by, list, tail, called: tail.length });
  };
  const shownOf = (kept: Kept | null): readonly ShownRow[] => (kept === null ? [] : [...kept.list, ...kept.tail.slice(0, kept.called)]);

  return {
    take(entry) {
      if (entry.type === "called") {
        tail.push({ row: entry.row, run: entry.run });
        return keep(entry, "called");
      }
      if (entry.type !== "rebase") return;
      const { base, rows, runs, n } = entry;
      if (base.how === "snapshot") bases.push({ n, patch: [["state", base.state]], isKnown: true });
      else if (base.how === "none") bases.push({ n, patch: [["state", null]], isKnown: false });
      else if (base.how === "steps") bases.push({ n, patch: base.steps.flatMap(({ patch }) => patch), isKnown: true });
      const before = new Map([...list, ...tail].map((shown) => [rowName(shown.row), shown.run]));
      const fresh = new Map(runs.map((run) => [run.name, run]));
      list = rows.map((row) => ({ row, run: fresh.get(rowName(row)) ?? before.get(rowName(row)) ?? null }));
      tail = [];
      cursor = entry.after;
      keep(entry, "rebase");
    },
    forget(n) {
      // Called for each entry that makes room: it looks at no more than what goes.
      for (let base = bases.at(0); base !== undefined && base.n <= n; base = bases.at(0)) {
        if (journals.size === 0) seek(Math.max(n, base.n));
        isKnown = base.isKnown;
        bases.shift();
        journals.shift();
      }
      for (let moment = moments.at(0); moment !== undefined && moment.n <= n; moment = moments.at(0)) {
        floor = moment;
        moments.shift();
      }
    },
    moments: () => [...moments],
    momentAt: keptAt,
    shownAt: (n) => shownOf(keptAt(n)),
    viewAt(n, rows = Number.POSITIVE_INFINITY) {
      if (!seek(n)) return null;
      const done: Journal[] = [];
      try {
        for (const { run } of shownOf(keptAt(n)).slice(0, rows)) {
          if (run === null) continue;
          apply(tree, run.patch);
          done.push(cut(tree));
        }
        return { state: snapshotState(tree) };
      } finally {
        takeBack(tree, tree.journal);
        for (const journal of done.reverse()) takeBack(tree, journal);
      }
    },
  };
}
