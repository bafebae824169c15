// The writes of actor code: checked, copied in, and recorded.

import { actorError } from "../errors/actor-error.ts";
import { isObject, type TypedArray } from "../value/kind.ts";
import { adopt, adoptCopy, type Adopted, nameOf } from "./adopt.ts";
import {
  ABSENT,
  type ArrayNode,
  type BytesNode,
  type DateNode,
  type KeyedNode,
  type MapNode,
  type Node,
  nodeOf,
  type OrderedNode,
  ROOT,
  type SetNode,
  type Tree,
} from "./node.ts";
import { entryOf } from "./place.ts";
import { open } from "./open.ts";
import type { Op } from "./patch.ts";
import * as record from "./record.ts";
import { replaceInside } from "./replace.ts";
import * as write from "./write.ts";

/** Lets others know of a write that is done. */
function tell({ tree }: Node, op: Op): void {
  tree.journal.ops.push(op);
  tree.afterWrite();
}

/** Whether writing `value` over `before` changes nothing. */
function isSame(value: unknown, before: unknown): boolean {
  return isObject(value) ? nodeOf(value)?.raw === before && isObject(before) : Object.is(value, before);
}

export function setState(tree: Tree, value: unknown): void {
  setKey(tree.holder, ROOT, value);
}

export function setKey(node: KeyedNode, key: unknown, value: unknown): void {
  const path = open(node);
  if (key === "__proto__" && node.kind === "object") {
    throw actorError("state/invalid_type", `${nameOf(node, key)} has a name that objects cannot hold safely.`);
  }
  if (node.kind === "map" && isObject(key)) {
    throw actorError("state/invalid_type", `A key of ${nameOf(node, "…")} must be a primitive. Use an id.`);
  }
  const before = entryOf(node, key);
  if (isSame(value, before)) return;
  if (!isObject(before) || !replaceInside(before, value)) record.setKey(node, path, key, adopt(node, key, value));
  node.tree.afterWrite();
}

export function deleteKey(node: OrderedNode, key: unknown): boolean {
  const path = open(node);
  if (entryOf(node, key) === ABSENT) return false;
  record.deleteKey(node, path, key);
  node.tree.afterWrite();
  return true;
}

/** Replaces an item that is there. */
export function setIndex(node: ArrayNode, index: number, value: unknown): void {
  const { journal } = node.tree;
  const ofState = nodeOf(value)?.tree === node.tree;
  const path = open(node, ofState || journal.twins?.has(node) === true);
  const before = node.raw[index];
  if (isSame(value, before)) return;
  if (ofState || !isObject(before) || !replaceInside(before, value)) {
    record.setIndex(node, path, index, adopt(node, index, value));
  }
  node.tree.afterWrite();
}

export function splice(node: ArrayNode, start: number, count: number, values: readonly unknown[]): readonly unknown[] {
  const path = open(node);
  if (count === 0 && values.length === 0) return [];
  const again = new Set<unknown>();
  const items = values.map((value, i): Adopted => {
    const adopted = adopt(node, start + i, value);
    // A splice shifts places, so what still stands here, or comes twice in one call, comes in as a copy at once.
    const fits = adopted.how === "copy" || (adopted.how === "reuse" && !again.has(adopted.raw));
    again.add(adopted.raw);
    return fits ? adopted : { how: "copy", raw: adoptCopy(node, start + i, value) };
  });
  const removed = record.splice(node, path, start, count, items);
  node.tree.afterWrite();
  return removed;
}

/** `order[i]` is the old index of the new item `i`. */
export function move(node: ArrayNode, order: readonly number[]): void {
  const path = open(node);
  if (order.every((from, to) => from === to)) return;
  record.move(node, path, order);
  node.tree.afterWrite();
}

export function addMember(node: SetNode, member: unknown): void {
  const path = open(node);
  if (isObject(member)) {
    throw actorError("state/invalid_type", `A member of ${nameOf(node, "…")} must be a primitive. Use a Map by id.`);
  }
  const { raw } = adopt(node, member, member);
  if (node.raw.has(raw)) return;
  write.setKey(node, raw, raw);
  tell(node, ["add", path, raw]);
}

export function clear(node: MapNode | SetNode): void {
  const path = open(node);
  if (node.raw.size === 0) return;
  write.clear(node);
  tell(node, ["clear", path]);
}

export function setTime(node: DateNode, time: number): void {
  const path = open(node);
  if (Object.is(time, node.raw.getTime())) return;
  write.setTime(node, time);
  tell(node, ["time", path, time]);
}

export function writeBytes(node: BytesNode, start: number, chunk: TypedArray): void {
  const path = open(node);
  if (chunk.length === 0) return;
  write.writeBytes(node, start, chunk);
  tell(node, ["bytes", path, start, chunk]);
}
