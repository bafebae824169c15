/** What ran wrong, in so many steps. */
export interface Failure {
  readonly steps: number;
  readonly error: unknown;
}

/**
 * Runs something of so many steps; where that throws, again with fewer and fewer, for as long as it still throws. Resolves
 * to the shortest failure found; `null` where there is none.
 */
export async function findLeast(steps: number, run: (steps: number) => Promise<void>): Promise<Failure | null> {
  const tryWith = (count: number): Promise<Failure | null> =>
    run(count).then(
      () => null,
      (error: unknown) => ({ steps: count, error }),
    );
  let least = await tryWith(steps);
  for (let cut = Math.floor(steps / 2); least !== null && cut >= 1; ) {
    const shorter = least.steps > cut ? await tryWith(least.steps - cut) : null;
    if (shorter !== null) least = shorter;
    // Begun anew from each, so that whoever begins with what was found finds nothing shorter.
    cut = Math.floor((shorter?.steps ?? cut) / 2);
  }
  return least;
}
