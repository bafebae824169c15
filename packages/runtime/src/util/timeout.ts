import type { Timers } from "../ports/timers.ts";

/** The promise, unless it takes longer than `ms`: then a rejection with what `late` gives. */
export function withTimeout<T>(promise: PromiseLike<T>, ms: number, timers: Timers, late: () => unknown): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = timers.after(ms, () => reject(late()));
    promise.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}
