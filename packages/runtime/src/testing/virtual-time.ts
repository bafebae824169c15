import type { Timers } from "../ports/timers.ts";
import { rng } from "../util/rng.ts";
import { makeScheduler } from "./scheduler.ts";

/** A clock that stands still until it is moved. */
export interface VirtualTime {
  readonly timers: Timers;
  /** Moves the clock on, by way of everything that is due until then, in order. */
  advance(ms: number): Promise<void>;
  /** Moves the clock on for as long as it takes. */
  until<T>(promise: Promise<T>): Promise<T>;
}

/** `turn` resolves when everything that can run without the clock has run. */
export function virtualTime(turn: () => Promise<void>): VirtualTime {
  const scheduler = makeScheduler(rng("virtual time"), turn);
  const later = scheduler.timers();
  const timers: Timers = {
    now: later.now,
    after(ms, callback) {
      if (ms > 0) return later.after(ms, callback);
      // What takes no time does not wait for the clock.
      let isWanted = true;
      void turn().then(() => isWanted && callback());
      return () => {
        isWanted = false;
      };
    },
  };
  return {
    timers,
    async advance(ms) {
      await turn();
      let hasArrived = false;
      scheduler.at(scheduler.now() + ms, () => {
        hasArrived = true;
      });
      while (!hasArrived) await scheduler.step();
      // And what that set off.
      await turn();
    },
    async until(promise) {
      let isOver = false;
      const over = promise.finally(() => {
        isOver = true;
      });
      over.catch(() => {});
      while (!isOver) if (!(await scheduler.step())) await turn();
      return over;
    },
  };
}
