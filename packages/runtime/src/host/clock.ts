/** How far ahead of the server a client's clock may run before it is set back, in milliseconds. */
export const MAX_AHEAD = 60_000;

/**
 * The instant an action is said to have happened: what its client said, but not later than the server's clock and a
 * minute, not older than `maxAge`, and never before the same client's previous action.
 */
export function clampTime(claimed: number, serverNow: number, previous: number, maxAge: number): number {
  const oldest = serverNow - maxAge;
  return Math.max(previous, oldest, Math.min(claimed, serverNow + MAX_AHEAD));
}
