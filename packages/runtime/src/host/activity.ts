import type { Timers } from "../ports/timers.ts";

/** Knows whether an actor does anything, and for how long it has not. */
export interface Activity {
  /** Something began; the returned function says that it ended. */
  begin(): () => void;
  /** Something happened that has no length. */
  note(): void;
  stop(): void;
  /** Resolves once nothing runs any more, or when it has taken longer than `within` milliseconds. */
  ended(within: number): Promise<void>;
}

/** Calls `idle` once nothing has happened for `timeout` milliseconds. */
export function makeActivity(timers: Timers, timeout: number | null, idle: () => void): Activity {
  let running = 0;
  let isArmed = false;
  let cancel: () => void = () => {};
  let stopped = false;
  /** When something last happened. */
  let last = timers.now();
  let waiting: (() => void)[] = [];

  const arm = (ms: number): void => {
    isArmed = true;
    cancel = timers.after(ms, check);
  };
  // Most of what happens only moves the end: the timer looks again when it would have been.
  const check = (): void => {
    isArmed = false;
    if (running > 0 || stopped || timeout === null) return;
    const left = last + timeout - timers.now();
    if (left > 0) arm(Math.min(left, timeout));
    else idle();
  };
  const rest = (): void => {
    last = timers.now();
    if (running === 0 && timeout !== null && !stopped && !isArmed) arm(timeout);
  };
  rest();
  return {
    begin() {
      running++;
      rest();
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        running--;
        rest();
        if (running > 0) return;
        for (const tell of waiting) tell();
        waiting = [];
      };
    },
    note: rest,
    stop() {
      stopped = true;
      cancel();
    },
    ended(within) {
      if (running === 0) return Promise.resolve();
      return new Promise((resolve) => {
        const cancelWait = timers.after(within, resolve);
        waiting.push(() => {
          cancelWait();
          resolve();
        });
      });
    },
  };
}
