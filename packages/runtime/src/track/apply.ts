import { actorError } from "../errors/actor-error.ts";
import { copy } from "../value/copy.ts";
import { isObject, isTypedArray } from "../value/kind.ts";
import { type KeyedNode, type Node, nodeAt, ROOT, type Tree } from "./node.ts";
import { entryOf } from "./place.ts";
import type { Op, Patch, Path } from "./patch.ts";
import * as write from "./write.ts";

/**
 * Applies a patch in place, exactly as far as it fits. `brought` are the containers to put in, in the order of the ops;
 * without it the values of the ops are copied.
 *
 * Throws `protocol/malformed` at the first op that does not fit the state; what came before it is in the journal.
 */
export function apply(tree: Tree, patch: Patch, brought: readonly object[] = []): void {
  let next = 0;
  // A patch counts what it takes out from its own beginning, whatever the stretch had taken out before.
  const first = tree.journal.taken.length;
  const taken = (number: number): object => {
    const raw = tree.journal.taken[first + number];
    fit(raw !== undefined);
    return raw;
  };
  const bring = (value: unknown): unknown => {
    if (!isObject(value)) return value;
    const raw = brought[next++] ?? copy(value, { name: "state" });
    if (isObject(raw)) tree.journal.brought.push(raw);
    return raw;
  };
  for (const op of patch) applyOp(tree, op, bring, taken);
}

function fit(condition: boolean): asserts condition {
  if (!condition) throw actorError("protocol/malformed", "A patch does not fit the state.");
}

function applyOp(tree: Tree, op: Op, bring: (value: unknown) => unknown, taken: (number: number) => object): void {
  if (op[0] === "state") return write.setKey(tree.holder, ROOT, bring(op[1]));
  const node = containerAt(tree, op[1]);
  switch (op[0]) {
    case "set":
      return setEntry(node, op[2], bring(op[3]));
    case "reuse":
      return setEntry(node, op[2], taken(op[3]));
    case "twin": {
      const [, , to, from] = op;
      fit(node.kind === "array" && isInside(node.raw, to) && isInside(node.raw, from));
      // In both places it has to be the one that is written to.
      containerAt(tree, [...op[1], from]);
      return write.setIndex(node, to, node.raw[from], true);
    }
    case "delete":
      fit(isKeyIn(node, op[2]));
      return write.deleteKey(node, op[2]);
    case "splice": {
      const [, , start, count, items, reused = []] = op;
      fit(node.kind === "array" && isCount(start) && isCount(count) && start + count <= node.raw.length);
      const values = items.map(bring);
      for (const [item, number] of reused) {
        fit(isInside(values, item));
        values[item] = taken(number);
      }
      write.splice(node, start, count, values);
      return;
    }
    case "move":
      fit(node.kind === "array" && isOrder(op[2], node.raw));
      return write.move(node, op[2]);
    case "add":
      fit(node.kind === "set" && !isObject(op[2]));
      return write.setKey(node, op[2], op[2]);
    case "remove":
      fit(node.kind === "set");
      return write.deleteKey(node, op[2]);
    case "clear":
      fit(node.kind === "set" || node.kind === "map");
      return write.clear(node);
    case "time":
      fit(node.kind === "date");
      return write.setTime(node, op[2]);
    case "bytes": {
      const [, , start, chunk] = op;
      fit(node.kind === "bytes" && isTypedArray(chunk) && chunk.constructor === node.raw.constructor);
      fit(isInside(node.raw, start) && start + chunk.length <= node.raw.length);
      return write.writeBytes(node, start, chunk);
    }
  }
}

function setEntry(node: Node, key: unknown, value: unknown): void {
  if (node.kind === "array") {
    fit(isInside(node.raw, key));
    return write.setIndex(node, key, value);
  }
  fit(isKeyIn(node, key));
  write.setKey(node, key, value);
}

/** Keys of objects are names that objects hold safely; keys of Maps are primitives. */
function isKeyIn(node: Node, key: unknown): node is KeyedNode {
  if (node.kind === "object") return typeof key === "string" && key !== "__proto__";
  return node.kind === "map" && !isObject(key);
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}

function isInside({ length }: { readonly length: number }, index: unknown): index is number {
  return isCount(index) && index < length;
}

function isOrder(order: readonly number[], items: readonly unknown[]): boolean {
  return order.length === items.length && new Set(order).size === order.length && order.every((from) => isInside(items, from));
}

/** The container at a path, by own properties only. */
function containerAt(tree: Tree, path: Path): Node {
  let node: Node = tree.holder;
  for (const key of [ROOT, ...path]) {
    const inside = nodeAt(entryOf(node, key), node, key);
    fit(inside !== null);
    node = inside;
  }
  return node;
}
