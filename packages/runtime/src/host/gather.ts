/** How long a batch waits for more at most, in milliseconds. */
const LONGEST = 2;
/** Turns of the event loop in a row that bring nothing, after which no more is expected: a client is slower than a turn. */
const PATIENCE = 3;

/** Waits while more joins a batch. `joined`: how many have so far. */
export type Gather = (joined: () => number) => Promise<void>;

/**
 * Lets a batch grow for as long as more arrives, and not for long. One that is alone goes after three turns of the event
 * loop; under load the disk is asked less often, and for more at a time.
 */
export function makeGather(turn: () => Promise<void>, now: () => number): Gather {
  return async (joined) => {
    const start = now();
    let seen = joined();
    let quiet = 0;
    while (quiet < PATIENCE && Math.abs(now() - start) < LONGEST) {
      await turn();
      const after = joined();
      quiet = after > seen ? 0 : quiet + 1;
      seen = after;
    }
  };
}
