import { apply } from "../track/apply.ts";
import { mergeState } from "../track/merge.ts";
import type { Journal, Node, Tree } from "../track/node.ts";
import type { Patch } from "../track/patch.ts";
import { endStretch } from "../track/stretch.ts";
import { cut, makeTree, restoreRevisions, revisionsOf, takeBack } from "../track/tree.ts";
import { deepEqual } from "../value/equal.ts";
import { predict, type Run } from "./predict.ts";
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
  readonly ops: Patch;
  readonly brought: readonly object[];
  readonly moved: ReadonlyMap<Node, number> | null;
  readonly before: ReadonlyMap<Node, number>;
  readonly after: ReadonlyMap<Node, number>;
}

/** The view's value: fold(base, rows), kept in one tree that is changed in place. */
export interface Fold {
  /** `null` while no base is known. */
  readonly tree: Tree | null;
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
  /** Of rows that were taken back and may be run again. */
  let memories = new Map<string, Memory>();

  /** Rows whose action gave a promise: it is called once. */
  const promised = new WeakMap<Row, Prediction>();

  const run = (on: Tree, row: Row, again: boolean): Run => {
    const known = promised.get(row);
    if (known !== undefined) return { prediction: known, journal: cut(on) };
    const done = predict(predictor, on, row, again ? "replayed" : "predicted");
    if (done.isPromised) promised.set(row, done.prediction);
    return done;
  };

  const append = (on: Tree, row: Row, again: boolean): Prediction => {
    const { prediction, journal: fresh } = run(on, row, again);
    const memory = memories.get(rowName(row));
    const journal = memory === undefined ? fresh : recall(on, fresh, memory);
    folded.push({ row, prediction, journal });
    watch.hear?.(predictor.at, { type: "run", row, prediction, patch: journal.ops });
    return prediction;
  };

  const takeBackFrom = (on: Tree, index: number): void => {
    for (let i = folded.length - 1; i >= index; i--) {
      const entry = folded[i];
      if (entry === undefined) continue;
      memories.set(rowName(entry.row), remember(entry.journal));
      takeBack(on, entry.journal);
    }
    folded.length = Math.min(folded.length, index);
  };

  /** Steps that are just what the first rows predicted make them part of the base without a change of the view. */
  const confirmHead = (steps: readonly BaseStep[]): number => {
    let confirmed = 0;
    for (const { by, done, patch } of steps) {
      const row = folded[confirmed]?.row;
      if (row === undefined || by === undefined || !done || !isRowOf(row, by)) break;
      if (!deepEqual(folded[confirmed]?.journal.ops, patch)) break;
      confirmed++;
    }
    folded = folded.slice(confirmed);
    return confirmed;
  };

  const applyStep = (on: Tree, { patch, by }: BaseStep, known: ReadonlyMap<string, Row>): void => {
    const row = by === undefined ? undefined : known.get(callName(...by));
    const memory = row === undefined ? undefined : memories.get(rowName(row));
    const same = memory !== undefined && deepEqual(memory.ops, patch) ? memory : null;
    apply(on, patch, same?.brought);
    const journal = cut(on);
    if (same !== null) restore(journal, same);
  };

  const forget = (): void => {
    tree = null;
    folded = [];
  };

  return {
    get tree() {
      return tree;
    },
    append: (row) => (tree === null ? { how: "unpredictable", why: "the state is not known yet" } : append(tree, row, false)),
    rebase(base, rows) {
      watch.hear?.(predictor.at, { type: "rebase", base, rows });
      if (base?.how === "none") return forget();
      memories = new Map();
      const known = new Map(folded.map(({ row }) => [callName(row.client, row.lane, row.id), row]));
      const before = new Set(folded.map(({ row }) => rowName(row)));
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
        confirmed = confirmHead(base.steps);
        const rest = base.steps.slice(confirmed);
        if (rest.length > 0) takeBackFrom(tree, 0);
        for (const step of rest) applyStep(tree, step, known);
      }
      let same = 0;
      while (same < folded.length && folded[same]?.row === rows[same]) same++;
      takeBackFrom(tree, same);
      for (const row of rows.slice(same)) append(tree, row, before.has(rowName(row)));
      memories = new Map();
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
        for (const row of rows) append(tree, row, true);
        memories = new Map();
      }
    },
  };
}

function isRowOf(row: Row, [client, lane, id]: readonly [string, string, number]): boolean {
  return row.client === client && row.lane === lane && row.id === id;
}

function remember({ ops, brought, moved, before }: Journal): Memory {
  return { ops, brought, moved, before, after: revisionsOf(before.keys()) };
}

/** Where a run did again just what it did before, the containers it brought then take the place of the new ones. */
function recall(tree: Tree, journal: Journal, memory: Memory): Journal {
  if (!deepEqual(journal.ops, memory.ops) || !sameRevisions(journal.moved, memory.moved)) return journal;
  let final = journal;
  if (journal.brought.length > 0) {
    takeBack(tree, journal);
    apply(tree, memory.ops, memory.brought);
    final = { ...endStretch(tree), ops: journal.ops, moved: journal.moved };
  }
  restore(final, memory);
  return final;
}

/** Containers that stood at the same revision before stand at the same revision after. */
function restore({ before }: Journal, memory: Memory): void {
  const same = new Map<Node, number>();
  for (const [node, rev] of before) {
    const after = memory.after.get(node);
    if (after !== undefined && memory.before.get(node) === rev) same.set(node, after);
  }
  restoreRevisions(same);
}

function sameRevisions(a: ReadonlyMap<Node, number> | null, b: ReadonlyMap<Node, number> | null): boolean {
  return a?.size === b?.size && [...(a ?? [])].every(([node, rev]) => b?.get(node) === rev);
}
