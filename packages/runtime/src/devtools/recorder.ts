import type { PageOccurrence } from "../client/watch.ts";
import type { Cursor } from "../protocol/shapes.ts";
import { type Row, rowName } from "../replica/row.ts";
import type { BaseChange, ReplicaEvent } from "../replica/state.ts";
import { decode } from "../value/codec.ts";
import { copy } from "../value/copy.ts";
import type { BaseEntry, RowRun, What } from "./entry.ts";
import type { ReadList } from "./read-list.ts";

/** Turns what is seen of one replica into what is recorded of it. */
export interface ActorRecorder {
  hear(occurrence: PageOccurrence): void;
  /** These rows are on the base already. */
  shows(names: readonly string[]): void;
}

export interface RecorderParts {
  readonly reads: ReadList;
  /** A clock that measures, in milliseconds. */
  readonly clock: () => number;
  readonly record: (what: What) => void;
}

/** A step whose duties are being done: what it says besides its rebase comes after that. */
interface Step {
  readonly event: ReplicaEvent;
  readonly before: Cursor | null;
  readonly after: Cursor | null;
  readonly later: What[];
}

interface Rebase {
  readonly base: BaseEntry;
  readonly rows: readonly Row[];
  readonly runs: RowRun[];
  readonly startedAt: number;
  /** The names of the rows on the base before. */
  readonly shown: readonly string[];
}

export function makeActorRecorder({ reads, clock, record }: RecorderParts): ActorRecorder {
  let step: Step | null = null;
  let called: Row | null = null;
  let rebase: Rebase | null = null;
  let shown: readonly string[] = [];
  let impure: string[] = [];

  const flush = (): void => {
    if (called !== null) {
      const prediction = { how: "unpredictable", why: "the state is not known yet" } as const;
      record({ type: "called", row: called, run: { name: rowName(called), prediction, patch: [], reads: null, impure: [] } });
      called = null;
    }
    for (const what of step?.later ?? []) record(what);
    step = null;
  };

  const begin = ({ event, before, decision }: Extract<PageOccurrence, { type: "step" }>): void => {
    flush();
    const later: What[] = [];
    step = { event, before: before.cursor, after: decision.state.cursor, later };
    if (event.type === "called") {
      for (const duty of decision.duties) if (duty.do === "predict") called = duty.row;
      return;
    }
    for (const what of said(event)) record(what);
    for (const duty of decision.duties) {
      if (duty.do === "push") later.push({ type: "sent", names: duty.rows.map(rowName) });
      else if (duty.do === "settle") later.push({ type: "answered", name: rowName(duty.row), answer: duty.answer, ...timeOf(event, duty.row) });
    }
    if (!decision.duties.some((duty) => duty.do === "rebase")) flush();
  };

  const ran = (row: Row, occurrence: Extract<PageOccurrence, { type: "run" }>): void => {
    const run: RowRun = { name: rowName(row), prediction: occurrence.prediction, patch: occurrence.patch, reads: reads.take(), impure };
    impure = [];
    if (rebase !== null) return void rebase.runs.push(run);
    if (called !== row) return;
    called = null;
    shown = [...shown, run.name];
    record({ type: "called", row, run });
    flush();
  };

  const rebased = (confirmed: number): void => {
    if (rebase === null) return;
    const { base, rows, runs, startedAt, shown: before } = rebase;
    rebase = null;
    shown = rows.map(rowName);
    const isNothing = base.how === "same" && runs.length === 0 && before.length === shown.length;
    if (!isNothing) {
      record({
        type: "rebase",
        trigger: step?.event.type ?? "guess",
        before: step?.before ?? null,
        after: step?.after ?? null,
        base,
        rows,
        runs,
        confirmed: before.slice(0, confirmed),
        ms: clock() - startedAt,
      });
    }
    flush();
  };

  return {
    shows(names) {
      shown = names;
    },
    hear(occurrence) {
      switch (occurrence.type) {
        case "step":
          return begin(occurrence);
        case "rebase":
          reads.take();
          rebase = { base: baseEntry(occurrence.base, step?.event.type), rows: occurrence.rows, runs: [], startedAt: clock(), shown };
          if (occurrence.base?.how === "none") rebased(0);
          return;
        case "run":
          return ran(occurrence.row, occurrence);
        case "rebased":
          return rebased(occurrence.confirmed);
        case "impure":
          return void impure.push(occurrence.use.name);
        case "sent":
        case "heard":
          return;
      }
    },
  };
}

/** What the server set the time of a call to, where it did. */
function timeOf(event: ReplicaEvent, { client, lane, id }: Row): { readonly time?: number } {
  if (event.type !== "frame") return {};
  const time = event.results.find((result) => result.client === client && result.lane === lane && result.id === id)?.time;
  return time === undefined ? {} : { time };
}

/** What an event says by itself. */
function said(event: ReplicaEvent): readonly What[] {
  switch (event.type) {
    case "saved":
      return [{ type: "saved", names: [...event.seqs.keys()] }];
    case "found":
      return [{ type: "found", rows: event.rows.map(({ row }) => row) }];
    case "gone":
      return [{ type: "gone", names: event.names }];
    case "discarded":
      return [{ type: "discarded", name: event.name }];
    case "opened":
      return [{ type: "lane", lane: event.lane, isOpen: true }];
    case "closed":
      return [{ type: "lane", lane: event.lane, isOpen: false }];
    case "hold":
      return [{ type: "held", client: event.client, isHeld: event.held }];
    default:
      return [];
  }
}

/** A base as it is recorded: what becomes the view's own is copied before it does. */
function baseEntry(base: BaseChange | null, event: ReplicaEvent["type"] | undefined): BaseEntry {
  if (base === null) return { how: "same" };
  if (base.how !== "snapshot") return base.how === "steps" ? { how: "steps", steps: base.steps } : { how: "none" };
  const from = event === "loaded" ? "device" : event === undefined ? "guess" : "server";
  return { how: "snapshot", state: base.text === "" ? copy(base.state, { name: "state" }) : decode(base.text), from };
}
