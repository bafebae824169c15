import { actorError } from "../errors/actor-error.ts";
import { copy } from "../value/copy.ts";
import { isObject, isTypedArray, kindOf } from "../value/kind.ts";
import { type KeyedNode, type Node, nodeAt, ROOT, type Tree } from "./node.ts";
import { restoreOrder } from "./order.ts";
import type { Op, Patch, Path, Reused } from "./patch.ts";
import { read } from "./write.ts";
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
    if (raw === undefined) throw misfit("it reuses what was not taken out");
    return raw;
  };
  const bring = (value: unknown): unknown => {
    if (!isObject(value)) return value;
    const raw = brought[next++] ?? copy(value, { name: "state" });
    if (isObject(raw)) tree.journal.brought.push(raw);
    return raw;
  };
  for (const op of patch) applyOp(tree, op, bring, taken);
  restoreOrder(tree);
}

function misfit(what: string) {
  return actorError("protocol/malformed", `A patch does not fit the state: ${what}.`);
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
      if (node.kind !== "array" || !inside(node.raw, to) || !inside(node.raw, from)) throw misfit("twin");
      tree.journal.twins ??= new Map();
      if (!tree.journal.twins.has(node)) tree.journal.twins.set(node, []);
      return write.setIndex(node, to, node.raw[from], true);
    }
    case "delete":
      if ((node.kind !== "object" && node.kind !== "map") || !isKey(node, op[2])) throw misfit("delete");
      return write.deleteKey(node, op[2]);
    case "splice":
      return spliceItems(node, op[2], op[3], reusing(op[4].map(bring), op[5] ?? [], taken));
    case "move":
      if (node.kind !== "array" || !isPermutation(op[2], node.raw.length)) throw misfit("move");
      return write.move(node, op[2]);
    case "add":
      if (node.kind !== "set" || isObject(op[2])) throw misfit("add");
      return write.addMember(node, op[2]);
    case "remove":
      if (node.kind !== "set") throw misfit("remove");
      return write.removeMember(node, op[2]);
    case "clear":
      if (node.kind !== "set" && node.kind !== "map") throw misfit("clear");
      return write.clear(node);
    case "time":
      if (node.kind !== "date") throw misfit("time");
      return write.setTime(node, op[2]);
    case "bytes": {
      const [, , start, chunk] = op;
      if (node.kind !== "bytes" || !isTypedArray(chunk) || chunk.constructor !== node.raw.constructor) {
        throw misfit("bytes");
      }
      if (!inside(node.raw, start) || start + chunk.length > node.raw.length) throw misfit("bytes");
      return write.writeBytes(node, start, chunk);
    }
  }
}

function spliceItems(node: Node, start: number, count: number, items: readonly unknown[]): void {
  if (node.kind !== "array") throw misfit("splice");
  const { length } = node.raw;
  if (!Number.isInteger(start) || !Number.isInteger(count) || start < 0 || count < 0 || start + count > length) {
    throw misfit("splice");
  }
  write.splice(node, start, count, items);
}

function reusing(values: unknown[], reused: readonly Reused[], taken: (number: number) => object): readonly unknown[] {
  for (const [item, number] of reused) {
    if (!inside(values, item)) throw misfit("splice");
    values[item] = taken(number);
  }
  return values;
}

function setEntry(node: Node, key: unknown, value: unknown): void {
  if (node.kind === "array") {
    if (typeof key !== "number" || !inside(node.raw, key)) throw misfit("set");
    return write.setIndex(node, key, value);
  }
  if ((node.kind !== "object" && node.kind !== "map") || !isKey(node, key)) throw misfit("set");
  write.setKey(node, key, value);
}

/** Keys of objects are names that objects hold safely; keys of Maps are primitives. */
function isKey(node: KeyedNode, key: unknown): boolean {
  return node.kind === "object" ? typeof key === "string" && key !== "__proto__" : !isObject(key);
}

function inside({ length }: { readonly length: number }, index: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < length;
}

function isPermutation(order: readonly number[], length: number): boolean {
  return order.length === length && new Set(order).size === length && order.every((index) => inside(order, index));
}

/** The container at a path, by own properties only. */
function containerAt(tree: Tree, path: Path): Node {
  let parent: Node = tree.holder;
  let key: unknown = ROOT;
  let value: unknown = tree.holder.raw[ROOT];
  for (let i = 0; ; i++) {
    const kind = kindOf(value);
    if (!isObject(value) || kind === null || kind === "primitive" || kind === "regexp" || kind === "error") {
      throw misfit("no container stands where it points");
    }
    const node: Node = nodeAt(value, kind, parent, key);
    if (i === path.length) return node;
    parent = node;
    key = path[i];
    value = entry(node, key);
  }
}

function entry(node: Node, key: unknown): unknown {
  if (node.kind === "array") return typeof key === "number" && inside(node.raw, key) ? node.raw[key] : undefined;
  return node.kind === "object" || node.kind === "map" ? read(node, key) : undefined;
}
