import { readFileSync, writeFileSync } from "node:fs";
import type { Batch, Storage } from "../../../packages/runtime/src/ports/storage.ts";

/** What a server had written while it was measured: batches, in the groups in which they reached the disk. */
export interface Recording {
  readonly actions: number;
  readonly groups: readonly (readonly Batch[])[];
}

export interface Recorder {
  readonly storage: Storage;
  /** Records from now on: before, nothing is kept, so that keeping it costs nothing. */
  begin(): void;
  readonly groups: readonly (readonly Batch[])[];
}

/** Watches a storage. Batches that one flush has written resolve in one turn of the event loop: they are a group. */
export function recordWrites(storage: Storage): Recorder {
  let groups: Batch[][] | null = null;
  let open: Batch[] | null = null;
  return {
    storage: {
      ...storage,
      async write(batch) {
        await storage.write(batch);
        if (groups === null) return;
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
    },
    get groups() {
      return groups ?? [];
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
