// A write together with the op that tells others of it.

import { copy } from "../value/copy.ts";
import { isObject } from "../value/kind.ts";
import type { Adopted } from "./adopt.ts";
import type { ArrayNode, KeyedNode, Node, OrderedNode } from "./node.ts";
import type { Path, Reused } from "./patch.ts";
import * as write from "./write.ts";

/** What the op tells of a value: an independent copy, as the container itself will be written to. */
function bring({ tree }: Node, raw: unknown): unknown {
  if (!isObject(raw)) return raw;
  tree.journal.brought.push(raw);
  return copy(raw, { name: "state" });
}

export function setKey(node: KeyedNode, path: Path, key: unknown, adopted: Adopted): void {
  const { holder, journal } = node.tree;
  const { ops } = journal;
  write.setKey(node, key, adopted.raw);
  if (node === holder) ops.push(["state", bring(node, adopted.raw)]);
  else if (adopted.how === "reuse") ops.push(["reuse", path, key, adopted.taken]);
  else ops.push(["set", path, key, bring(node, adopted.raw)]);
}

export function deleteKey(node: OrderedNode, path: Path, key: unknown): void {
  write.deleteKey(node, key);
  node.tree.journal.ops.push([node.kind === "set" ? "remove" : "delete", path, key]);
}

export function setIndex(node: ArrayNode, path: Path, index: number, adopted: Adopted): void {
  const { journal } = node.tree;
  write.setIndex(node, index, adopted.raw, adopted.how === "twin");
  if (adopted.how === "reuse") journal.ops.push(["reuse", path, index, adopted.taken]);
  else if (adopted.how === "copy") journal.ops.push(["set", path, index, bring(node, adopted.raw)]);
  else {
    journal.ops.push(["twin", path, index, adopted.index]);
    journal.twins?.get(node)?.push(index);
  }
}

export function splice(
  node: ArrayNode,
  path: Path,
  start: number,
  count: number,
  items: readonly Adopted[],
): readonly unknown[] {
  const removed = write.splice(node, start, count, items.map(({ raw }) => raw));
  const values: unknown[] = [];
  const reused: Reused[] = [];
  for (const [i, item] of items.entries()) {
    if (item.how === "reuse") reused.push([i, item.taken]);
    values.push(item.how === "reuse" ? null : bring(node, item.raw));
  }
  const { ops } = node.tree.journal;
  ops.push(reused.length === 0 ? ["splice", path, start, count, values] : ["splice", path, start, count, values, reused]);
  return removed;
}

export function move(node: ArrayNode, path: Path, order: readonly number[]): void {
  write.move(node, order);
  node.tree.journal.ops.push(["move", path, order]);
}
