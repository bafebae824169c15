import { randomBytes } from "node:crypto";
import type { Random, Timers } from "@rivulet/runtime/host";

/** setTimeout counts in 32 bits; longer waits go in stages. */
const LONGEST = 2_147_483_647;

export function nodeTimers(): Timers {
  return {
    now: () => Date.now(),
    after(ms, callback) {
      const due = Date.now() + ms;
      let timer: NodeJS.Timeout;
      const wait = (left: number): void => {
        timer = setTimeout(() => (left > LONGEST ? wait(due - Date.now()) : callback()), Math.min(left, LONGEST));
      };
      wait(ms);
      return () => clearTimeout(timer);
    },
  };
}

export function nodeRandom(): Random {
  return { bytes: (count) => randomBytes(count) };
}
