import type { PageLife, Turns } from "../client/ports.ts";
import type { Logger, LogLine } from "../ports/logger.ts";
import type { Random } from "../ports/random.ts";
import type { Timers } from "../ports/timers.ts";

/** Random bytes are drawn in bulk: asking the browser costs the same for one id and for a hundred. */
const POOL = 4_096;

export function cryptoRandom(): Random {
  let pool = new Uint8Array(0);
  let used = 0;
  return {
    bytes(count) {
      if (used + count > pool.length) {
        pool = crypto.getRandomValues(new Uint8Array(Math.max(POOL, count)));
        used = 0;
      }
      used += count;
      return pool.subarray(used - count, used);
    },
  };
}

export function systemTimers(): Timers {
  return {
    now: () => Date.now(),
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** Messages to oneself are tasks, and no browser slows them down in the background, as it does timers. */
export function messageTurns(): Turns {
  return {
    size: 250,
    later(task) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        // Left open it would keep a process alive.
        port1.close();
        task();
      };
      port2.postMessage(0);
    },
  };
}

/** Warnings and errors go to the console; what actor code logs on a replica, to its debug level. */
export function consoleLogger(fields: object = {}): Logger {
  const line =
    (write: (...data: unknown[]) => void): LogLine =>
    (what, message) => {
      if (typeof what === "string") return write(`[rivulet] ${what}`, fields);
      const { msg, ...rest } = { msg: message, ...what };
      write(`[rivulet] ${String(msg)}`, { ...fields, ...rest });
    };
  return {
    trace: () => {},
    debug: line(console.debug),
    info: line(console.info),
    warn: line(console.warn),
    error: line(console.error),
    fatal: line(console.error),
    child: (more) => consoleLogger({ ...fields, ...more }),
  };
}

/** Tells when the page may have missed something (the network is back, or the page is), and when it is put aside. */
export function watchPage({ woke, freezes }: PageLife): () => void {
  if (typeof document === "undefined" || typeof addEventListener === "undefined") return () => {};
  const watching = new AbortController();
  const until = { signal: watching.signal };
  // Every page is shown once, when it has been loaded: then it has missed nothing.
  const ifKept = (then: () => void) => ({ persisted }: PageTransitionEvent) => persisted && then();
  const visible = (): void => {
    if (document.visibilityState === "visible") woke();
  };
  addEventListener("online", woke, until);
  addEventListener("pageshow", ifKept(woke), until);
  addEventListener("pagehide", ifKept(freezes), until);
  document.addEventListener("visibilitychange", visible, until);
  return () => watching.abort();
}
