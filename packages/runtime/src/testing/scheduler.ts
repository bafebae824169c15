import type { Timers } from "../ports/timers.ts";
import type { Rng } from "../util/rng.ts";

/** Something that will happen. */
interface Task {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

/** Virtual time: what is due happens when the test says so, in an order that a seed decides. */
export interface Scheduler {
  now(): number;
  /** Runs a task at a later time; the returned function takes it back. */
  at(due: number, run: () => void): () => void;
  /** Lets the next thing happen: one of those that are due first. Resolves to whether there was any. */
  step(): Promise<boolean>;
  /** Timers whose clock is off by `skew` milliseconds. */
  timers(skew?: number): Timers;
  readonly size: number;
}

/**
 * `turn` resolves when all microtasks have run: `setImmediate` in Node. `jitter`: things that are due within as many
 * milliseconds of each other may happen in any order.
 */
export function makeScheduler(rng: Rng, turn: () => Promise<void>, jitter = 0): Scheduler {
  const tasks = new Set<Task>();
  let now = 1_700_000_000_000;
  let order = 0;

  const at = (due: number, run: () => void): (() => void) => {
    const task: Task = { due: Math.max(due, now), order: order++, run };
    tasks.add(task);
    return () => void tasks.delete(task);
  };

  return {
    now: () => now,
    at,
    async step() {
      await turn();
      const all = [...tasks];
      const [first] = all.sort((a, b) => a.due - b.due || a.order - b.order);
      if (first === undefined) return false;
      const near = all.filter(({ due }) => due <= first.due + jitter);
      const next = jitter === 0 ? first : (near[rng.uint32() % near.length] ?? first);
      tasks.delete(next);
      now = Math.max(now, next.due);
      next.run();
      await turn();
      return true;
    },
    timers: (skew = 0) => ({
      now: () => now + skew,
      after: (ms, callback) => at(now + ms, callback),
    }),
    get size() {
      return tasks.size;
    },
  };
}
