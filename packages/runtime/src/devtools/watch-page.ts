import type { LocalActor } from "../client/local-actor.ts";
import type { Page } from "../client/page.ts";
import { addressText } from "../client/address.ts";
import { foldOf } from "../replica/state.ts";
import { rowName } from "../replica/row.ts";
import { copy } from "../value/copy.ts";
import type { RowRun } from "./entry.ts";
import type { ReadList } from "./read-list.ts";
import type { Record } from "./record.ts";
import { type ActorRecorder, makeActorRecorder } from "./recorder.ts";
import type { Wire } from "./wire.ts";

/** What watching a page needs. */
export interface WatchParts {
  readonly record: Record;
  readonly wire: Wire;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A clock that measures, in milliseconds. */
  readonly clock: () => number;
  /** What an actor is called in the record, by its address. */
  readonly nameOf: (at: string) => string;
  /** Where what actions read is noted, if it is at all. */
  readonly reads: ReadList;
}

/** Why what waits is run again: somebody asked for it, or for what the device had being deleted. */
export type Replay = "forced" | "evicted";

/** A page that is being recorded. */
export interface WatchedPage {
  /** Runs what waits again on the same base, and records how that went, and why. */
  replay(actor: LocalActor, why: Replay): void;
  stop(): void;
}

/** Records what happens on a page from now on, and first how things stand. */
export function watchPage(page: Page, { record, wire, now, clock, nameOf, reads }: WatchParts): WatchedPage {
  const recorders = new Map<string, ActorRecorder>();
  const recorderOf = (at: string): ActorRecorder => {
    let recorder = recorders.get(at);
    if (recorder === undefined) {
      recorder = makeActorRecorder({ reads, clock, record: (what) => record.add(nameOf(at), now(), what) });
      recorders.set(at, recorder);
    }
    return recorder;
  };

  /** What is waiting is run again once, in place, as it is whenever the base is written to the device. */
  const run = (actor: LocalActor, trigger: "start" | Replay): void => {
    const { replica } = actor;
    const { state } = replica;
    const runs: RowRun[] = [];
    page.parts.watch.hear = (_at, occurrence) => {
      if (occurrence.type === "run") runs.push({ name: rowName(occurrence.row), prediction: occurrence.prediction, patch: occurrence.patch, reads: reads.take(), impure: [] });
    };
    const startedAt = clock();
    const base = replica.onBase((value) => ({ state: copy(value, { name: "state" }) }));
    page.parts.watch.hear = hear;
    reads.take();
    if (base === null && foldOf(state).length === 0) return;
    const from = trigger === "start" ? ({ how: "snapshot", state: base?.state, from: "start" } as const) : ({ how: "same" } as const);
    record.add(nameOf(addressText(actor.address)), now(), {
      type: "rebase",
      trigger,
      before: trigger === "start" ? null : state.cursor,
      after: state.cursor,
      base: base === null ? { how: "none" } : from,
      rows: foldOf(state),
      runs,
      confirmed: [],
      ms: clock() - startedAt,
    });
    recorderOf(addressText(actor.address)).shows(foldOf(state).map(rowName));
  };

  const hear: NonNullable<Page["parts"]["watch"]["hear"]> = (at, occurrence) => {
    if (occurrence.type === "sent" || occurrence.type === "heard") wire.add(occurrence.type, occurrence.frame, now());
    else recorderOf(at).hear(occurrence);
  };
  for (const actor of page.actors()) run(actor, "start");
  page.parts.watch.hear = hear;
  return {
    replay: run,
    stop() {
      page.parts.watch.hear = null;
    },
  };
}
