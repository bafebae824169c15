/** How long a batch waits for more at most, in milliseconds. */
const LONGEST = 2;

/** Waits while more joins a batch. `joined`: how many have so far. */
export type Gather = (joined: () => number) => Promise<void>;

/**
 * Lets a batch grow for as long as every turn of the event loop brings more, and not for long. One that is alone goes
 * after a turn; under load the disk is asked less often, and for more at a time.
 */
export function makeGather(turn: () => Promise<void>, now: () => number): Gather {
  return async (joined) => {
    const start = now();
    let before: number;
    do {
      before = joined();
      await turn();
    } while (joined() > before && Math.abs(now() - start) < LONGEST);
  };
}
