import type { Mode } from "../contract/context.ts";
import { apply } from "../track/apply.ts";
import { mergeState } from "../track/merge.ts";
import type { Journal, Node, Tree } from "../track/node.ts";
import { endStretch } from "../track/stretch.ts";
import { cut, makeTree, revisionsOf, takeBack } from "../track/tree.ts";
import { deepEqual } from "../value/equal.ts";
import { predict, type Run, UNKNOWN } from "./predict.ts";
import type { Prediction, Predictor } from "./predictor.ts";
import { callName, type Row, rowName } from "./row.ts";
import type { Watch } from "./watch.ts";
import type { BaseChange, BaseStep } from "./state.ts";

/** A row in the fold: what its last run did, and how to take it back. */
interface Folded {
  readonly row: Row;
  readonly prediction: Prediction;
  readonly journal: Journal;
}

/** What a run did, remembered while it is taken back: the same run on the same ground gives the very same containers. */
interface Memory {
  readonly journal: Journal;
  /** The revision that each touched container had after it. */
  readonly after: ReadonlyMap<Node, number>;
}

/** The row in the fold whose action made a step. */
type RowOf = (step: BaseStep) => Row | undefined;

/** The view's value: fold(base, rows), kept in one tree that is changed in place. */
export interface Fold {
  /** `null` while no base is known, or rows are still to be run on it before it can be seen. */
  readonly tree: Tree | null;
  /** Whether that is so: each `rebase` runs some of them. */
  readonly isBehind: boolean;
  /** Runs one more row on top. */
  append(row: Row): Prediction;
  /** Brings the fold to a changed base (`null`: the same) with these rows on it. */
  rebase(base: BaseChange | null, rows: readonly Row[]): void;
  /** Gives up the base. */
  forget(): void;
  /** Runs `body` on the base alone. Whoever looks meanwhile must be `body`. */
  onBase<R>(body: (tree: Tree) => R): R | null;
}

export function makeFold(predictor: Predictor, watch: Watch): Fold {
  let tree: Tree | null = null;
  let folded: Folded[] = [];
  /** How many rows one `rebase` runs: less than all while there is nothing to be seen yet. */
  let atOnce = Infinity;
  /** Of rows that were taken back and may be run again. */
  let memories = new Map<string, Memory>();

  /** Rows whose action gave a promise: it is called once. */
  const promised = new WeakMap<Row, Prediction>();

  const run = (on: Tree, row: Row, mode: Mode): Run => {
    const known = promised.get(row);
    if (known !== undefined) return { prediction: known, journal: cut(on) };
    const done = predict(predictor, on, row, mode);
    if (done.isPromised) promised.set(row, done.prediction);
    return done;
  };

  const append = (on: Tree, row: Row): Prediction => {
    const memory = memories.get(rowName(row));
    const { prediction, journal: fresh } = run(on, row, memory === undefined ? "predicted" : "replayed");
    const journal = memory === undefined ? fresh : recall(on, fresh, memory);
    folded.push({ row, prediction, journal });
    watch.hear?.(predictor.at, { type: "run", row, prediction, patch: journal.ops });
    return prediction;
  };

  const takeBackFrom = (on: Tree, index: number): void => {
    for (const { row, journal } of folded.splice(index).reverse()) {
      memories.set(rowName(row), { journal, after: revisionsOf(journal.before.keys()) });
      takeBack(on, journal);
    }
  };

  /** Steps that are just what the first rows predicted make them part of the base without a change of the view. */
  const confirmHead = (steps: readonly BaseStep[], rowOf: RowOf): number => {
    let confirmed = 0;
    for (const step of steps) {
      const entry = folded[confirmed];
      if (entry === undefined || rowOf(step) !== entry.row || !step.done || !deepEqual(entry.journal.ops, step.patch)) break;
      confirmed++;
    }
    folded = folded.slice(confirmed);
    return confirmed;
  };

  const applyStep = (on: Tree, { patch }: BaseStep, row: Row | undefined): void => {
    const memory = row && memories.get(rowName(row));
    const same = memory !== undefined && deepEqual(memory.journal.ops, patch) ? memory : null;
    apply(on, patch, same?.journal.brought);
    const journal = cut(on);
    if (same !== null) restore(journal, same);
  };

  const forget = (): void => {
    tree = null;
    atOnce = Infinity;
    folded = [];
  };

  const fold: Fold = {
    get tree() {
      return fold.isBehind ? null : tree;
    },
    get isBehind() {
      return tree !== null && atOnce < Infinity;
    },
    append: (row) => (fold.tree === null ? UNKNOWN : append(fold.tree, row)),
    rebase(base, all) {
      if (base?.how === "snapshot" && tree === null) atOnce = base.atOnce ?? Infinity;
      const rows = all.slice(0, folded.length + atOnce);
      watch.hear?.(predictor.at, { type: "rebase", base, rows });
      if (base?.how === "none") return forget();
      memories = new Map();
      const known = new Map(folded.map(({ row }) => [callName(row.client, row.lane, row.id), row]));
      const rowOf: RowOf = ({ by }) => by && known.get(callName(...by));
      if (base?.how === "snapshot") {
        if (tree === null) tree = makeTree(base.state);
        else {
          takeBackFrom(tree, 0);
          mergeState(tree, base.state);
          cut(tree);
        }
      }
      if (tree === null) return;
      let confirmed = 0;
      if (base?.how === "steps") {
        confirmed = confirmHead(base.steps, rowOf);
        const rest = base.steps.slice(confirmed);
        if (rest.length > 0) takeBackFrom(tree, 0);
        for (const step of rest) applyStep(tree, step, rowOf(step));
      }
      let same = 0;
      while (same < folded.length && folded[same]?.row === rows[same]) same++;
      takeBackFrom(tree, same);
      for (const row of rows.slice(same)) append(tree, row);
      memories = new Map();
      if (rows.length === all.length) atOnce = Infinity;
      watch.hear?.(predictor.at, { type: "rebased", confirmed });
    },
    forget,
    onBase(body) {
      if (tree === null) return null;
      const rows = folded.map(({ row }) => row);
      takeBackFrom(tree, 0);
      try {
        return body(tree);
      } finally {
        for (const row of rows) append(tree, row);
        memories = new Map();
      }
    },
  };
  return fold;
}

/** Where a run did again just what it did before, the containers it brought then take the place of the new ones. */
function recall(tree: Tree, journal: Journal, memory: Memory): Journal {
  const { ops, moved, brought } = memory.journal;
  if (!deepEqual(journal.ops, ops) || !sameRevisions(journal.moved, moved)) return journal;
  let final = journal;
  if (journal.brought.length > 0) {
    takeBack(tree, journal);
    apply(tree, ops, brought);
    final = { ...endStretch(tree), ops: journal.ops, moved: journal.moved };
  }
  restore(final, memory);
  return final;
}

/** Containers that stood at the same revision before stand at the same revision after. */
function restore({ before }: Journal, memory: Memory): void {
  for (const [node, rev] of before) {
    if (memory.journal.before.get(node) === rev) node.rev = memory.after.get(node) ?? node.rev;
  }
}

function sameRevisions(a: ReadonlyMap<Node, number> | null, b: ReadonlyMap<Node, number> | null): boolean {
  return a?.size === b?.size && [...(a ?? [])].every(([node, rev]) => b?.get(node) === rev);
}
