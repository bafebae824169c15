// The server's messages as the replica's events: values decoded, patches checked.

import { patchFrom } from "../track/patch-shape.ts";
import { fromJson } from "../value/codec.ts";
import type { CommitMessage, Opened, ResultMessage, Step } from "../protocol/server-messages.ts";
import type { Answer } from "../replica/row.ts";
import type { BaseChange, BaseStep, Result } from "../replica/state.ts";

export function stepOf({ from, to, patch, by, done }: Step | CommitMessage): BaseStep {
  return { from, to, patch: patchFrom(fromJson(patch)), by, done: done === true };
}

/** What an opening does to the base; `null` where the client's own is right. Throws `protocol/malformed`. */
export function baseOf({ base }: Opened): BaseChange | null {
  switch (base.how) {
    case "match":
      return null;
    case "steps":
      return { how: "steps", steps: base.steps.map(stepOf) };
    case "snapshot": {
      // Decoding uses the JSON up, so its text is made first.
      const text = JSON.stringify(base.state);
      return { how: "snapshot", state: fromJson(base.state), text };
    }
  }
}

export function frameOf(
  steps: readonly CommitMessage[],
  results: readonly ResultMessage[],
  lane: string,
): { readonly steps: readonly BaseStep[]; readonly results: readonly Result[] } {
  return { steps: steps.map(stepOf), results: results.map((result) => resultOf(result, lane)) };
}

function resultOf({ client, id, output, error, time, settled }: ResultMessage, lane: string): Result {
  if (settled === true) return { lane, client, id, answer: { ok: "told" }, time };
  const answer: Answer =
    error === undefined
      ? { ok: true, output: fromJson(output) }
      : { ok: false, error: "metadata" in error ? { ...error, metadata: fromJson(error.metadata) } : error };
  return { lane, client, id, answer, time };
}
