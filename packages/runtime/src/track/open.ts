import { actorError } from "../errors/actor-error.ts";
import { copy } from "../value/copy.ts";
import { isObject } from "../value/kind.ts";
import type { Node, Tree } from "./node.ts";
import { pathOf } from "./place.ts";
import type { Path } from "./patch.ts";
import * as record from "./record.ts";

/**
 * Opens a container for a write of actor code and tells its path. `keepTwins`: the write may be half of a swap.
 * Throws `state/detached` where the container was taken out of the state.
 */
export function open(node: Node, keepTwins = false): Path {
  const { tree } = node;
  tree.beforeWrite();
  if (!keepTwins) settleTwins(tree);
  const path = pathOf(node);
  if (path === null) {
    throw actorError("state/detached", "The value was removed from the state. Read it again from c.state, or copy it before it is taken out.");
  }
  return path;
}

/** Where an item of an array stands in two places, the one that got it later is given a copy. */
export function settleTwins(tree: Tree): void {
  const { journal } = tree;
  if (journal.twins === null) return;
  for (const [node, indices] of journal.twins) {
    const path = pathOf(node);
    if (path === null) continue;
    for (const index of indices) {
      const item = node.raw[index];
      if (!isObject(item) || node.raw.indexOf(item) === node.raw.lastIndexOf(item)) continue;
      record.setIndex(node, path, index, { how: "copy", raw: copy(item, { name: "state" }) });
    }
  }
  journal.twins = null;
}
