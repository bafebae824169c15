import { isObject, isPlainObject } from "../value/kind.ts";
import { type ArrayNode, knownNode, type MapNode, nextRevision, type Node, nodeAt, type ObjectNode, ROOT, type Tree } from "./node.ts";

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

/** Builds what the content is now on what it was: as long as not all is stale there is a snapshot to begin with. */
function build(node: Node): object {
  switch (node.kind) {
    case "object":
      return (node.snap = buildObject(node));
    case "array":
      return (node.snap = buildArray(node));
    case "map":
      return (node.snap = buildMap(node));
    case "set":
      return (node.snap = new Set(node.raw));
    case "date":
      return (node.snap = new Date(node.raw.getTime()));
    case "bytes":
      return (node.snap = node.raw.slice());
  }
}

function buildObject(node: ObjectNode): Record<string, unknown> {
  const { raw, stale } = node;
  const isAllStale = stale === "all";
  const snap: Record<string, unknown> = isAllStale ? {} : { ...node.snap };
  for (const key of isAllStale ? Object.keys(raw) : stale) {
    if (typeof key !== "string") continue;
    if (Object.hasOwn(raw, key)) snap[key] = snapshotAt(raw[key], node, key);
    else delete snap[key];
  }
  return snap;
}

function buildArray(node: ArrayNode): unknown[] {
  const { raw, snap: last, stale } = node;
  if (stale === "all" || last === null) return raw.map((item, i) => snapshotAt(item, node, i));
  const snap = last.slice();
  for (const key of stale) {
    if (typeof key === "number" && key < raw.length) snap[key] = snapshotAt(raw[key], node, key);
  }
  return snap;
}

function buildMap(node: MapNode): Map<unknown, unknown> {
  const { raw, stale } = node;
  const isAllStale = stale === "all";
  const snap = new Map(isAllStale ? null : node.snap);
  for (const key of isAllStale ? raw.keys() : stale) {
    if (raw.has(key)) snap.set(key, snapshotAt(raw.get(key), node, key));
    else snap.delete(key);
  }
  return snap;
}
