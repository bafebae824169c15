import type { Author, Cursor, Progress } from "../protocol/shapes.ts";
import type { Patch } from "../track/patch.ts";
import { type Marks, NO_MARKS } from "./marks.ts";
import type { Answer, BoxedRow, End, Entry, Row } from "./row.ts";

/** Everything that decides what a replica does next. The values themselves are in its view. */
export interface ReplicaState {
  /** Where the confirmed base is; `null` until the server, or the device, gave one. */
  readonly cursor: Cursor | null;
  readonly marks: Marks;
  /** The version from which on the marks name every action that the base contains. */
  readonly markedFrom: number;
  /** Saved rows in the device's order, then unsaved ones, newest first, so that a call costs the same however many wait. */
  readonly saved: readonly Entry[];
  readonly unsaved: Unsaved | null;
  /** The last id given to a client on a lane. */
  readonly ids: ReadonlyMap<string, number>;
  /** Clients whose rows this tab sends: its own, and those of dead ones it adopted. */
  readonly held: ReadonlySet<string>;
  /** Lanes whose channel is open. */
  readonly open: ReadonlySet<string>;
  /** What an opening told of how far clients came, while rows that it numbered are on their way to the device. */
  readonly progress: readonly Progress[];
  /** Destroyed histories of which rows are still on their way to the device. */
  readonly ended: Endings | null;
  /** The epochs that are known to be over: another tab that has not heard of it may still store a base of one. */
  readonly dead: readonly string[];
}

/** A list that grows at its head. */
export interface Unsaved {
  readonly count: number;
  readonly entry: Entry;
  readonly before: Unsaved | null;
}

export const EMPTY: ReplicaState = {
  cursor: null,
  marks: NO_MARKS,
  markedFrom: 0,
  saved: [],
  unsaved: null,
  ids: new Map(),
  held: new Set(),
  open: new Set(),
  progress: [],
  ended: null,
  dead: [],
};

/** A step of the confirmed state, decoded. */
export interface BaseStep {
  readonly from: number;
  readonly to: number;
  readonly patch: Patch;
  readonly by: Author | undefined;
  readonly done: boolean;
  /** The last part of the cursor from here on, where it becomes another. */
  readonly run?: string | undefined;
}

/** How the base changes. */
export type BaseChange =
  | { readonly how: "steps"; readonly steps: readonly BaseStep[] }
  /**
   * `text`: the state's JSON, to be stored; the value itself becomes the view's own. `isView`: it is what may be seen, and
   * counts at the same version too. `atOnce`: so many rows are run on it, and where it is the first to be shown, it is not
   * before `more` has run all others.
   */
  | { readonly how: "snapshot"; readonly state: unknown; readonly text: string; readonly isView?: boolean; readonly atOnce?: number }
  /** The history of this epoch is over, and nothing has taken its place. */
  | { readonly how: "none"; readonly epoch: string };

/** A saved row as it was found in storage, or as another tab told. */
export interface SavedRow {
  readonly row: Row;
  readonly seq: number;
}

/** A call before it has its number. */
export type Draft = Omit<Row, "id" | "epoch" | "kind" | "since">;

export type ReplicaEvent =
  /** The app called an action on this tab. */
  | { readonly type: "called"; readonly draft: Draft }
  /** These of this tab's rows, by name, have their place on the device. */
  | {
      readonly type: "saved";
      readonly seqs: ReadonlyMap<string, number>;
      /** Those that have got another number since they were written. */
      readonly outdated?: ReadonlySet<string>;
    }
  /** These rows, which had been numbered anew, are on the device so. */
  | { readonly type: "stored"; readonly rows: ReadonlySet<Row> }
  /** Rows of this device, new or changed. */
  | { readonly type: "found"; readonly rows: readonly SavedRow[] }
  /** Another tab has settled rows, by name: a base contains their effects from version `at` on, or they have none. */
  | { readonly type: "gone"; readonly names: readonly string[]; readonly at: number | null }
  /** A base from the device's storage. */
  | {
      readonly type: "loaded";
      readonly cursor: Cursor;
      readonly marks: Marks;
      readonly markedFrom: number;
      readonly state: unknown;
      readonly text: string;
      readonly atOnce: number;
    }
  /** There is time for more of the rows that are to be run before there is a view. */
  | { readonly type: "more" }
  | {
      readonly type: "opened";
      readonly lane: string;
      readonly cursor: Cursor;
      readonly base: BaseChange | null;
      readonly progress: readonly Progress[];
      readonly ended: Endings | null;
    }
  /** There is no such actor any more. */
  | { readonly type: "destroyed"; readonly ended: Endings }
  /** What one frame said, in order. */
  | { readonly type: "frame"; readonly steps: readonly BaseStep[]; readonly results: readonly Result[]; readonly now: number }
  | { readonly type: "closed"; readonly lane: string }
  /** This tab sends a client's rows from now on, or no longer. */
  | { readonly type: "hold"; readonly client: string; readonly held: boolean }
  /** The app discards a waiting action; `isReplaced`: that is written together with the action that takes its place. */
  | { readonly type: "discarded"; readonly name: string; readonly isReplaced?: true };

/** What a history that was destroyed holds of one client on one lane. */
export interface Ending {
  readonly epoch: string;
  readonly client: string;
  readonly lane: string;
  /** Somebody of this device has had all answers up to here. */
  readonly settled: number;
  readonly results: ReadonlyMap<number, Result>;
}

/** What the server told of destroyed histories, and when. */
export interface Endings {
  readonly of: readonly Ending[];
  readonly now: number;
}

export interface Result {
  readonly lane: string;
  readonly client: string;
  readonly id: number;
  readonly answer: Answer;
  /** What the server changed the row's time to. */
  readonly time: number | undefined;
}

/** What is to be written to the device in one transaction. */
export interface StoreStep {
  readonly base: BaseChange | null;
  /** Rows that changed, with their place. */
  readonly put: readonly SavedRow[];
  /** Rows that are over, and those of them that go to the box. */
  readonly remove: readonly SavedRow[];
  readonly box: readonly BoxedRow[];
  /** How rows ended, as far as the server told. */
  readonly ends: readonly End[];
}

export type Duty =
  /** Run a new action ahead of the server. */
  | { readonly do: "predict"; readonly row: Row }
  /** Bring the view to the new base with the rows of the fold on it. */
  | { readonly do: "rebase"; readonly base: BaseChange | null }
  /** There are rows to be saved. */
  | { readonly do: "save" }
  | { readonly do: "store"; readonly step: StoreStep }
  | { readonly do: "push"; readonly lane: string; readonly client: string; readonly rows: readonly Row[] }
  /** Tell the app, and once it is stored the server, how an action ended. */
  | ({ readonly do: "settle" } & End)
  /** The channel's base does not fit: close it and open it again. */
  | { readonly do: "reopen"; readonly lane: string };

export interface Decision {
  readonly state: ReplicaState;
  readonly duties: readonly Duty[];
}

/** All entries in the order of the fold. */
export function entriesOf({ saved, unsaved }: ReplicaState): Entry[] {
  const last: Entry[] = [];
  for (let at = unsaved; at !== null; at = at.before) last.push(at.entry);
  return [...saved, ...last.reverse()];
}

/** The rows whose effects the view shows on top of the base. */
export function foldOf(state: ReplicaState): Row[] {
  return entriesOf(state).flatMap(({ row, applied, unsure }) => {
    return applied || unsure || row.kind === "void" ? [] : [row];
  });
}
