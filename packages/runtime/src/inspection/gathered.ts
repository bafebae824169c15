import type { Timers } from "../ports/timers.ts";
import { INSPECTOR_LIMITS } from "../inspector/limits.ts";

/** So many at most are told at once; of the rest, only how many. */
const MOST = 1_000;

/** Tells in one what happens within a short time. */
export interface Gathered<T> {
  add(item: T): void;
  stop(): void;
}

export function gathered<T>(timers: Timers, tell: (items: readonly T[], missed: number) => void): Gathered<T> {
  let waiting: T[] = [];
  let missed = 0;
  let cancel: (() => void) | null = null;
  const flush = (): void => {
    cancel = null;
    const [items, left] = [waiting, missed];
    waiting = [];
    missed = 0;
    tell(items, left);
  };
  return {
    add(item) {
      if (waiting.length < MOST) waiting.push(item);
      else missed++;
      cancel ??= timers.after(INSPECTOR_LIMITS.gather, flush);
    },
    stop() {
      cancel?.();
      waiting = [];
    },
  };
}
