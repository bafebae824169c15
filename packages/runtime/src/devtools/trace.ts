// Where a value was before a patch, and which op put it where it is. Pure.

import type { Op, Patch, Path } from "../track/patch.ts";
import { startsWith } from "./touches.ts";

/** What a patch had to do with a path. */
export interface Traced {
  /** The op that put there what stands there: nothing before it has a part in it. */
  readonly wrote: Op | null;
  /** Ops that changed something inside of it. */
  readonly inside: readonly Op[];
  /** Where it stood before the patch; meaningless where `wrote`. */
  readonly path: Path;
}

/** Follows a path back through a patch, from its last op to its first. */
export function traceBack(patch: Patch, path: Path): Traced {
  const inside: Op[] = [];
  let at = path;
  for (let i = patch.length - 1; i >= 0; i--) {
    const op = patch[i];
    if (op === undefined) continue;
    const before = back(op, at);
    if (before === "wrote") return { wrote: op, inside, path: at };
    if (before === "inside") inside.push(op);
    else at = before;
  }
  return { wrote: null, inside, path: at };
}

function back(op: Op, path: Path): Path | "wrote" | "inside" {
  if (op[0] === "state") return "wrote";
  const [, container] = op;
  if (!startsWith(path, container)) return startsWith(container, path) ? "inside" : path;
  if (path.length === container.length) return "inside";
  const key = path[container.length];
  const moved = (to: number): Path => [...container, to, ...path.slice(container.length + 1)];
  switch (op[0]) {
    case "set":
    case "reuse":
    case "delete":
      return Object.is(key, op[2]) ? "wrote" : path;
    case "twin":
      return Object.is(key, op[2]) ? moved(op[3]) : path;
    case "splice": {
      const [, , start, count, items] = op;
      if (key === "length") return count === items.length ? path : "wrote";
      if (typeof key !== "number" || key < start) return path;
      return key < start + items.length ? "wrote" : moved(key - items.length + count);
    }
    case "move": {
      const from = typeof key === "number" ? op[2][key] : undefined;
      return from === undefined ? path : moved(from);
    }
    case "add":
    case "remove":
    case "clear":
    case "time":
    case "bytes":
      return "wrote";
  }
}
