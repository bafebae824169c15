import { findLeast } from "../../src/testing/least.ts";
import { runWorld, type WorldOptions } from "./world.ts";

const STEPS = 250;

export type WorldKind = Omit<WorldOptions, "seed" | "steps">;

/**
 * Runs a world of each seed. A world that breaks a law is run again, shorter and shorter, for as long as it still breaks
 * one; the error names the seed and the number of steps that `runWorld` needs to show it.
 */
export async function runWorlds(seeds: Iterable<number>, kind: WorldKind): Promise<void> {
  for (const seed of seeds) {
    const broken = await findBroken({ ...kind, seed, steps: STEPS });
    if (broken !== null) throw new Error(`A law is broken in runWorld(${JSON.stringify(broken.world)})\n${broken.error}`);
  }
}

/** So many seeds from the first on. */
export function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

export interface BrokenWorld {
  readonly world: WorldOptions;
  /** With its stack. */
  readonly error: string;
}

/** The shortest world found of this seed that breaks a law; `null` where it breaks none. */
export async function findBroken(world: WorldOptions): Promise<BrokenWorld | null> {
  const failure = await findLeast(world.steps, (steps) => runWorld({ ...world, steps }));
  if (failure === null) return null;
  const { steps, error } = failure;
  return { world: { ...world, steps }, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
