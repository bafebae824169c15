import { isObject, isPlainObject } from "../value/kind.ts";
import { knownNode, nextRevision, type Node, nodeAt, ROOT, type Tree } from "./node.ts";

/**
 * An immutable picture of a container and all inside it. The same content gives the same object, and an unchanged part
 * is shared with the snapshot before. Costs a shallow copy of each container on the way to what changed,
 * and nothing where nobody has reached anything yet.
 */
export function snapshot(node: Node): unknown {
  if (node.snapRev === node.rev) return node.snap;
  const snap = build(node);
  if (node.kind === "object" || node.kind === "array") Object.freeze(snap);
  node.tree.made?.add(snap);
  node.snap = snap;
  node.snapRev = node.rev;
  node.stale = new Set();
  // A later write of the same stretch must not go unnoticed behind the revision that this snapshot now has.
  if (node.rev === node.tree.stamp) node.tree.stamp = nextRevision();
  return snap;
}

/** The snapshot of a value that stands at `key` in `parent`. */
export function snapshotAt(value: unknown, parent: Node, key: unknown): unknown {
  const { tree } = parent;
  if (!isObject(value) || Object.isFrozen(value) || (knownNode(value)?.tree !== tree && isSnapshot(value, tree))) return value;
  const node = nodeAt(value, parent, key);
  return node === null ? value : snapshot(node);
}

/**
 * Whether a container of which nobody has reached anything yet is its own snapshot from now on: what can be frozen, with all
 * inside, need not be copied before somebody is about to write to it.
 */
function isSnapshot(value: object, tree: Tree): boolean {
  if (Array.isArray(value)) {
    for (const part of value) if (isObject(part) && !isSnapshot(part, tree)) return false;
  } else if (isPlainObject(value)) {
    // Of all ways to go through many small objects this is the one that makes nothing.
    for (const key in value) {
      const part = value[key];
      if (isObject(part) && Object.hasOwn(value, key) && !isSnapshot(part, tree)) return false;
    }
  } else return Object.isFrozen(value);
  Object.freeze(value);
  tree.made?.add(value);
  return true;
}

export function snapshotState(tree: Tree): unknown {
  return snapshotAt(tree.holder.raw[ROOT], tree.holder, ROOT);
}

function build(node: Node): object {
  switch (node.kind) {
    case "object":
      return buildObject(node.raw, node, reusable(node, Object.keys));
    case "array":
      return buildArray(node.raw, node, reusable(node, (raw: unknown[]) => raw));
    case "map":
      return buildMap(node.raw, node);
    case "set":
      return new Set(node.raw);
    case "date":
      return new Date(node.raw.getTime());
    case "bytes":
      return node.raw.slice();
  }
}

/** The keys to renew on a copy of the last snapshot, or `null` where building anew is as cheap or the only way. */
function reusable<N extends Node>(node: N, parts: (raw: N["raw"]) => { readonly length: number }): Set<unknown> | null {
  const { stale } = node;
  if (stale === "all" || node.snapRev === -1) return null;
  if (stale.size > 16 && stale.size * 2 > parts(node.raw).length) return null;
  return stale;
}

function buildObject(raw: Record<string, unknown>, node: Node, stale: Set<unknown> | null): object {
  const snap: Record<string, unknown> = stale !== null && isObject(node.snap) ? { ...node.snap } : {};
  for (const key of stale ?? Object.keys(raw)) {
    if (typeof key !== "string") continue;
    if (Object.hasOwn(raw, key)) snap[key] = snapshotAt(raw[key], node, key);
    else delete snap[key];
  }
  return snap;
}

function buildArray(raw: readonly unknown[], node: Node, stale: Set<unknown> | null): unknown[] {
  if (stale === null || !Array.isArray(node.snap)) return raw.map((item, i) => snapshotAt(item, node, i));
  const snap: unknown[] = node.snap.slice();
  for (const key of stale) {
    if (typeof key === "number" && key < raw.length) snap[key] = snapshotAt(raw[key], node, key);
  }
  return snap;
}

function buildMap(raw: ReadonlyMap<unknown, unknown>, node: Node): Map<unknown, unknown> {
  const { stale, snap: last } = node;
  if (stale === "all" || !(last instanceof Map)) {
    return new Map(Array.from(raw, ([key, value]): [unknown, unknown] => [key, snapshotAt(value, node, key)]));
  }
  const snap = new Map<unknown, unknown>(last);
  for (const key of stale) {
    if (raw.has(key)) snap.set(key, snapshotAt(raw.get(key), node, key));
    else snap.delete(key);
  }
  return snap;
}
