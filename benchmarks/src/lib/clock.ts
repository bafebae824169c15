import { quantile } from "./figures.ts";

/** Times of single calls, in milliseconds. */
export interface Samples {
  add(ms: number): void;
  readonly p50: number;
  readonly p99: number;
}

export function samples(): Samples {
  const values: number[] = [];
  return {
    add: (ms) => void values.push(ms),
    get p50() {
      return quantile(values, 0.5);
    },
    get p99() {
      return quantile(values, 0.99);
    },
  };
}

/** A new task: whatever this one left to microtasks is done by then. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function perSecond(count: number, since: number): number {
  return (count / (performance.now() - since)) * 1_000;
}

/** What this process measured, for the one that started it; and what processor time it used altogether, unless it says so itself. */
export function give(figures: Readonly<Record<string, number>>): void {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ usedMicros: user + system, ...figures }));
}

/** Starts to count the processor time of this process, all its threads included; in microseconds. */
export function cpuMicros(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
}
