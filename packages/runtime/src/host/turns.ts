import type { Timers } from "../ports/timers.ts";

/** One task at a time for each name: the next waits for the one before. */
export interface Turns {
  take<T>(name: string, task: () => Promise<T>): Promise<T>;
  /** The same, for what cannot wait for ever: after `patience` milliseconds of waiting, and then again and again, it calls `cut`. */
  press<T>(name: string, task: () => Promise<T>, patience: number, cut: () => void): Promise<T>;
  /** Resolves when the tasks under way are over. */
  settled(): Promise<void>;
}

export function makeTurns(timers: Timers): Turns {
  const turns = new Map<string, Promise<unknown>>();
  const own: Turns = {
    take(name, task) {
      const before = turns.get(name) ?? Promise.resolve();
      const turn = before.then(task, task);
      turns.set(name, turn);
      const clear = (): void => {
        if (turns.get(name) === turn) turns.delete(name);
      };
      turn.then(clear, clear);
      return turn;
    },
    press(name, task, patience, cut) {
      const wait = (): (() => void) =>
        timers.after(patience, () => {
          cut();
          stopWaiting = wait();
        });
      let stopWaiting = wait();
      return own.take(name, () => {
        stopWaiting();
        return task();
      });
    },
    async settled() {
      await Promise.allSettled([...turns.values()]);
    },
  };
  return own;
}
