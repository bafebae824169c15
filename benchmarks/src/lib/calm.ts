// What else the machine does. Runs wait for a calm moment, and are done again where others took the machine meanwhile.

import { cpus } from "node:os";
import { briefly } from "./briefly.ts";

/** Milliseconds that the processors have worked, and that there were, since the machine was started. */
export interface Ticks {
  readonly busy: number;
  readonly all: number;
}

/** A run waits for a calm moment at most as long, in milliseconds; 0 does not wait. */
const PATIENCE = briefly(Number(process.env["PATIENCE"] ?? 30_000), 0);
const WINDOW = 150;
const CALM = 0.15;

export function ticks(): Ticks {
  const times = cpus().map((cpu) => cpu.times);
  const idle = times.reduce((sum, time) => sum + time.idle, 0);
  const all = times.reduce((sum, { user, nice, sys, irq, idle: rest }) => sum + user + nice + sys + irq + rest, 0);
  return { busy: all - idle, all };
}

/** Resolves once the machine has done next to nothing for two windows in a row, or patience is at its end. */
export async function untilCalm(): Promise<void> {
  const end = performance.now() + PATIENCE;
  let calm = 0;
  while (calm < 2 && performance.now() < end) {
    const before = ticks();
    await new Promise((resolve) => setTimeout(resolve, WINDOW));
    calm = othersShare(before, 0) < CALM ? calm + 1 : 0;
  }
}

/** Which share of all processor time others took since, where we took so many milliseconds. */
export function othersShare(since: Ticks, oursMs: number): number {
  const { busy, all } = ticks();
  return Math.max(0, (busy - since.busy - oursMs) / Math.max(1, all - since.all));
}
