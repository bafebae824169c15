// Assigning over a container something made from its own parts (`filter`, `map`, `{ ...rows, [id]: row }`) is a change
// inside it: what is still there keeps its identity, and others are told the difference, not the whole.

import { isObject, isPlainObject } from "../value/kind.ts";
import { adoptCopy, type Adopted } from "./adopt.ts";
import { type ArrayNode, type KeyedNode, knownNode, nodeOf, pathOf } from "./node.ts";
import type { Path } from "./patch.ts";
import * as record from "./record.ts";

/** Does the assignment of `value` over the container `raw` as changes inside it; `false` where it has nothing of it. */
export function replaceInside(raw: object, value: unknown): boolean {
  const node = knownNode(raw);
  if (node === undefined || !isObject(value) || nodeOf(value) !== undefined) return false;
  const path = pathOf(node);
  if (path === null) return false;
  if (node.kind === "array" && Array.isArray(value)) return replaceItems(node, path, value);
  if (node.kind === "object" && isPlainObject(value)) return replaceEntries(node, path, Object.entries(value));
  if (node.kind === "map" && value instanceof Map) return replaceEntries(node, path, [...value]);
  return false;
}

/** An item that stays where it is known from, or one that comes new. */
type Item = { readonly kept: true; readonly raw: unknown } | { readonly kept: false; readonly value: unknown };

function replaceItems(node: ArrayNode, path: Path, values: readonly unknown[]): boolean {
  const items = itemsOf(node, values);
  if (items === null) return false;
  const old = node.raw;
  const shorter = Math.min(old.length, items.length);
  let head = 0;
  while (head < shorter && stays(old[head], items[head])) head++;
  let tail = 0;
  while (tail < shorter - head && stays(old[old.length - 1 - tail], items[items.length - 1 - tail])) tail++;
  const middle = items.slice(head, items.length - tail);
  const keep = new Set(middle.flatMap((item) => (item.kept && isObject(item.raw) ? [item.raw] : [])));
  removeRuns(node, path, head, old.length - tail, (raw) => !isObject(raw) || !keep.has(raw));
  arrange(node, path, head, [...keep]);
  for (let i = 0; i < middle.length; ) {
    const adopted: Adopted[] = [];
    for (let item = middle[i + adopted.length]; isNew(item); item = middle[i + adopted.length]) {
      const at = head + i + adopted.length;
      adopted.push({ how: "copy", raw: item.kept ? item.raw : adoptCopy(node, at, item.value) });
    }
    if (adopted.length > 0) record.splice(node, path, head + i, 0, adopted);
    i += adopted.length || 1;
  }
  return true;
}

/** Primitives have no identity: in the middle they go and come like new. */
function isNew(item: Item | undefined): item is Item {
  return item !== undefined && (!item.kept || !isObject(item.raw));
}

/** The new items, each container of this array once; `null` where none of them is of this array. */
function itemsOf(node: ArrayNode, values: readonly unknown[]): Item[] | null {
  const seen = new Set<object>();
  let foreign = false;
  const items = values.map((value): Item => {
    if (!isObject(value)) return { kept: true, raw: value };
    const own = nodeOf(value);
    if (own?.parent === node && !seen.has(own.raw)) {
      seen.add(own.raw);
      return { kept: true, raw: own.raw };
    }
    foreign = true;
    return { kept: false, value };
  });
  return foreign && seen.size === 0 ? null : items;
}

function stays(old: unknown, item: Item | undefined): boolean {
  return item?.kept === true && Object.is(old, item.raw);
}

function removeRuns(node: ArrayNode, path: Path, from: number, to: number, goes: (raw: unknown) => boolean): void {
  for (let end = to; end > from; ) {
    let start = end;
    while (start > from && goes(node.raw[start - 1])) start--;
    if (start < end) record.splice(node, path, start, end - start, []);
    end = start < end ? start : end - 1;
  }
}

/** Brings the items from `start` on into this order. */
function arrange(node: ArrayNode, path: Path, start: number, wanted: readonly object[]): void {
  const places = new Map<unknown, number>();
  for (let i = 0; i < wanted.length; i++) places.set(node.raw[start + i], start + i);
  if (wanted.every((raw, i) => node.raw[start + i] === raw)) return;
  const order = Array.from(node.raw, (_, i) => i);
  for (const [i, raw] of wanted.entries()) order[start + i] = places.get(raw) ?? start + i;
  record.move(node, path, order);
}

function replaceEntries(node: KeyedNode, path: Path, entries: readonly (readonly [unknown, unknown])[]): boolean {
  const current: ReadonlyMap<unknown, unknown> = node.kind === "map" ? node.raw : new Map(Object.entries(node.raw));
  const next = new Map(entries);
  let kept = 0;
  let foreign = false;
  for (const value of next.values()) {
    if (nodeOf(value)?.parent === node) kept++;
    else if (isObject(value)) foreign = true;
  }
  if (foreign && kept === 0) return false;
  const ordered = node.kind === "map" ? () => true : (key: unknown) => !isIndexLike(key);
  if (!sameOrder([...current.keys()].filter(ordered), [...next.keys()].filter(ordered))) return false;
  for (const [key, value] of next) if (nodeOf(value)?.parent === node && nodeOf(value)?.key !== key) return false;
  for (const key of [...current.keys()]) if (!next.has(key)) record.deleteKey(node, path, key);
  for (const [key, value] of next) {
    const raw = isObject(value) ? nodeOf(value)?.raw : value;
    if (raw !== undefined && current.has(key) && Object.is(current.get(key), raw)) continue;
    if (value === undefined && current.has(key) && current.get(key) === undefined) continue;
    record.setKey(node, path, key, { how: "copy", raw: adoptCopy(node, key, value) });
  }
  return true;
}

/** Objects list such keys first and by number, whenever they were put in. */
function isIndexLike(key: unknown): boolean {
  return typeof key === "string" && /^(0|[1-9]\d*)$/.test(key);
}

/** Whether keeping the common keys in place and adding the new ones at the end gives the keys in the wanted order. */
function sameOrder(current: readonly unknown[], next: readonly unknown[]): boolean {
  const wanted = new Set(next);
  return current.filter((key) => wanted.has(key)).every((key, i) => Object.is(next[i], key));
}
