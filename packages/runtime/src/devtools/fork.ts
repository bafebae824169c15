import { makeFold } from "../replica/fold.ts";
import type { Predictor } from "../replica/predictor.ts";
import { type Row, rowName } from "../replica/row.ts";
import { SILENT } from "../ports/logger.ts";
import { snapshotState } from "../track/snapshot.ts";
import { copy } from "../value/copy.ts";
import type { RowRun } from "./entry.ts";
import { isSame } from "./lives.ts";
import type { ShownRow } from "./travel.ts";

/** How a row came out in a fork, beside how it comes out where it is shown. */
export type ForkedRow = { readonly row: Row; readonly run: RowRun; readonly outcome: "same" | "different" | "threw" | "unknown" };

export interface Forked {
  readonly state: unknown;
  readonly rows: readonly ForkedRow[];
}

/**
 * Runs some of the waiting rows, in any order, on a copy of the confirmed state. Nothing of it reaches the replica; what
 * actions do besides predicting, as writing to a console, they do here as in every replay.
 */
export function fork(predictor: Predictor, base: unknown, shown: readonly ShownRow[], names: readonly string[]): Forked {
  const known = new Map(shown.map((each) => [rowName(each.row), each]));
  const chosen = names.flatMap((name) => known.get(name) ?? []);
  const rows: ForkedRow[] = [];
  const fold = makeFold(
    { ...predictor, log: SILENT, impure: () => {} },
    {
      hear(_at, occurrence) {
        if (occurrence.type !== "run") return;
        const run: RowRun = { name: rowName(occurrence.row), prediction: occurrence.prediction, patch: occurrence.patch, reads: null, impure: [] };
        rows.push({ row: occurrence.row, run, outcome: outcomeOf(run, known.get(run.name)?.run ?? null) });
      },
    },
  );
  fold.rebase({ how: "snapshot", state: copy(base, { name: "state" }), text: "" }, chosen.map(({ row }) => row));
  return { state: fold.tree === null ? undefined : snapshotState(fold.tree), rows };
}

/** How a run came out, beside the one before it. */
export function outcomeOf(run: RowRun, before: RowRun | null): ForkedRow["outcome"] {
  if (run.prediction.how === "unpredictable") return "unknown";
  if (before !== null && isSame(run, before)) return "same";
  return run.prediction.how === "threw" ? "threw" : "different";
}

/** What would come out otherwise without one of the rows: the rows after it, as they would be then. */
export function consequencesOf(predictor: Predictor, base: unknown, shown: readonly ShownRow[], without: string): readonly ForkedRow[] {
  const names = shown.map(({ row }) => rowName(row)).filter((name) => name !== without);
  return fork(predictor, base, shown, names).rows.filter(({ outcome }) => outcome !== "same");
}
