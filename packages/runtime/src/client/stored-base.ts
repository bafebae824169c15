import { changesState, type OwnVersion } from "../definition/upgrade.ts";
import type { Author, Cursor } from "../protocol/shapes.ts";
import { apply } from "../track/apply.ts";
import { ROOT } from "../track/node.ts";
import { patchFrom } from "../track/patch-shape.ts";
import { cut, makeTree } from "../track/tree.ts";
import { fromJson } from "../value/codec.ts";
import { type Marks, withAuthors } from "../replica/marks.ts";
import { laneName } from "../replica/row.ts";
import type { StoredActor } from "./device.ts";

export interface AssembledBase {
  readonly cursor: Cursor;
  readonly state: unknown;
  readonly marks: Marks;
  readonly markedFrom: number;
}

/**
 * The confirmed state that the device has, with its place in the history; `null` where its records do not fit together, and
 * where it has, or may have, another shape than this version of the definition gives it: then it is asked for anew.
 */
export function assembleBase({ head, base, steps }: StoredActor, own: OwnVersion): AssembledBase | null {
  if (head === null || base === null) return null;
  const { cursor } = head;
  if (head.schema !== own.version && (own.view !== undefined || head.schema > own.version || changesState(own, head.schema))) return null;
  try {
    const tree = makeTree(base.state);
    const authors: Author[] = [];
    const { markedFrom } = base;
    let { version } = base;
    for (const { from, to, patch, by, done } of steps) {
      if (from < version) continue;
      if (from > version) return null;
      apply(tree, patchFrom(fromJson(patch)));
      version = to;
      if (by !== undefined && done) authors.push(by);
    }
    const { marks } = withAuthors(new Map(base.marks.map((mark) => [laneName(mark), mark])), authors, () => true);
    cut(tree);
    return version === cursor[1] ? { cursor, state: tree.holder.raw[ROOT], marks, markedFrom } : null;
  } catch {
    return null;
  }
}
