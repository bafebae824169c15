import type { Cursor } from "../protocol/shapes.ts";
import type { Prediction } from "../replica/predictor.ts";
import type { Answer, Row } from "../replica/row.ts";
import type { BaseStep } from "../replica/state.ts";
import type { Patch, Path } from "../track/patch.ts";

/** Something that an action read, with the way to it at that time: an entry of a container, or (`all`) what entries it has. */
export interface Read {
  readonly path: Path;
  readonly key: unknown;
  readonly all: boolean;
}

/** One run of a row ahead of the server. */
export interface RowRun {
  /** The row's name on the device. */
  readonly name: string;
  readonly prediction: Prediction;
  readonly patch: Patch;
  /** What it read; `null` where that was not noted. */
  readonly reads: readonly Read[] | null;
  /** What it used that gives another result on the server. */
  readonly impure: readonly string[];
}

/** How the confirmed state changed. */
export type BaseEntry =
  | { readonly how: "same" }
  | { readonly how: "steps"; readonly steps: readonly BaseStep[] }
  /** `state` is a copy of its own, never written to. */
  | { readonly how: "snapshot"; readonly state: unknown; readonly from: "server" | "device" | "guess" | "start" }
  | { readonly how: "none" };

/** What was recorded of one thing that happened. Names are those of rows on the device. */
export type What =
  | { readonly type: "called"; readonly row: Row; readonly run: RowRun }
  /** Rows of this device that another tab called, or an earlier page. */
  | { readonly type: "found"; readonly rows: readonly Row[] }
  | { readonly type: "saved"; readonly names: readonly string[] }
  | { readonly type: "sent"; readonly names: readonly string[] }
  | {
      readonly type: "rebase";
      /** What it comes from. */
      readonly trigger: string;
      readonly before: Cursor | null;
      readonly after: Cursor | null;
      readonly base: BaseEntry;
      /** The rows on the new base, in their order. */
      readonly rows: readonly Row[];
      /** Those that were run again. */
      readonly runs: readonly RowRun[];
      /** Those that left because they had predicted just what the base became. */
      readonly confirmed: readonly string[];
      /** How long it took, in milliseconds. */
      readonly ms: number;
    }
  /** `time`: what the server set the time of the call to, where it did. */
  | { readonly type: "answered"; readonly name: string; readonly answer: Answer; readonly time?: number }
  /** Rows that another tab has settled. */
  | { readonly type: "gone"; readonly names: readonly string[] }
  | { readonly type: "discarded"; readonly name: string }
  | { readonly type: "lane"; readonly lane: string; readonly isOpen: boolean }
  /** From now on this tab speaks for a client, or no longer. */
  | { readonly type: "held"; readonly client: string; readonly isHeld: boolean };

/** One entry of a record. */
export type Entry = What & {
  /** Its number, from 1, of all entries of the record. */
  readonly n: number;
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** The actor's address, as text. */
  readonly actor: string;
};
