// The app that is measured: rows of about 110 bytes, kept in three ways, and an action that changes one of them.

import { actor, setup } from "@rivulet/runtime";

export interface Row {
  readonly id: string;
  title: string;
  owner: string;
  done: boolean;
  rank: number;
  at: number;
}

export type Kept = "array" | "record" | "map";
export const KEPT: readonly Kept[] = ["array", "record", "map"];

export function rowId(index: number): string {
  return `row-${String(index).padStart(6, "0")}`;
}

export function makeRow(index: number): Row {
  return { id: rowId(index), title: `What is to be done, number ${index}`, owner: "somebody", done: false, rank: index, at: 1.7e12 };
}

/** The title after a number of changes. */
export function titleOf(change: number): string {
  return `Changed for the ${change}th time`;
}

export function makeRows(size: number): Row[] {
  return Array.from({ length: size }, (_, index) => makeRow(index));
}

function rename(row: Row | undefined, title: string): void {
  if (row === undefined) throw new Error("There is no such row.");
  row.title = title;
}

const array = actor({
  createState: (_c, size: number) => ({ rows: makeRows(size) }),
  sync: true,
  actions: { rename: (c, index: number, title: string) => rename(c.state.rows[index], title) },
});

const record = actor({
  createState: (_c, size: number) => ({
    rows: Object.fromEntries(makeRows(size).map((row): [string, Row] => [row.id, row])),
  }),
  sync: true,
  actions: { rename: (c, index: number, title: string) => rename(c.state.rows[rowId(index)], title) },
});

const map = actor({
  createState: (_c, size: number) => ({ rows: new Map(makeRows(size).map((row): [string, Row] => [row.id, row])) }),
  sync: true,
  actions: { rename: (c, index: number, title: string) => rename(c.state.rows.get(rowId(index)), title) },
});

export const registry = setup({ use: { array, record, map } });

/** Reads how rows are kept from a word. */
export function keptOf(word: string | undefined): Kept {
  const kept = KEPT.find((each) => each === word);
  if (kept === undefined) throw new Error(`Rows are kept as ${KEPT.join(", ")}, not as ${word}.`);
  return kept;
}
