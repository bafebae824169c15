// What a replica lets be seen of its work. Nothing of it is made while nobody looks.

import type { Impurity } from "../dev/purity.ts";
import type { Patch } from "../track/patch.ts";
import type { Prediction } from "./predictor.ts";
import type { Row } from "./row.ts";
import type { BaseChange, Decision, ReplicaEvent, ReplicaState } from "./state.ts";

/** Something that happened in a replica, told while it happens: whoever hears of it must not change anything. */
export type ReplicaOccurrence =
  /** It was decided what an event means; the duties come next. */
  | { readonly type: "step"; readonly event: ReplicaEvent; readonly before: ReplicaState; readonly decision: Decision }
  /** The view goes to another base (`null`: the same) with these rows on it; a snapshot becomes the view's own right after. */
  | { readonly type: "rebase"; readonly base: BaseChange | null; readonly rows: readonly Row[] }
  /** A row has run, and this is what it did. */
  | { readonly type: "run"; readonly row: Row; readonly prediction: Prediction; readonly patch: Patch }
  /** The first so many rows had predicted just what the base became, and were not run again. */
  | { readonly type: "rebased"; readonly confirmed: number }
  /** In development: an action used something that gives another result on the server. */
  | { readonly type: "impure"; readonly row: Row; readonly use: Impurity };

/** Where somebody can look on; `at`: the address of the actor, as text. */
export interface Watch<S = ReplicaOccurrence> {
  hear: ((at: string, occurrence: S) => void) | null;
}
