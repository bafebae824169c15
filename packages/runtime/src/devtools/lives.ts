import { actionIdOf } from "../execution/seed.ts";
import type { ErrorData } from "../errors/actor-error.ts";
import { callName, type Row, rowName } from "../replica/row.ts";
import type { Patch } from "../track/patch.ts";
import { alike } from "./alike.ts";
import type { Entry, RowRun } from "./entry.ts";
import { makeRing } from "../util/ring.ts";

/** How far an action has come. `elsewhere`: another tab has settled it. */
export type Stage = "predicted" | "saved" | "sent" | "accepted" | "observed" | "rejected" | "discarded" | "elsewhere";

/** What became of one action, as far as it is recorded. Times in milliseconds since 1970. */
export interface Life {
  readonly name: string;
  /** As `c.actionId`. */
  readonly id: string;
  readonly actor: string;
  readonly row: Row;
  /** The number of the entry in which it first appears. */
  readonly n: number;
  readonly stage: Stage;
  /** Called on this page; otherwise by another tab, or an earlier page. */
  readonly isCalledHere: boolean;
  /** By the clock of the record, where it was called on this page; else by that of the call. */
  readonly calledAt: number;
  readonly savedAt: number | null;
  /** Each time that it was sent. */
  readonly sentAt: readonly number[];
  readonly answeredAt: number | null;
  readonly observedAt: number | null;
  /** The version with which its effect came. */
  readonly observedIn: number | null;
  readonly output: unknown;
  readonly error: ErrorData | null;
  /** What the server set the time of the call to, where it did. */
  readonly time: number | null;
  readonly first: RowRun | null;
  /** The last run before its effect came, or before it was rejected, and the entry of that run. */
  readonly last: { readonly run: RowRun; readonly n: number } | null;
  readonly runs: number;
  /** How many of its runs came out otherwise than the one before. */
  readonly changes: number;
  /** What the server did; `null` until it is known. */
  readonly server: Patch | null;
  /** The entry with the server's part. */
  readonly serverIn: number | null;
}

/** The actions of a record, by the names of their rows. */
export interface Lives {
  /** Takes an entry in; the names of those that it changes. */
  take(entry: Entry): readonly string[];
  get(name: string): Life | undefined;
  /** The action that an author of a step is, where it is of this device. */
  by(client: string, lane: string, id: number): Life | undefined;
  byId(id: string): Life | undefined;
  all(): Iterable<Life>;
}

/** So many are remembered; the oldest go first. */
export const MOST_LIVES = 10_000;

export function makeLives(): Lives {
  const lives = new Map<string, Life>();
  const calls = new Map<string, string>();
  const ids = new Map<string, string>();
  /** The entry of each actor's last whole state: what effects it has, is not told. */
  const snapshots = new Map<string, number>();

  const met = makeRing<string>({ items: MOST_LIVES, weight: 0 }, (oldest) => {
    const gone = lives.get(oldest);
    if (gone === undefined) return;
    lives.delete(oldest);
    ids.delete(gone.id);
    calls.delete(callName(gone.row.client, gone.row.lane, gone.row.id));
  });

  const change = (name: string, next: (life: Life) => Partial<Life>): string[] => {
    const life = lives.get(name);
    if (life === undefined) return [];
    lives.set(name, { ...life, ...next(life) });
    return [name];
  };
  const meet = (row: Row, { n, at, actor }: Entry, isCalledHere: boolean): string[] => {
    const name = rowName(row);
    calls.set(callName(row.client, row.lane, row.id), name);
    const known = lives.get(name);
    if (known !== undefined) return known.row === row ? [] : change(name, () => ({ row }));
    const id = actionIdOf(row.origin, row.key);
    ids.set(id, name);
    lives.set(name, { ...NEW, name, id, actor, row, n, isCalledHere, calledAt: isCalledHere ? at : row.time, stage: isCalledHere ? "predicted" : "saved" });
    met.push(name, 0);
    return [name];
  };
  const ran = (run: RowRun, n: number): string[] =>
    change(run.name, ({ first, last, runs, changes }) => {
      const isChange = last !== null && !isSame(last.run, run);
      return { first: first ?? run, last: { run, n }, runs: runs + 1, changes: changes + (isChange ? 1 : 0) };
    });
  const observed = ({ at, n }: Entry, client: string, lane: string, id: number, to: number, patch: Patch, done: boolean): string[] => {
    return change(calls.get(callName(client, lane, id)) ?? "", ({ server, stage }) => ({
      server: [...(server ?? []), ...patch],
      serverIn: n,
      ...(done && { observedAt: at, observedIn: to, ...(stage !== "rejected" && { stage: "observed" as const }) }),
    }));
  };

  return {
    take(entry) {
      const { at, n } = entry;
      switch (entry.type) {
        case "called":
          return [...meet(entry.row, entry, true), ...ran(entry.run, n)];
        case "found":
          return entry.rows.flatMap((row) => meet(row, entry, false));
        case "saved":
          return entry.names.flatMap((name) => change(name, ({ stage }) => ({ savedAt: at, ...(stage === "predicted" && { stage: "saved" as const }) })));
        case "sent":
          return entry.names.flatMap((name) => change(name, ({ sentAt, stage }) => ({ sentAt: [...sentAt.slice(-19), at], ...(isEarly(stage) && { stage: "sent" as const }) })));
        case "rebase": {
          const names = entry.rows.flatMap((row) => meet(row, entry, false));
          if (entry.base.how === "snapshot") snapshots.set(entry.actor, n);
          const steps = entry.base.how === "steps" ? entry.base.steps : [];
          const seen = steps.flatMap(({ by, to, patch, done }) => (by === undefined ? [] : observed(entry, ...by, to, patch, done)));
          return [...new Set([...names, ...seen, ...entry.runs.flatMap((run) => ran(run, n))])];
        }
        case "answered": {
          const { answer, time = null } = entry;
          return change(entry.name, (life) => {
            const { stage, server, observedAt } = life;
            if (answer.ok === "told") return { stage: "elsewhere" };
            if (!answer.ok) return { answeredAt: at, time, error: answer.error, stage: stage === "discarded" ? stage : "rejected", server: server ?? [], serverIn: n };
            const isDone = { answeredAt: at, time, output: answer.output };
            if (observedAt !== null) return { ...isDone, stage: "observed" };
            // No step names it: it changed nothing, unless its effect came within a whole state.
            const isHidden = (snapshots.get(life.actor) ?? 0) > life.n || server !== null;
            return isHidden ? { ...isDone, stage: "accepted" } : { ...isDone, stage: "observed", observedAt: at, server: [], serverIn: n };
          });
        }
        case "gone":
          return entry.names.flatMap((name) => change(name, ({ stage }) => ({ stage: isEarly(stage) || stage === "sent" ? "elsewhere" : stage })));
        case "discarded":
          return change(entry.name, () => ({ stage: "discarded" }));
        case "lane":
        case "held":
          return [];
      }
    },
    get: (name) => lives.get(name),
    by: (client, lane, id) => lives.get(calls.get(callName(client, lane, id)) ?? ""),
    byId: (id) => lives.get(ids.get(id) ?? ""),
    all: () => lives.values(),
  };
}

const NEW = {
  savedAt: null,
  sentAt: [],
  answeredAt: null,
  observedAt: null,
  observedIn: null,
  output: undefined,
  error: null,
  time: null,
  first: null,
  last: null,
  runs: 0,
  changes: 0,
  server: null,
  serverIn: null,
} as const;

function isEarly(stage: Stage): boolean {
  return stage === "predicted" || stage === "saved";
}

/** Whether two runs came out alike, as far as the state goes. */
export function isSame(a: RowRun, b: RowRun): boolean {
  return a.prediction.how === b.prediction.how && alike(a.patch, b.patch);
}
