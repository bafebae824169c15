// Where the server's result is not what was predicted, and why. Pure.

import type { Op, Patch } from "../track/patch.ts";
import type { BaseStep } from "../replica/state.ts";
import { rowName } from "../replica/row.ts";
import { type Author, authorOf } from "./authors.ts";
import type { Entry, Read, RowRun } from "./entry.ts";
import { alike } from "./alike.ts";
import type { Life, Lives } from "./lives.ts";
import { type Touch, touchedBy } from "./touches.ts";
import type { ShownRow } from "./travel.ts";

/** Why an action came out otherwise. */
export type Cause =
  /** Something that it read was changed by somebody before it ran there. */
  | { readonly kind: "read"; readonly read: Read; readonly op: Op; readonly by: Author; readonly version: number }
  /** It read what an earlier action of this device had predicted, and that came to nothing or to something else. */
  | { readonly kind: "own"; readonly read: Read; readonly op: Op; readonly life: Life }
  | { readonly kind: "impure"; readonly use: string }
  /** The same code on the same data: what only the server has, or does. `time`: what it set the time of the call to, where it did. */
  | { readonly kind: "server"; readonly time: number | null }
  /** Its reads were not noted. */
  | { readonly kind: "unknown" };

/** An action whose result is not what it last predicted, or that changed its mind on the way. */
export interface Divergence {
  readonly life: Life;
  /** What was predicted when it was called, and what just before it was decided. */
  readonly first: Patch;
  readonly last: Patch;
  readonly server: Patch;
  readonly causes: readonly Cause[];
}

/** What is needed of a record to explain. */
export interface Evidence {
  readonly lives: Pick<Lives, "by" | "get">;
  /** Entries of one actor after one and up to another. */
  readonly between: (actor: string, after: number, upTo: number) => Iterable<Entry>;
  readonly shownAt: (actor: string, n: number) => readonly ShownRow[];
}

/** Whether an action that is decided came out otherwise than any of its runs here; `false` while it waits. */
export function isDivergent(life: Life): boolean {
  const { first, server, last } = life;
  if (first === null || last === null || server === null) return false;
  if (life.error !== null) return first.prediction.how === "predicted";
  return first.prediction.how === "predicted" && !(alike(first.patch, server) && alike(last.run.patch, server));
}

export function divergenceOf(life: Life, evidence: Evidence): Divergence | null {
  const { first, last, server } = life;
  if (!isDivergent(life) || first === null || last === null || server === null) return null;
  return { life, first: first.patch, last: last.run.patch, server, causes: causesOf(life, first, evidence) };
}

/** So many causes tell enough. */
const MOST = 5;

function causesOf(life: Life, first: RowRun, evidence: Evidence): readonly Cause[] {
  const impure = [...new Set([...first.impure, ...(life.last?.run.impure ?? [])])];
  if (impure.length > 0) return impure.map((use) => ({ kind: "impure", use }));
  const found: Cause[] = life.time === null ? [] : [{ kind: "server", time: life.time }];
  if (first.reads === null) return found.length > 0 ? found : [{ kind: "unknown" }];
  const { reads } = first;
  for (const { step } of stepsBefore(life, evidence)) {
    const by = authorOf(step, evidence.lives);
    // What this client called later, it did later.
    if (step.by !== undefined && step.by[0] === life.row.client && step.by[1] === life.row.lane && step.by[2] >= life.row.id) break;
    // What an own action did as it had predicted was there when this one read.
    if (by.who === "action" && !isDivergent(by.life)) continue;
    const touch = nearest(touchedBy(step.patch, reads));
    if (touch !== null && found.length < MOST) found.push({ kind: "read", ...touch, by, version: step.to });
  }
  for (const { row, run } of evidence.shownAt(life.actor, life.n)) {
    if (rowName(row) === life.name) break;
    const own = evidence.lives.get(rowName(row));
    if (own === undefined || run === null || !isDivergent(own)) continue;
    const touch = nearest(touchedBy(run.patch, reads));
    if (touch !== null && found.length < MOST) found.push({ kind: "own", ...touch, life: own });
  }
  return found.length > 0 ? found : [{ kind: "server", time: null }];
}

/** Of all that was touched, what lies deepest: it tells the most. */
function nearest(touches: readonly Touch[]): Touch | null {
  return touches.reduce<Touch | null>((best, touch) => (best === null || depthOf(touch) > depthOf(best) ? touch : best), null);
}

function depthOf({ read: { path, all } }: Touch): number {
  return path.length + (all ? 0 : 0.5);
}

/** The steps of the confirmed state between the call and the server's run of it. */
function* stepsBefore({ actor, n, serverIn }: Life, { between }: Evidence): Iterable<{ readonly step: BaseStep }> {
  for (const entry of between(actor, n, serverIn ?? Number.POSITIVE_INFINITY)) {
    if (entry.type === "rebase" && entry.base.how === "steps") for (const step of entry.base.steps) yield { step };
  }
}
