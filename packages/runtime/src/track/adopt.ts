import { freezeOriginal } from "#dev";
import { actorError } from "../errors/actor-error.ts";
import { copy, isDeeper, MAX_DEPTH, pathName } from "../value/copy.ts";
import { isPrimitive } from "../value/kind.ts";
import { type Journal, type Node, nodeOf, unwrap } from "./node.ts";
import { depthOf, indexIn, pathOf } from "./place.ts";

/** What an assigned value becomes: an independent copy, or a container of this state that takes a place again. */
export type Adopted =
  | { readonly how: "copy"; readonly raw: unknown }
  | { readonly how: "reuse"; readonly raw: object; readonly taken: number }
  | { readonly how: "twin"; readonly raw: object; readonly index: number };

/**
 * Decides what `value` becomes at `key` of `node`. What was taken out in this stretch goes back in; an item of this very
 * array may stand in it twice until the stretch ends; everything else is copied.
 */
export function adopt(node: Node, key: unknown, value: unknown): Adopted {
  const own = nodeOf(value);
  if (own !== undefined && own.tree === node.tree) {
    const { journal } = node.tree;
    if (own.parent === null && own.takenIn === journal.id) {
      requireRoom(node, key, own);
      noteMoved(journal, own);
      return { how: "reuse", raw: own.raw, taken: own.taken };
    }
    if (own.parent === node && node.kind === "array") {
      noteMoved(journal, own);
      return { how: "twin", raw: own.raw, index: indexIn(node, own) };
    }
  }
  return { how: "copy", raw: adoptCopy(node, key, value) };
}

function noteMoved(journal: Journal, node: Node): void {
  journal.moved ??= new Map();
  journal.moved.set(node, node.rev);
}

/** What moves deeper down must not take its insides deeper than anybody would read them. */
function requireRoom(node: Node, key: unknown, moved: Node): void {
  const depth = depthOf(node) + 1;
  if (depth <= moved.takenFrom || !isDeeper(moved.raw, MAX_DEPTH - depth)) return;
  throw actorError("state/invalid_type", `${nameOf(node, key)} would be nested deeper than ${MAX_DEPTH}.`);
}

/** Copies a value in. In development the original is frozen, so that a late write to it is loud. */
export function adoptCopy(node: Node, key: unknown, value: unknown): unknown {
  // Most are primitives that fit: no name is made for errors that do not happen.
  if (isPrimitive(value) && (typeof value !== "number" || Number.isFinite(value))) return value;
  const raw = copy(value, { name: nameOf(node, key), unwrap, finite: true, depth: depthOf(node) + 1 });
  freezeOriginal(value, (part) => nodeOf(part) !== undefined);
  return raw;
}

/** `state.todos[2].title` */
export function nameOf(node: Node, key: unknown): string {
  return pathName("state", node === node.tree.holder ? [] : [...(pathOf(node) ?? []), key]);
}
