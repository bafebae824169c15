import type { Random } from "../ports/random.ts";
import type { Timers } from "../ports/timers.ts";
import { backoff } from "../util/backoff.ts";

/** Open for this long, in milliseconds, a channel counts as steady. */
const STEADY = 5_000;

/** How soon a lane tries again, by how it fared before. Times are in milliseconds. */
export interface LanePace {
  opened(): void;
  /** An action was answered. */
  answered(): void;
  /** A channel that was open is closed. */
  closed(): void;
  /** Whether it may try again at once: the first time in a row of failures. */
  atOnce(): boolean;
  /** How long to wait, ever more with each failure in a row. */
  later(): number;
  /** How long to wait where the server said so; with others on the same connection in its way, ever more at random. */
  told(ms: number): number;
}

export function makeLanePace(timers: Timers, random: Random): LanePace {
  /** Failures in a row; a channel that stayed open for a while ends the row. */
  let failures = 0;
  /** How often in a row the server told it to go slower, before any action was answered. */
  let refusals = 0;
  let openedAt = 0;
  const random01 = (): number => (random.bytes(1)[0] ?? 0) / 256;
  return {
    opened() {
      openedAt = timers.now();
    },
    answered() {
      refusals = 0;
    },
    closed() {
      if (timers.now() - openedAt >= STEADY) failures = 0;
    },
    atOnce() {
      if (failures > 0) return false;
      failures = 1;
      return true;
    },
    later: () => backoff(failures++, random01()),
    told: (ms) => ms + (refusals++ > 0 ? backoff(refusals, random01()) : 0),
  };
}
