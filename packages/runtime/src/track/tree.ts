import { type Journal, makeNode, newJournal, nextRevision, type Node, type ObjectNode, ROOT, type Tree } from "./node.ts";
import { restoreOrder } from "./order.ts";

const nothing = (): void => {};

/** A tree over a state. The state becomes the tree's own and is changed in place from now on. */
export function makeTree(state: unknown): Tree {
  const tree: Tree = {
    holder: undefined as unknown as ObjectNode, // set on the next line: tree and holder name each other
    journal: newJournal(),
    stamp: nextRevision(),
    step: null,
    reads: null,
    made: null,
    unordered: null,
    beforeWrite: nothing,
    afterWrite: nothing,
  };
  return Object.assign(tree, { holder: makeNode(tree, { [ROOT]: state }, "object") });
}

/** Starts a new stretch and returns what the one before it did. */
export function cut(tree: Tree): Journal {
  const { journal } = tree;
  tree.journal = newJournal();
  tree.stamp = nextRevision();
  // As long as they are: lists that grow keep room for more, and a journal is kept for as long as its action waits.
  const { ops, undo, taken, brought } = journal;
  return { ...journal, ops: ops.slice(), undo: undo.slice(), taken: taken.slice(), brought: brought.slice() };
}

/**
 * Takes back what a stretch did, the same containers and their revisions included. Nothing of another stretch may have
 * been begun since.
 */
export function takeBack(tree: Tree, journal: Journal): void {
  if (tree.journal === journal) tree.journal = newJournal();
  tree.stamp = nextRevision();
  for (let i = journal.undo.length - 1; i >= 0; i--) journal.undo[i]?.();
  restoreOrder(tree);
  restoreRevisions(journal.before);
  // All that taking back left in the new journal.
  tree.journal.before.clear();
  tree.stamp = nextRevision();
}

/** To be called where the content is known to be what it was under these revisions. */
export function restoreRevisions(revisions: ReadonlyMap<Node, number>): void {
  for (const [node, rev] of revisions) node.rev = rev;
}

export function revisionsOf(nodes: Iterable<Node>): Map<Node, number> {
  const revisions = new Map<Node, number>();
  for (const node of nodes) revisions.set(node, node.rev);
  return revisions;
}
