import { briefly } from "./briefly.ts";

/** Hundredths of full load at which latency is measured. */
export const SHARES: readonly number[] = briefly([10, 25, 50, 75, 90], [50]);
