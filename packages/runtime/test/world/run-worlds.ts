import { runWorld, type WorldOptions } from "./world.ts";

const STEPS = 250;

export type WorldKind = Omit<WorldOptions, "seed" | "steps">;

/**
 * Runs a world of each seed. A world that breaks a law is run again, shorter and shorter, for as long as it still breaks
 * one; the error names the seed and the number of steps that `runWorld` needs to show it.
 */
export async function runWorlds(seeds: Iterable<number>, kind: WorldKind): Promise<void> {
  for (const seed of seeds) {
    const world = { ...kind, seed, steps: STEPS };
    const error = await tryWorld(world);
    if (error === null) continue;
    const least = await shrink(world, error);
    throw new Error(`A law is broken in runWorld(${JSON.stringify(least.world)})\n${text(least.error)}`);
  }
}

/** So many seeds from the first on. */
export function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

async function tryWorld(world: WorldOptions): Promise<unknown> {
  try {
    await runWorld(world);
    return null;
  } catch (error) {
    return error;
  }
}

async function shrink(world: WorldOptions, error: unknown): Promise<{ world: WorldOptions; error: unknown }> {
  let least = { world, error };
  for (let cut = Math.floor(STEPS / 2); cut >= 1; ) {
    const shorter = { ...world, steps: least.world.steps - cut };
    const found = shorter.steps > 0 ? await tryWorld(shorter) : null;
    if (found !== null) least = { world: shorter, error: found };
    else cut = Math.floor(cut / 2);
  }
  return least;
}

function text(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
