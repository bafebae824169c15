import { type Row, rowName } from "../replica/row.ts";
import type { SavedRow } from "../replica/state.ts";
import { type Deferred, deferred } from "../util/deferred.ts";

/**
 * Rows taken back that go to the device together with those that take their places. Until they are both there, the device has
 * them as they were: whoever finds it then has the one or the other, and never neither.
 */
export interface Replaced {
  add(name: string): void;
  has(row: Row): boolean;
  /** As the device may have it by now. */
  asKept(saved: SavedRow): SavedRow;
  /** These are being written together with their successors. */
  begin(rows: readonly Row[]): void;
  /** That is over; these are there. */
  end(written: readonly Row[]): void;
  /** Resolves once what is being written of these is there; `undefined` where nothing is. */
  underway(rows: readonly SavedRow[]): Promise<void> | undefined;
}

export function makeReplaced(): Replaced {
  const names = new Set<string>();
  let writing: { readonly names: ReadonlySet<string>; readonly done: Deferred<void> } | null = null;
  const isWriting = (row: Row): boolean => writing?.names.has(rowName(row)) === true;
  const has = (row: Row): boolean => names.has(rowName(row));
  return {
    add: (name) => void names.add(name),
    has,
    asKept: (saved) => (has(saved.row) && !isWriting(saved.row) ? { ...saved, row: { ...saved.row, kind: "action" } } : saved),
    begin(rows) {
      if (rows.length > 0) writing = { names: new Set(rows.map(rowName)), done: deferred() };
    },
    end(written) {
      for (const row of written) names.delete(rowName(row));
      writing?.done.resolve();
      writing = null;
    },
    underway: (rows) => (rows.some(({ row }) => isWriting(row)) ? writing?.done.promise : undefined),
  };
}
