// Objects, Maps and Sets list their keys in the order of insertion, and offer no way to insert anywhere but at the end.
// So that taking back a removal puts the key where it was, a container that lost a key numbers its keys from then on.
// The numbering is made once and kept up at the cost of each change; only taking a removal back pays for the size.

import type { OrderedNode, Tree } from "./node.ts";
import { drop, entryOf, put } from "./place.ts";

let positions = 0;

/** To be called before the removal. Returns the position for `putBack`. */
export function noteRemoved(node: OrderedNode, key: unknown): number {
  if (node.order === null) {
    node.order = new Map();
    for (const each of node.kind === "object" ? Object.keys(node.raw) : node.raw.keys()) noteInserted(node, each);
  }
  const position = node.order.get(key) ?? 0;
  node.order.delete(key);
  return position;
}

export function noteInserted({ order }: OrderedNode, key: unknown): void {
  order?.set(key, ++positions);
}

/** Gives a key that was inserted again its old position; it takes effect with `restoreOrder`. */
export function putBack(node: OrderedNode, key: unknown, position: number): void {
  node.order?.set(key, position);
  node.tree.unordered ??= new Set();
  node.tree.unordered.add(node);
}

/** Puts the keys of all containers back in order. To be called before anybody lists them. */
export function restoreOrder(tree: Tree): void {
  for (const node of tree.unordered ?? []) {
    for (const [key] of [...(node.order ?? [])].sort(([, a], [, b]) => a - b)) {
      const value = entryOf(node, key);
      drop(node, key);
      put(node, key, value);
    }
  }
  tree.unordered = null;
}
