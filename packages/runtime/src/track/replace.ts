// Assigning over a container something made from its own parts (`filter`, `map`, `{ ...rows, [id]: row }`) is a change
// inside it: what is still there keeps its identity, and others are told the difference, not the whole.

import { commonEnds } from "../value/equal.ts";
import { isObject, isPlainObject } from "../value/kind.ts";
import { adoptCopy, type Adopted } from "./adopt.ts";
import { keepsOrder } from "./key-order.ts";
import { type ArrayNode, type KeyedNode, knownNode, type Node, nodeOf } from "./node.ts";
import { entriesOf, pathOf } from "./place.ts";
import type { Path } from "./patch.ts";
import * as record from "./record.ts";

/** Does the assignment of `value` over the container `raw` as changes inside it; `false` where it has nothing of it. */
export function replaceInside(raw: object, value: unknown): boolean {
  const node = knownNode(raw);
  if (node === undefined || !isObject(value) || nodeOf(value) !== undefined) return false;
  const path = pathOf(node);
  if (path === null) return false;
  if (node.kind === "array" && Array.isArray(value)) return replaceItems(node, path, value);
  if (node.kind === "object" && isPlainObject(value)) return replaceEntries(node, path, new Map(Object.entries(value)));
  if (node.kind === "map" && value instanceof Map) return replaceEntries(node, path, value);
  return false;
}

/** The node of a value that stands in this container now. */
function partOf(node: Node, value: unknown): Node | undefined {
  const own = nodeOf(value);
  return own?.parent === node ? own : undefined;
}

/** Whether all containers among the values are new, and there are some. */
function isForeign(node: Node, values: readonly unknown[]): boolean {
  return values.some(isObject) && values.every((value) => partOf(node, value) === undefined);
}

function replaceItems(node: ArrayNode, path: Path, values: readonly unknown[]): boolean {
  if (isForeign(node, values)) return false;
  /** The containers that stay, each once. */
  const kept = new Set<unknown>();
  const wanted = values.map((value, i) => {
    const raw = partOf(node, value)?.raw;
    if (raw === undefined || kept.has(raw)) return adoptCopy(node, i, value);
    kept.add(raw);
    return raw;
  });
  const { raw } = node;
  const [head, tail] = commonEnds(raw, wanted, Object.is);
  const end = wanted.length - tail;
  // Primitives have no identity: in the middle they go and come like new.
  for (const [from, to] of runs(raw, head, raw.length - tail, kept).reverse()) record.splice(node, path, from, to - from, []);
  arrange(node, path, head, wanted.slice(head, end).filter((item) => kept.has(item)));
  for (const [from, to] of runs(wanted, head, end, kept)) {
    record.splice(node, path, from, 0, wanted.slice(from, to).map((item): Adopted => ({ how: "copy", raw: item })));
  }
  return true;
}

/** The stretches of items, from one index up to another, that are not kept. */
function runs(items: readonly unknown[], from: number, to: number, kept: ReadonlySet<unknown>): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (let i = from; i < to; i++) {
    const last = found[found.length - 1];
    if (kept.has(items[i])) continue;
    if (last?.[1] === i) last[1]++;
    else found.push([i, i + 1]);
  }
  return found;
}

/** Brings the items from `start` on into this order. */
function arrange(node: ArrayNode, path: Path, start: number, wanted: readonly unknown[]): void {
  if (wanted.every((raw, i) => node.raw[start + i] === raw)) return;
  const places = new Map(wanted.map((_, i) => [node.raw[start + i], start + i]));
  const order = [...node.raw.keys()];
  for (const [i, raw] of wanted.entries()) order[start + i] = places.get(raw) ?? start + i;
  record.move(node, path, order);
}

function replaceEntries(node: KeyedNode, path: Path, next: ReadonlyMap<unknown, unknown>): boolean {
  const current = entriesOf(node);
  if (isForeign(node, [...next.values()])) return false;
  if (!keepsOrder(node.kind, current, next)) return false;
  for (const [key, value] of next) if ((partOf(node, value)?.key ?? key) !== key) return false;
  for (const key of current.keys()) if (!next.has(key)) record.deleteKey(node, path, key);
  for (const [key, value] of next) {
    if (current.has(key) && Object.is(current.get(key), nodeOf(value)?.raw ?? value)) continue;
    record.setKey(node, path, key, { how: "copy", raw: adoptCopy(node, key, value) });
  }
  return true;
}
