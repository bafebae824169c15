// Whether what was written is what was read. Pure.

import type { Op, Patch, Path } from "../track/patch.ts";
import type { Read } from "./entry.ts";

/** What a patch wrote that somebody had read. */
export interface Touch {
  readonly read: Read;
  readonly op: Op;
}

/** The reads that a patch makes different, each with the first op that does. */
export function touchedBy(patch: Patch, reads: readonly Read[]): readonly Touch[] {
  return reads.flatMap((read) => {
    const op = patch.find((each) => touches(each, read));
    return op === undefined ? [] : [{ read, op }];
  });
}

function touches(op: Op, read: Read): boolean {
  if (op[0] === "state") return true;
  const [, path] = op;
  // The entries of the written container that the read depends on: one of them, all, or none.
  const below = startsWith(read.path, path) ? read.path.slice(path.length) : null;
  if (below === null) return isInside(op, read);
  const isAll = below.length === 0 && read.all;
  const key = below.length === 0 ? read.key : below[0];
  switch (op[0]) {
    case "set":
    case "reuse":
    case "delete":
      return isAll || Object.is(key, op[2]);
    case "twin":
      return Object.is(key, op[2]);
    case "splice": {
      const [, , start, count, items] = op;
      if (isAll) return count !== items.length;
      if (typeof key !== "number" || key < start) return false;
      return count !== items.length || key < start + count;
    }
    case "move":
      return typeof key === "number" && op[2][key] !== key;
    case "add":
    case "remove":
      return isAll || Object.is(key, op[2]);
    case "clear":
    case "time":
    case "bytes":
      return true;
  }
}

/** Dates, bytes and Sets are read as a whole, by the entry that they stand in. */
function isInside([name, path]: Exclude<Op, readonly ["state", unknown]>, { path: at, key }: Read): boolean {
  const isWhole = name === "time" || name === "bytes" || name === "add" || name === "remove";
  return isWhole && path.length === at.length + 1 && startsWith(path, [...at, key]);
}

export function startsWith(path: Path, beginning: Path): boolean {
  return beginning.length <= path.length && beginning.every((key, i) => Object.is(key, path[i]));
}
