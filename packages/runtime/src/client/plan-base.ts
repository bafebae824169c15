import type { Step } from "../protocol/server-messages.ts";
import type { Cursor } from "../protocol/shapes.ts";
import { sightOf } from "../protocol/sight.ts";
import type { BaseChange, BaseStep, ReplicaState } from "../replica/state.ts";
import { toJson } from "../value/codec.ts";
import type { BaseWrite } from "./device-writes.ts";

export interface StoredHead {
  readonly text: string;
  readonly cursor: Cursor;
  /** The `sync.version` that it is of. */
  readonly schema: number;
}

/** A point in the confirmed state's history, and which actions it contains. */
export type BasePoint = Pick<ReplicaState, "cursor" | "marks" | "markedFrom">;

/** The confirmed state in its JSON form, and where it is. */
export interface WholeBase extends BasePoint {
  readonly cursor: Cursor;
  readonly state: string;
}

export interface BasePlan {
  readonly base: BaseWrite;
  /** `null`: there is no base from then on. */
  readonly cursor: Cursor | null;
}

export interface BaseSituation {
  readonly change: BaseChange;
  /** Where the change led. */
  readonly point: BasePoint;
  /** As this tab knows it: another one may have moved it since. */
  readonly stored: StoredHead | null;
  /** The `sync.version` that this page has. */
  readonly schema: number;
  /** The history that this page is in now, which may be another one than it was at the change; `undefined`: in none. */
  readonly epoch: string | undefined;
  /** The base as it is now, which may be further than the change. */
  readonly whole: () => WholeBase | null;
}

/** How to bring the stored base to where this one went; `null` where it is there, or further, or elsewhere. */
export function planBase({ change, point, stored, schema, epoch, whole }: BaseSituation): BasePlan | null {
  if (change.how === "none") return stored?.cursor[0] === change.epoch ? { base: change, cursor: null } : null;
  const { cursor } = point;
  if (cursor === null) return null;
  if (isAhead(stored, cursor, schema)) return null;
  // Others may have gone on from there long ago: what this page has left itself is nothing to overwrite theirs with.
  if (change.how === "snapshot") return cursor[0] === epoch ? planWhole({ ...point, cursor, state: change.text }) : null;
  if (stored === null || stored.schema !== schema) return planWhole(whole());
  if (stored.cursor[0] !== cursor[0]) return null;
  // What may not be seen any more does not stay behind what may.
  if (change.steps.some(({ run }) => run !== undefined)) return planWhole(whole());
  const [, at] = stored.cursor;
  const steps = change.steps.filter(({ to }) => to > at);
  const last = steps[steps.length - 1];
  if (last === undefined) return null;
  if (steps[0]?.from !== at || sightOf(stored.cursor) !== sightOf(cursor)) return planWhole(whole());
  return { base: { how: "steps", steps: steps.map(toStep) }, cursor: [cursor[0], last.to, cursor[2]] };
}

/**
 * Whether what is stored stays, because it is further in the same history, or of a newer version of the app. A page that was
 * put aside writes late what it heard long ago, and one of a newer version is ahead of whatever an older one may hear.
 */
export function isAhead(stored: StoredHead | null, [epoch, version]: Cursor, schema: number): boolean {
  if (stored === null || stored.cursor[0] !== epoch) return false;
  return stored.schema > schema || (stored.schema === schema && stored.cursor[1] > version);
}

export function planWhole(base: WholeBase | null): (BasePlan & { readonly cursor: Cursor }) | null {
  if (base === null) return null;
  const { state, marks, markedFrom, cursor } = base;
  return { base: { how: "whole", state, marks, markedFrom }, cursor };
}

function toStep({ from, to, patch, by, done }: BaseStep): Step {
  return { from, to, patch: toJson(patch), ...(by === undefined ? {} : { by: [...by] }), ...(done ? { done: true } : {}) };
}
