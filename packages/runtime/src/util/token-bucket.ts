/** How much may be asked: `burst` at once, and `perSecond` each second from then on. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** What is left of a burst at an instant, in milliseconds since 1970; below zero is a debt. */
export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** Coming back takes one, and what one came for another. */
const LEAST = 2;

export type Taken =
  | { readonly how: "taken"; readonly bucket: Bucket }
  /** Nothing was taken; after so many milliseconds something will be. */
  | { readonly how: "refused"; readonly retryAfter: number };

export function fullBucket({ burst }: Rate, at: number): Bucket {
  return { tokens: burst, at };
}

/**
 * Takes what something costs, out of what has flowed back since. What is asked for at once is taken whole as long as
 * there is anything, on credit where it must be: so even what costs more than a burst gets through. Who is refused is to
 * come back when there is a second's worth again, and not for each drop.
 */
export function takeTokens(rate: Rate, { tokens, at }: Bucket, cost: number, now: number): Taken {
  // A clock that was set back gives nothing, and takes nothing.
  const flown = (Math.max(0, now - at) / 1_000) * rate.perSecond;
  const left = Math.min(rate.burst, tokens + flown);
  if (left >= 1 || cost === 0) return { how: "taken", bucket: { tokens: left - cost, at: now } };
  const wanted = Math.min(rate.burst, Math.max(LEAST, rate.perSecond));
  return { how: "refused", retryAfter: Math.ceil(((wanted - left) / rate.perSecond) * 1_000) };
}
