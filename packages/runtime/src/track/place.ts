// What stands where in a state.

import { ABSENT, type ArrayNode, inPlace, type KeyedNode, type Node, type OrderedNode } from "./node.ts";

/** What stands at a key; `ABSENT` where there is none. */
export function entryOf(node: Node, key: unknown): unknown {
  switch (node.kind) {
    case "object":
      return typeof key === "string" && Object.hasOwn(node.raw, key) ? node.raw[key] : ABSENT;
    case "array":
      return typeof key === "number" && key in node.raw ? node.raw[key] : ABSENT;
    case "map":
      return node.raw.has(key) ? node.raw.get(key) : ABSENT;
    case "set":
      return node.raw.has(key) ? key : ABSENT;
    default:
      return ABSENT;
  }
}

/** Lets a value stand at a key, and changes nothing else. */
export function put(node: OrderedNode, key: unknown, value: unknown): void {
  const own = inPlace(node, value);
  if (node.kind === "map") node.raw.set(key, own);
  else if (node.kind === "set") node.raw.add(key);
  else node.raw[String(key)] = own;
}

/** Takes a key away, and changes nothing else. */
export function drop(node: OrderedNode, key: unknown): void {
  if (node.kind === "object") delete node.raw[String(key)];
  else node.raw.delete(key);
}

/** All entries of a container with keys, as they are now. */
export function entriesOf(node: KeyedNode): ReadonlyMap<unknown, unknown> {
  return new Map(node.kind === "map" ? node.raw : Object.entries(node.raw));
}

/** Where a child stands in its array now; the hint is tried first, then its neighbourhood, then the whole. */
export function indexIn(parent: ArrayNode, child: Node): number {
  const { raw } = parent;
  const hint = typeof child.key === "number" ? child.key : 0;
  for (const near of [hint, hint - 1, hint + 1]) {
    if (raw[near] === child.raw) {
      child.key = near;
      return near;
    }
  }
  const found = raw.indexOf(child.raw);
  child.key = found;
  return found;
}

/** The key under which a child stands in its parent. */
export function placeOf(parent: Node, child: Node): unknown {
  return parent.kind === "array" ? indexIn(parent, child) : child.key;
}

/** How many containers a part of the state stands in. */
export function depthOf(node: Node): number {
  let depth = -1;
  for (let at: Node | null = node; at.parent !== null; at = at.parent) depth++;
  return depth;
}

/** The way from the state to a container, or `null` where it is no longer part of the state. */
export function pathOf(node: Node): unknown[] | null {
  const { holder } = node.tree;
  const path: unknown[] = [];
  let at: Node = node;
  while (at !== holder) {
    const { parent } = at;
    if (parent === null) return null;
    path.push(placeOf(parent, at));
    at = parent;
  }
  path.pop();
  return path.reverse();
}
