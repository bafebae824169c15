import type { Channel } from "../ports/channel.ts";
import { isPlainObject } from "../value/kind.ts";

/**
 * What tabs tell each other. Hints may be lost and carry no truth of their own: whoever hears one looks into the
 * device's storage.
 */
export type Hint =
  /** Rows of an actor were added or changed. */
  | { readonly t: "rows"; readonly address: string }
  /** Rows were settled: a base contains their effects from this version of the epoch on, or they have none. */
  | {
      readonly t: "gone";
      readonly address: string;
      readonly names: readonly string[];
      readonly at: readonly [epoch: string, version: number] | null;
    }
  /** Actions ended; each in the form in which the device keeps it. */
  | { readonly t: "notices"; readonly address: string; readonly notices: readonly string[] }
  /** The app wants a row back that another tab holds. */
  | { readonly t: "discard"; readonly address: string; readonly name: string }
  /** The stored base of an actor moved on. */
  | { readonly t: "base"; readonly address: string; readonly epoch: string; readonly version: number }
  /** The box of an actor changed. */
  | { readonly t: "box"; readonly address: string }
  /** Everything was forgotten. */
  | { readonly t: "forgotten" }
  /** A tab has begun to have rows: its lock is worth waiting for. */
  | { readonly t: "client"; readonly client: string; readonly secret: string };

export interface Hints {
  post(hint: Hint): void;
  close(): void;
}

export function openHints(channel: Channel, listener: (hint: Hint) => void): Hints {
  let isClosed = false;
  channel.listen((message) => {
    const hint = parse(message);
    if (hint !== null) listener(hint);
  });
  return {
    post(hint) {
      if (!isClosed) channel.post(JSON.stringify(hint));
    },
    close() {
      isClosed = true;
      channel.close();
    },
  };
}

/** Another version of the app may say what this one does not know. */
function parse(message: string): Hint | null {
  const hint: unknown = JSON.parse(message);
  return isHint(hint) ? hint : null;
}

function isHint(hint: unknown): hint is Hint {
  return isPlainObject(hint) && ["rows", "gone", "notices", "discard", "base", "box", "client", "forgotten"].includes(String(hint["t"]));
}
