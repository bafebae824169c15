// Turns a state into another by changing what differs, so that whoever looks at the rest sees nothing move.

import { commonEnds, deepEqual } from "../value/equal.ts";
import { isPlainObject } from "../value/kind.ts";
import { keepsOrder } from "./key-order.ts";
import { type ArrayNode, type KeyedNode, type Node, nodeAt, ROOT, type Tree } from "./node.ts";
import { entriesOf } from "./place.ts";
import * as write from "./write.ts";

/** Makes the state equal to `value`, which becomes the tree's own as far as it is new. */
export function mergeState(tree: Tree, value: unknown): void {
  mergeEntry(tree.holder, ROOT, tree.holder.raw[ROOT], value);
}

function mergeEntry(node: KeyedNode, key: unknown, before: unknown, value: unknown): void {
  if (!mergeInside(node, key, before, value)) write.setKey(node, key, value);
}

/** Whether `before`, at `key` of `parent`, is equal to `value` now; `false` where it must be replaced. */
function mergeInside(parent: Node, key: unknown, before: unknown, value: unknown): boolean {
  // What nobody has reached is left alone where it is the same.
  if (Object.isFrozen(before) && deepEqual(before, value)) return true;
  const node = nodeAt(before, parent, key);
  if (node?.kind === "array" && Array.isArray(value)) return mergeItems(node, value);
  if (node?.kind === "map" && value instanceof Map) return mergeEntries(node, value);
  if (node?.kind === "object" && isPlainObject(value)) return mergeEntries(node, new Map(Object.entries(value)));
  return deepEqual(before, value);
}

function mergeEntries(node: KeyedNode, value: ReadonlyMap<unknown, unknown>): boolean {
  const before = entriesOf(node);
  if (!keepsOrder(node.kind, before, value)) return false;
  for (const key of before.keys()) if (!value.has(key)) write.deleteKey(node, key);
  for (const [key, item] of value) {
    if (before.has(key)) mergeEntry(node, key, before.get(key), item);
    else write.setKey(node, key, item);
  }
  return true;
}

/** Items at both ends that stayed are left alone; of the rest, as many as there are on both sides are merged in place. */
function mergeItems(node: ArrayNode, value: readonly unknown[]): boolean {
  const { raw } = node;
  const [head, tail] = commonEnds(raw, value, deepEqual);
  const end = value.length - tail;
  if (raw.length !== value.length) write.splice(node, head, raw.length - tail - head, value.slice(head, end));
  else {
    for (let i = head; i < end; i++) if (!mergeInside(node, i, raw[i], value[i])) write.setIndex(node, i, value[i]);
  }
  return true;
}
