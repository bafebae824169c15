import { cpuMicros, give, perSecond, samples } from "./clock.ts";
import { CALLS, WARM_UP } from "./plan.ts";

/** Measures calls that are over when they return, and gives the figures. `call`: one of them; milliseconds until its subscriber was called. */
export function giveCalls(call: () => number): void {
  for (let i = 0; i < WARM_UP; i++) call();
  gc?.();
  const all = samples();
  const cpu = cpuMicros();
  const start = performance.now();
  for (let i = 0; i < CALLS; i++) all.add(call());
  give({ p50: all.p50, p99: all.p99, callsPerSecond: perSecond(CALLS, start), cpu: cpu() / CALLS });
}
