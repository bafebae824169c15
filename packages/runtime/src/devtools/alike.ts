// Whether two patches do the same, wherever in their lists. Pure.

import type { Op, Patch, Path } from "../track/patch.ts";
import { deepEqual } from "../value/equal.ts";

/**
 * Whether two patches do the same: equal, or equal but for the indices of lists, which others shift by putting something
 * in or taking something out before.
 */
export function alike(a: Patch, b: Patch): boolean {
  return a === b || (a.length === b.length && a.every((op, i) => isAlike(op, b[i])));
}

function isAlike(a: Op, b: Op | undefined): boolean {
  return b !== undefined && deepEqual(placeless(a), placeless(b));
}

function placeless(op: Op): readonly unknown[] {
  if (op[0] === "state") return op;
  const [name, path, ...rest] = op;
  const [key, ...others]: readonly unknown[] = rest;
  switch (name) {
    case "set":
    case "reuse":
    case "delete":
    case "splice":
      return [name, pathOf(path), placeOf(key), ...others];
    case "twin":
      return [name, pathOf(path)];
    default:
      return [name, pathOf(path), ...rest];
  }
}

const pathOf = (path: Path): readonly unknown[] => path.map(placeOf);
const placeOf = (key: unknown): unknown => (typeof key === "number" ? "an index" : key);
