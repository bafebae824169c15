import { readFileSync, writeFileSync } from "node:fs";
import type { Batch, Storage } from "../../../packages/runtime/src/ports/storage.ts";

/** What a server had written while it was measured: batches, in the groups in which they reached the disk. */
export interface Recording {
  readonly actions: number;
  readonly groups: readonly (readonly Batch[])[];
}

export interface Recorder {
  readonly storage: Storage;
  /** Forgets what was recorded so far. */
  begin(): void;
  readonly groups: readonly (readonly Batch[])[];
}

/** Watches a storage. Batches that one flush has written resolve in one turn of the event loop: they are a group. */
export function recordWrites(storage: Storage): Recorder {
  let groups: Batch[][] = [];
  let open: Batch[] | null = null;
  return {
    storage: {
      ...storage,
      async write(batch) {
        await storage.write(batch);
        if (open === null) {
          open = [];
          groups.push(open);
          setImmediate(() => (open = null));
        }
        open.push(batch);
      },
    },
    begin() {
      groups = [];
      open = null;
    },
    get groups() {
      return groups;
    },
  };
}

export function saveRecording(file: string, recording: Recording): void {
  const bytes = recording.groups.flat(2).some(({ ops }) => ops.some((op) => op.op === "put" && typeof op.value !== "string"));
  if (bytes) throw new Error("A counter is stored as text.");
  writeFileSync(file, JSON.stringify(recording));
}

export function readRecording(file: string): Recording {
  return JSON.parse(readFileSync(file, "utf8"));
}
