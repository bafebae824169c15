// Objects, Maps and Sets list their keys in the order of insertion, and offer no way to insert anywhere but at the end.
// So that taking back a removal puts the key where it was, a container that lost a key numbers its keys from then on.
// The numbering is made once and kept up at the cost of each change; only taking a removal back pays for the size.

import type { MapNode, Node, ObjectNode, SetNode, Tree } from "./node.ts";
import { entriesOf } from "./place.ts";

type OrderedNode = ObjectNode | MapNode | SetNode;

let positions = 0;

function keysOf(node: OrderedNode): Iterable<unknown> {
  return node.kind === "object" ? Object.keys(node.raw) : node.raw.keys();
}

/** To be called before the removal. Returns the position for `putBack`. */
export function noteRemoved(node: OrderedNode, key: unknown): number {
  if (node.order === null) {
    node.order = new Map();
    for (const each of keysOf(node)) node.order.set(each, ++positions);
  }
  const position = node.order.get(key) ?? 0;
  node.order.delete(key);
  return position;
}

export function noteInserted(node: OrderedNode, key: unknown): void {
  node.order?.set(key, ++positions);
}

export function forgetOrder(node: OrderedNode): Map<unknown, number> | null {
  const { order } = node;
  node.order = null;
  return order;
}

/** Gives a key that was inserted again its old position; it takes effect with `restoreOrder`. */
export function putBack(node: OrderedNode, key: unknown, position: number): void {
  node.order?.set(key, position);
  node.tree.unordered ??= new Set();
  node.tree.unordered.add(node);
}

/** Puts the keys of all containers back in order. To be called before anybody lists them. */
export function restoreOrder(tree: Tree): void {
  if (tree.unordered === null) return;
  for (const node of tree.unordered) if (isOrdered(node)) sortKeys(node);
  tree.unordered = null;
}

function isOrdered(node: Node): node is OrderedNode {
  return node.kind === "object" || node.kind === "map" || node.kind === "set";
}

function sortKeys(node: OrderedNode): void {
  const { order } = node;
  if (order === null) return;
  // Sorted as pairs: an array of keys would put `undefined` last, whatever its position.
  const placed = Array.from(keysOf(node), (key) => ({ key, position: order.get(key) ?? 0 }));
  const keys = placed.sort((a, b) => a.position - b.position).map(({ key }) => key);
  if (node.kind === "set") {
    node.raw.clear();
    for (const key of keys) node.raw.add(key);
  } else if (node.kind === "map") {
    const entries = entriesOf(node);
    node.raw.clear();
    for (const key of keys) node.raw.set(key, entries.get(key));
  } else {
    const entries = entriesOf(node);
    for (const key of Object.keys(node.raw)) delete node.raw[key];
    for (const key of keys) node.raw[String(key)] = entries.get(key);
  }
}
