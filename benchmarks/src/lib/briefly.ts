/**
 * Whether everything runs for a moment only, without peers, to see that it still works. What it measures then says nothing,
 * and is kept nowhere.
 */
export const BRIEFLY = process.env["BENCH_BRIEFLY"] === "1";

/** What is done to measure, and what is done to see that it works. */
export function briefly<T>(measured: T, brief: T): T {
  return BRIEFLY ? brief : measured;
}
