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

/** Calls `idle` once nothing has happened for `timeout` milliseconds; never where that is `null`. A class, as each actor that is awake has one. */
export class ActorActivity implements Activity {
  readonly #timers: Timers;
  readonly #timeout: number | null;
  readonly #idle: () => void;
  #running = 0;
  #isArmed = false;
  #cancel: (() => void) | null = null;
  #stopped = false;
  /** When something last happened. */
  #last = 0;
  #waiting: (() => void)[] | null = null;

  constructor(timers: Timers, timeout: number | null, idle: () => void) {
    this.#timers = timers;
    this.#timeout = timeout;
    this.#idle = idle;
    this.note();
  }

  begin(): () => void {
    this.#running++;
    this.note();
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#running--;
      this.note();
      if (this.#running > 0) return;
      for (const tell of this.#waiting ?? []) tell();
      this.#waiting = null;
    };
  }

  note(): void {
    this.#last = this.#timers.now();
    if (this.#running === 0 && this.#timeout !== null && !this.#stopped && !this.#isArmed) this.#arm(this.#timeout);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  ended(within: number): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const cancelWait = this.#timers.after(within, resolve);
      (this.#waiting ??= []).push(() => {
        cancelWait();
        resolve();
      });
    });
  }

  #arm(ms: number): void {
    this.#isArmed = true;
    this.#cancel = this.#timers.after(ms, () => this.#check());
  }

  /** Most of what happens only moves the end: the timer looks again when it would have been. */
  #check(): void {
    this.#isArmed = false;
    if (this.#running > 0 || this.#stopped || this.#timeout === null) return;
    const left = this.#last + this.#timeout - this.#timers.now();
    if (left > 0) this.#arm(Math.min(left, this.#timeout));
    else this.#idle();
  }
}
