/** How long to wait between attempts, in milliseconds. */
export interface Backoff {
  readonly first: number;
  readonly most: number;
  readonly factor: number;
}

export const RECONNECT: Backoff = { first: 250, most: 15_000, factor: 1.8 };

/**
 * The wait before attempt `attempt` (0 for the first), in milliseconds: exponential up to `most`, then spread over its
 * upper half by `random` (from 0 to 1) so that clients which lost one server do not return in step.
 */
export function backoff(attempt: number, random: number, { first, most, factor }: Backoff = RECONNECT): number {
  const full = Math.min(most, first * factor ** attempt);
  return full / 2 + (full / 2) * random;
}
