import type { ActionRow, RebaseRow, TimelineRow } from "../inspector/client-shapes.ts";
import { rowName } from "../replica/row.ts";
import { authorOf } from "./authors.ts";
import { isDivergent } from "./divergence.ts";
import type { Entry, RowRun } from "./entry.ts";
import { outcomeOf } from "./fork.ts";
import type { Life, Lives } from "./lives.ts";
import type { Record } from "./record.ts";
import { argsText, authorRow } from "./show.ts";
import type { ShownRow } from "./travel.ts";

type RebaseEntry = Extract<Entry, { type: "rebase" }>;

export function actionRow(life: Life): ActionRow {
  const { id, row, n, actor, stage, isCalledHere, first, runs, changes, error } = life;
  return {
    type: "action",
    n,
    at: life.calledAt,
    actor,
    id,
    name: row.name,
    args: argsText(row.args),
    stage,
    isMine: isCalledHere,
    calledAt: life.calledAt,
    savedAt: life.savedAt,
    sent: life.sentAt.length,
    answeredAt: life.answeredAt,
    observedAt: life.observedAt,
    how: first?.prediction.how ?? null,
    runs,
    changes,
    isDivergent: isDivergent(life),
    error: error === null ? null : `${error.group}/${error.code}: ${error.message}`.slice(0, 500),
  };
}

/** How each run of a rebase came out, beside the one before it. */
export function outcomesOf(entry: RebaseEntry, before: readonly ShownRow[]): readonly { readonly run: RowRun; readonly before: RowRun | null; readonly outcome: ReturnType<typeof outcomeOf> }[] {
  const known = new Map(before.map(({ row, run }) => [rowName(row), run]));
  return entry.runs.map((run) => {
    const last = known.get(run.name) ?? null;
    return { run, before: last, outcome: outcomeOf(run, last) };
  });
}

export function rebaseRow(entry: RebaseEntry, before: readonly ShownRow[]): RebaseRow {
  const outcomes = outcomesOf(entry, before);
  const count = (which: string): number => outcomes.filter(({ outcome }) => outcome === which).length;
  return {
    type: "rebase",
    n: entry.n,
    at: entry.at,
    actor: entry.actor,
    trigger: entry.trigger,
    from: entry.before?.[1] ?? null,
    to: entry.after?.[1] ?? null,
    base: entry.base.how,
    steps: entry.base.how === "steps" ? entry.base.steps.length : 0,
    pending: entry.rows.length,
    confirmed: entry.confirmed.length,
    same: count("same"),
    different: count("different"),
    threw: count("threw"),
    unknown: count("unknown"),
    ms: entry.ms,
  };
}

/** What an entry adds to the timeline, besides the actions that it changes. */
function rowsOf(entry: Entry, { lives, evidence }: Pick<Record, "lives" | "evidence">): TimelineRow[] {
  if (entry.type !== "rebase") return [];
  const { n, at, actor, base } = entry;
  const steps = base.how === "steps" ? base.steps : [];
  const stepRows = steps.map((step, index): TimelineRow => {
    return { type: "step", n, at, actor, index, version: step.to, by: authorRow(authorOf(step, lives)), ops: step.patch.length };
  });
  // What only leaves the view is told by the actions themselves; what somebody asked for is told, though it did nothing.
  const isTold = entry.runs.length > 0 || base.how === "snapshot" || base.how === "none" || entry.trigger === "forced" || entry.trigger === "evicted";
  return isTold ? [...stepRows, rebaseRow(entry, evidence.shownAt(actor, n - 1))] : stepRows;
}

/** All that is recorded. */
export function timelineOf(record: Record): TimelineRow[] {
  const rows: TimelineRow[] = [];
  for (const entry of record.entries()) rows.push(...rowsOf(entry, record));
  return [...rows, ...[...record.lives.all()].map(actionRow)];
}

/** Follows a record: tells, gathered, what is new or has changed. */
export function followTimeline(record: Record, later: (task: () => void) => void, tell: (rows: TimelineRow[]) => void): () => void {
  let fresh: TimelineRow[] = [];
  let changed = new Set<string>();
  let isDue = false;
  let isOver = false;
  const flush = (): void => {
    isDue = false;
    const rows = [...fresh, ...livesOf(record.lives, changed)];
    fresh = [];
    changed = new Set();
    if (!isOver && rows.length > 0) tell(rows);
  };
  const stop = record.listen((entry, lives) => {
    fresh.push(...rowsOf(entry, record));
    for (const name of lives) changed.add(name);
    if (isDue || (fresh.length === 0 && changed.size === 0)) return;
    isDue = true;
    later(flush);
  });
  return () => {
    isOver = true;
    stop();
  };
}

function livesOf(lives: Lives, names: Iterable<string>): TimelineRow[] {
  return [...names].flatMap((name) => {
    const life = lives.get(name);
    return life === undefined ? [] : [actionRow(life)];
  });
}
