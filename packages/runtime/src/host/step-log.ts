import { toJson } from "../value/codec.ts";
import type { Patch } from "../track/patch.ts";
import type { Author } from "../protocol/shapes.ts";
import { type LogSize, surplus, wantsSnapshot } from "./compaction.ts";
import type { Ledger } from "./ledger.ts";
import { keys, snapshotText } from "./records.ts";

/** A step of the confirmed state, encoded once for the log, for every connection, and for whoever catches up. */
export interface Commit {
  readonly from: number;
  readonly to: number;
  readonly by: Author | null;
  readonly done: boolean;
  /** The members of the step's JSON object, without the braces. */
  readonly members: string;
}

/** `run`: the last part of the cursor, where it becomes another. */
export function encodeCommit(from: number, patch: Patch, by: Author | null, done: boolean, run?: string): Commit {
  const to = from + 1;
  // Ids are hexadecimal: nothing in them wants escaping.
  const author = by === null ? "" : `,"by":["${by[0]}","${by[1]}",${by[2]}]${done ? ',"done":true' : ""}`;
  const move = run === undefined ? "" : `,"run":"${run}"`;
  return { from, to, by, done, members: `"from":${from},"to":${to},"patch":${JSON.stringify(toJson(patch))}${author}${move}` };
}

interface LogRecord {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** The steps' JSON, joined by commas. */
  readonly steps: string;
}

/** The steps an actor keeps: those after its snapshot, to wake from, and a tail for replicas that were away. */
export interface StepLog {
  append(commit: Commit): void;
  /** The version from which steps are kept. */
  oldest(): number;
  /** The JSON of all steps since `version`, joined by commas. */
  since(version: number): string;
}

export interface StoredLog {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly steps: string;
}

interface LogParts {
  readonly actorId: string;
  readonly ledger: Ledger;
  readonly version: () => number;
  /** The JSON of the whole state, as of now. */
  readonly encodeState: () => string;
  readonly snapshotVersion: number;
  readonly snapshotCharacters: number;
  readonly records: readonly StoredLog[];
}

export function makeStepLog({ actorId, ledger, version, encodeState, ...stored }: LogParts): StepLog {
  let records: LogRecord[] = [...stored.records];
  let open: Commit[] = [];
  let { snapshotCharacters } = stored;
  let size: LogSize = sizeOf(records.filter(({ to }) => to > stored.snapshotVersion));

  ledger.onSeal(() => {
    const [first] = open;
    const last = open[open.length - 1];
    if (first === undefined || last === undefined) return;
    const steps = open.map(({ members }) => `{${members}}`).join(",");
    const key = keys.log(actorId, last.to);
    open = [];
    records.push({ key, from: first.from, to: last.to, steps });
    ledger.put(key, `[${steps}]`);
    size = { records: size.records + 1, characters: size.characters + steps.length };
    if (wantsSnapshot(size, snapshotCharacters)) compact();
  });

  const compact = (): void => {
    const state = encodeState();
    ledger.put(keys.snapshot(actorId), snapshotText(version(), state));
    const gone = surplus(records.map(({ steps }) => steps.length));
    for (const { key } of records.slice(0, gone)) ledger.put(key, null);
    records = records.slice(gone);
    snapshotCharacters = state.length;
    size = { records: 0, characters: 0 };
  };

  return {
    append(commit) {
      open.push(commit);
      ledger.stir();
    },
    oldest() {
      return records[0]?.from ?? open[0]?.from ?? version();
    },
    since(from) {
      const kept = records.filter(({ to }) => to > from).map(({ steps, from: start }) => ({ steps, start }));
      const fresh = open.filter(({ to }) => to > from).map(({ members }) => `{${members}}`);
      const [first, ...rest] = kept;
      const head = first === undefined ? [] : [first.start >= from ? first.steps : dropBefore(first.steps, from)];
      return [...head, ...rest.map(({ steps }) => steps), ...fresh].join(",");
    },
  };
}

function sizeOf(records: readonly LogRecord[]): LogSize {
  return { records: records.length, characters: records.reduce((sum, { steps }) => sum + steps.length, 0) };
}

/** The steps of a record that lead on from a version in its middle. */
function dropBefore(steps: string, version: number): string {
  const parsed: readonly { from: number }[] = JSON.parse(`[${steps}]`);
  const rest = parsed.filter(({ from }) => from >= version);
  return JSON.stringify(rest).slice(1, -1);
}
