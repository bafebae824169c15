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

/** The event loop has read from every socket that had something to read. */
export function nodeTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Asking the system takes microseconds, whether for few bytes or for many. */
const POOL = 4_096;

export function nodeRandom(): Random {
  let pool = Buffer.alloc(0);
  let used = 0;
  return {
    bytes(count) {
      if (count > POOL) return randomBytes(count);
      if (used + count > pool.length) {
        pool = randomBytes(POOL);
        used = 0;
      }
      // Never given out again, so that who has them may keep them.
      return pool.subarray(used, (used += count));
    },
  };
}

/** Bytes that the program's values take, and that the process has from the system. */
export function memoryInUse(): { readonly used: number; readonly total: number } {
  const { heapUsed, rss } = process.memoryUsage();
  return { used: heapUsed, total: rss };
}

/** Whether what is at the other end of a socket is on this machine. */
export function isHere(connection: object): boolean {
  const address = "remoteAddress" in connection ? String(connection.remoteAddress).replace(/^::ffff:/, "") : "";
  return address === "::1" || /^127(\.\d{1,3}){3}$/.test(address);
}
