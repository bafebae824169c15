import { knownNode } from "../track/node.ts";
import { pathOf } from "../track/place.ts";
import type { Read } from "./entry.ts";

/** So many reads of one run are told apart. */
const MOST = 400;

/** What is read, run by run. */
export interface ReadList {
  /** Hears of a read while it happens: later the same entry may stand elsewhere. */
  note(container: object, key?: unknown): void;
  /** What was read since it was last asked; `null` where there was too much of it to tell. */
  take(): readonly Read[] | null;
}

export function makeReadList(): ReadList {
  let reads: Read[] = [];
  let isOver = false;
  let known = new Map<object, Set<unknown>>();
  return {
    note(container, key) {
      if (typeof key === "symbol" || isOver) return;
      const node = knownNode(container);
      if (node === undefined) return;
      let keys = known.get(container);
      if (keys === undefined) known.set(container, (keys = new Set()));
      if (keys.has(key)) return;
      keys.add(key);
      const path = pathOf(node);
      // Methods are no content.
      if (path === null || (typeof key === "string" && !Object.hasOwn(container, key) && key in container)) return;
      const isIndex = node.kind === "array" && typeof key === "string" && key !== "length";
      const all = key === undefined || (node.kind === "array" && key === "length") || node.kind === "set";
      reads.push({ path, key: isIndex ? Number(key) : key, all });
      isOver = reads.length > MOST;
    },
    take() {
      const taken = isOver ? null : reads;
      reads = [];
      known = new Map();
      isOver = false;
      return taken;
    },
  };
}
