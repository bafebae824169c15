// What every write does to the containers around it: new revisions upwards, and who stands where.

import { isObject } from "../value/kind.ts";
import { knownNode, type Node, type Tree } from "./node.ts";
import { depthOf, placeOf } from "./place.ts";

/** Stamps a container and all that it stands in: their content is new. */
export function touch(node: Node): void {
  const { journal, stamp, step } = node.tree;
  for (let at: Node | null = node; at !== null && at.rev !== stamp; ) {
    if (!journal.before.has(at)) journal.before.set(at, at.rev);
    if (step?.has(at) === false) step.set(at, { rev: at.rev, keys: null });
    at.rev = stamp;
    const { parent }: { parent: Node | null } = at;
    if (parent !== null && parent.stale !== "all") parent.stale.add(placeOf(parent, at));
    at = parent;
  }
}

export function touchKey(node: Node, key: unknown, before: unknown): void {
  touch(node);
  const mark = node.tree.step?.get(node);
  if (mark !== undefined && mark.keys !== "all") {
    mark.keys ??= new Map();
    if (!mark.keys.has(key)) mark.keys.set(key, before);
  }
  if (node.stale !== "all") node.stale.add(key);
}

export function touchAll(node: Node): void {
  touch(node);
  const mark = node.tree.step?.get(node);
  if (mark !== undefined) mark.keys = "all";
  node.stale = "all";
}

export function stand(value: unknown, parent: Node | null, key: unknown): void {
  const node = knownNode(value);
  if (node === undefined) return;
  node.parent = parent;
  node.key = key;
}

/** Numbers a container that leaves its place. */
export function take({ journal }: Tree, value: unknown): void {
  if (!isObject(value)) return;
  const node = knownNode(value);
  if (node !== undefined) {
    node.takenFrom = depthOf(node);
    node.parent = null;
    node.takenIn = journal.id;
    node.taken = journal.taken.length;
  }
  journal.taken.push(value);
}
