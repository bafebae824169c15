// Who wrote what stands at a path of the state. Pure.

import type { Op, Path } from "../track/patch.ts";
import { rowName } from "../replica/row.ts";
import { type Author, authorOf } from "./authors.ts";
import type { Entry } from "./entry.ts";
import type { Lives } from "./lives.ts";
import type { ShownRow } from "./travel.ts";
import { traceBack } from "./trace.ts";

/** Somebody who had a part in a value. */
export interface Writer {
  readonly by: Author;
  readonly op: Op;
  /** Put the whole of it there; otherwise changed something inside. */
  readonly isWhole: boolean;
  /** The version with which it came; `null` where it is not confirmed. */
  readonly version: number | null;
  /** The entry in which it came, and when. */
  readonly n: number;
  readonly at: number;
}

export interface Written {
  /** The last first. */
  readonly writers: readonly Writer[];
  /** Nobody in the record put it there: it was there before. */
  readonly isOlder: boolean;
}

const MOST = 20;

/** `entries`: those of the actor, the newest first; `shown`: the rows on top of the base. */
export function writersOf(path: Path, shown: readonly ShownRow[], entries: Iterable<Entry>, lives: Pick<Lives, "by" | "get">): Written {
  const writers: Writer[] = [];
  let at = path;
  const look = (patch: readonly Op[], writer: Pick<Writer, "by" | "version" | "n" | "at">): boolean => {
    const { wrote, inside, path: before } = traceBack(patch, at);
    const [change] = inside;
    if (wrote !== null) writers.push({ ...writer, op: wrote, isWhole: true });
    else if (change !== undefined) writers.push({ ...writer, op: change, isWhole: false });
    at = before;
    return wrote !== null || writers.length >= MOST;
  };
  for (const { row, run } of [...shown].reverse()) {
    const life = lives.get(rowName(row));
    if (run === null || life === undefined) continue;
    if (look(run.patch, { by: { who: "action", life }, version: null, n: life.n, at: row.time })) return { writers, isOlder: false };
  }
  for (const entry of entries) {
    if (entry.type !== "rebase") continue;
    if (entry.base.how === "snapshot" || entry.base.how === "none") return { writers, isOlder: true };
    if (entry.base.how !== "steps") continue;
    for (const step of [...entry.base.steps].reverse()) {
      if (look(step.patch, { by: authorOf(step, lives), version: step.to, n: entry.n, at: entry.at })) return { writers, isOlder: false };
    }
  }
  return { writers, isOlder: true };
}
