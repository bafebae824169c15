/** What lies in an actor's log since its last snapshot. */
export interface LogSize {
  readonly records: number;
  readonly characters: number;
}

/** Steps kept for replicas that were away: at most this many records, and about this many characters. */
const TAIL_RECORDS = 500;
const TAIL_CHARACTERS = 262_144;
/** A snapshot is taken once waking would have to read this much. */
const MOST_RECORDS = 1_000;
const LEAST_CHARACTERS = 65_536;

/** Writing a snapshot costs its size, so it waits until the log since the last one is as large as that. */
export function wantsSnapshot(log: LogSize, snapshotCharacters: number): boolean {
  return log.records >= MOST_RECORDS || log.characters >= Math.max(LEAST_CHARACTERS, snapshotCharacters);
}

/** How many of the oldest records may go, given the sizes of all, oldest first. */
export function surplus(sizes: readonly number[]): number {
  let kept = 0;
  let characters = 0;
  while (kept < sizes.length && kept < TAIL_RECORDS && characters < TAIL_CHARACTERS) {
    characters += sizes[sizes.length - 1 - kept] ?? 0;
    kept++;
  }
  return sizes.length - kept;
}
