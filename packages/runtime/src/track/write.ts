// The writes everything else is made of: each changes one container in place, keeps the bookkeeping true, and leaves
// behind how to take it back. They check nothing; that is the business of those who call them.

import { bytesOf, type TypedArray } from "../value/kind.ts";
import {
  ABSENT,
  type ArrayNode,
  type BytesNode,
  type DateNode,
  inPlace,
  type MapNode,
  type OrderedNode,
  type SetNode,
} from "./node.ts";
import { drop, entryOf, put } from "./place.ts";
import { noteInserted, noteRemoved, putBack } from "./order.ts";
import { stand, take, touchAll, touchKey } from "./touch.ts";

/** A member of a Set is put in as its own key and value. */
export function setKey(node: OrderedNode, key: unknown, value: unknown): void {
  const before = entryOf(node, key);
  if (before === ABSENT) noteInserted(node, key);
  else take(node.tree, before);
  put(node, key, value);
  stand(value, node, key);
  touchKey(node, key, before);
  node.tree.journal.undo.push(() => {
    if (before === ABSENT) {
      node.order?.delete(key);
      drop(node, key);
    } else put(node, key, before);
    stand(value, null, undefined);
    stand(before, node, key);
    touchKey(node, key, value);
    // A key that goes and comes again stands elsewhere in the order.
    if (before === ABSENT) node.stale = "all";
  });
}

export function deleteKey(node: OrderedNode, key: unknown): void {
  const before = entryOf(node, key);
  if (before === ABSENT) return;
  const position = noteRemoved(node, key);
  take(node.tree, before);
  drop(node, key);
  touchKey(node, key, before);
  node.stale = "all";
  node.tree.journal.undo.push(() => {
    put(node, key, before);
    putBack(node, key, position);
    stand(before, node, key);
    touchKey(node, key, ABSENT);
    node.stale = "all";
  });
}

/** `twin`: the value already stands elsewhere in this array. */
export function setIndex(node: ArrayNode, index: number, given: unknown, twin = false): void {
  const { raw, tree } = node;
  const { journal } = tree;
  if (twin) {
    journal.twins ??= new Map();
    if (!journal.twins.has(node)) journal.twins.set(node, []);
  }
  const value = inPlace(node, given);
  const before = raw[index];
  take(tree, before);
  raw[index] = value;
  const shared = journal.twins?.has(node) === true;
  if (shared && raw.includes(before)) stand(before, node, raw.indexOf(before));
  if (!twin) stand(value, node, index);
  touchKey(node, index, before);
  journal.undo.push(() => {
    raw[index] = inPlace(node, before);
    if (!shared || !raw.includes(value)) stand(value, null, undefined);
    stand(before, node, index);
    touchKey(node, index, value);
  });
}

export function splice(node: ArrayNode, start: number, count: number, items: readonly unknown[]): unknown[] {
  const { raw, tree } = node;
  const atEnd = count === 0 && start === raw.length;
  const removed = spliceRaw(node, start, count, items);
  for (const item of removed) take(tree, item);
  standInRow(node, start, items);
  if (atEnd) for (let i = 0; i < items.length; i++) touchKey(node, start + i, ABSENT);
  else touchAll(node);
  tree.journal.undo.push(() => {
    spliceRaw(node, start, items.length, removed);
    for (const item of items) stand(item, null, undefined);
    standInRow(node, start, removed);
    touchAll(node);
  });
  return removed;
}

/** `order[i]` is the old index of the new item `i`. */
export function move(node: ArrayNode, order: readonly number[]): void {
  const before = node.raw.slice();
  const become = (items: readonly unknown[]): void => {
    for (let i = 0; i < items.length; i++) node.raw[i] = inPlace(node, items[i]);
    touchAll(node);
  };
  become(order.map((from) => before[from]));
  node.tree.journal.undo.push(() => become(before));
}

export function clear(node: MapNode | SetNode): void {
  const { order } = node;
  node.order = null;
  const entries = [...node.raw.entries()];
  for (const [, value] of entries) take(node.tree, value);
  node.raw.clear();
  touchAll(node);
  node.tree.journal.undo.push(() => {
    for (const [key, value] of entries) {
      put(node, key, value);
      stand(value, node, key);
    }
    node.order = order;
    touchAll(node);
  });
}

export function setTime(node: DateNode, time: number): void {
  const before = node.raw.getTime();
  const become = (ms: number): void => {
    for (const date of [node.raw, node.proxy]) if (date instanceof Date) Date.prototype.setTime.call(date, ms);
    touchAll(node);
  };
  become(time);
  node.tree.journal.undo.push(() => become(before));
}

/** Overwrites elements from `start` on. The chunk has the array's own type. */
export function writeBytes(node: BytesNode, start: number, chunk: TypedArray): void {
  const before = node.raw.slice(start, start + chunk.length);
  const become = (elements: TypedArray): void => {
    bytesOf(node.raw).set(bytesOf(elements), start * elements.BYTES_PER_ELEMENT);
    touchAll(node);
  };
  become(chunk);
  node.tree.journal.undo.push(() => become(before));
}

function standInRow(node: ArrayNode, start: number, items: readonly unknown[]): void {
  for (let i = 0; i < items.length; i++) stand(items[i], node, start + i);
}

/** `Array.prototype.splice` for any number of items: a call takes only so many arguments. */
function spliceRaw(node: ArrayNode, start: number, count: number, given: readonly unknown[]): unknown[] {
  const { raw } = node;
  const items = given.map((item) => inPlace(node, item));
  if (items.length < 10_000) return raw.splice(start, count, ...items);
  const removed = raw.slice(start, start + count);
  const tail = raw.slice(start + count);
  raw.length = start;
  for (const item of items) raw.push(item);
  for (const item of tail) raw.push(item);
  return removed;
}
