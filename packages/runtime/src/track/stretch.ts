import type { Journal, Tree } from "./node.ts";
import { settleTwins } from "./open.ts";
import { cut } from "./tree.ts";

/** Ends the stretch: what it did is final, and comes back as ops with the means to take them back. */
export function endStretch(tree: Tree): Journal {
  settleTwins(tree);
  return cut(tree);
}

/** Whether the present stretch has changed anything. */
export function isDirty({ journal }: Tree): boolean {
  return journal.undo.length > 0;
}
