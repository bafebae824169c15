import type { Cursor } from "../protocol/shapes.ts";

/** One process's ownership of an actor, from the version at which it began. */
export type Run = readonly [run: string, first: number];

/** The one history of an actor: kept for ever, so that a stranger's cursor is known for what it is. */
export interface History {
  readonly epoch: string;
  /** In the order in which they began; the last is the present one. */
  readonly runs: readonly Run[];
  readonly version: number;
}

/** The present run. */
export function runOf({ runs }: History): string {
  return runs[runs.length - 1]?.[0] ?? "";
}

/**
 * How a replica gets from its cursor to the present.
 *
 * - `match`: it is there. `steps`: by the steps since. `snapshot`: by the whole state.
 * - `restored`: its cursor names versions this store never made, so the store was put back to an older state.
 * - `replaced`: its cursor names an epoch that is over.
 */
export type CatchUp = "match" | "steps" | "snapshot" | "restored" | "replaced";

/** `oldestStep`: the version from which steps are still kept. */
export function catchUp(cursor: Cursor | undefined, history: History, oldestStep: number): CatchUp {
  if (cursor === undefined) return "snapshot";
  const [epoch, version, run] = cursor;
  if (epoch !== history.epoch) return "replaced";
  // Where the actor has a view, the run is followed by a dot and the sight.
  const [id = ""] = run.split(".");
  if (!isOfHistory(version, id, history)) return "restored";
  if (version === history.version) return "match";
  return version >= oldestStep ? "steps" : "snapshot";
}

/** A version belongs to its run from where the run began to where the next one did. */
function isOfHistory(version: number, run: string, { runs, version: present }: History): boolean {
  const index = runs.findIndex(([id]) => id === run);
  const own = runs[index];
  if (own === undefined) return false;
  const end = runs[index + 1]?.[1] ?? present;
  return version >= own[1] && version <= end;
}
