import { cryptoRandom, systemTimers } from "../../../packages/runtime/src/browser/platform.ts";
import type { Random } from "../../../packages/runtime/src/ports/random.ts";
import type { Timers } from "../../../packages/runtime/src/ports/timers.ts";

/** The clock and randomness that the client itself uses. */
export function systemPorts(): { readonly timers: Timers; readonly random: Random } {
  return { timers: systemTimers(), random: cryptoRandom() };
}
