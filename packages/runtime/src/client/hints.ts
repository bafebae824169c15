import * as v from "valibot";
import type { Channel } from "../ports/channel.ts";

/**
 * What tabs tell each other. Hints may be lost and carry no truth of their own: whoever hears one looks into the
 * device's storage.
 */
const hintShape = v.variant("t", [
  /** Rows of an actor were added or changed. */
  v.object({ t: v.literal("rows"), address: v.string() }),
  /** Rows were settled: a base contains their effects from version `at` of the epoch on, or they have none. */
  v.object({
    t: v.literal("gone"),
    address: v.string(),
    names: v.array(v.string()),
    at: v.nullable(v.tuple([v.string(), v.number()])),
  }),
  /** The stored base of an actor moved on. */
  v.object({ t: v.literal("base"), address: v.string(), epoch: v.string(), version: v.number() }),
  /** The box of an actor changed. */
  v.object({ t: v.literal("box"), address: v.string() }),
  /** A tab has begun to have rows: its lock is worth waiting for. */
  v.object({ t: v.literal("client"), client: v.string(), secret: v.string() }),
]);
export type Hint = v.InferOutput<typeof hintShape>;

export interface Hints {
  post(hint: Hint): void;
  close(): void;
}

export function openHints(channel: Channel, listener: (hint: Hint) => void): Hints {
  const stop = channel.listen((message) => {
    const hint = parse(message);
    if (hint !== null) listener(hint);
  });
  return {
    post: (hint) => channel.post(JSON.stringify(hint)),
    close() {
      stop();
      channel.close();
    },
  };
}

function parse(message: string): Hint | null {
  try {
    const parsed = v.safeParse(hintShape, JSON.parse(message));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
