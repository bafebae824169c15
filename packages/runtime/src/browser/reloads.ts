/** How often in a row a tab was loaded anew, and when last, in milliseconds since 1970. */
export interface Reloads {
  readonly count: number;
  readonly at: number;
}

/** A tab that was not loaded anew for this long begins a new row. Milliseconds, as those below. */
const ROW_ENDS = 3_600_000;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 1_200_000;

/** How long a tab waits before it is loaded anew, and the how-manieth time in a row that is. Pure. */
export function nextReload(last: Reloads | null, now: number): { readonly wait: number; readonly count: number } {
  // A clock that was set back says nothing.
  if (last === null || now - last.at > ROW_ENDS || now < last.at) return { wait: 0, count: 1 };
  const due = last.at + Math.min(LONGEST_WAIT, FIRST_WAIT * 4 ** (last.count - 1));
  return { wait: Math.max(0, due - now), count: last.count + 1 };
}
