import { actorError, type ActorError } from "../errors/actor-error.ts";
import { type Bucket, fullBucket, type Rate, takeTokens } from "../util/token-bucket.ts";

/**
 * What a connection may ask of a server, in actions, ids, reads and openings. A client that comes back with all that was
 * done offline in a week says it in one burst; nobody's hands are as fast as the rest.
 */
export const DEFAULT_RATE: Rate = { perSecond: 2_000, burst: 20_000 };

/** Judges what one connection asks by its cost: `null` where it may, else `limit/rate`, which says when it may. */
export type Limiter = (cost: number) => ActorError | null;

/** `null`: there is no limit. */
export function makeLimiter(rate: Rate | null, now: () => number): Limiter {
  if (rate === null) return () => null;
  let bucket: Bucket = fullBucket(rate, now());
  return (cost) => {
    const taken = takeTokens(rate, bucket, cost, now());
    if (taken.how === "refused") {
      const { retryAfter } = taken;
      return actorError("limit/rate", `This connection asks for too much. Ask again in ${retryAfter} ms.`, { retryAfter });
    }
    ({ bucket } = taken);
    return null;
  };
}
