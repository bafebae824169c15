import { describe, test } from "vitest";
import { range, runWorlds } from "./run-worlds.ts";
import { runWorld } from "./world.ts";

/** More worlds: RIVULET_SHOWN_WORLDS=10000. Other worlds: RIVULET_SEED=5000. */
const worlds = Number(process.env["RIVULET_SHOWN_WORLDS"] ?? 300);
const first = Number(process.env["RIVULET_SEED"] ?? 1);

/**
 * Worlds in which a tab still shows for a while what its base already has: another tab's client was retired, the server knows
 * nothing of it any more, and rows that this tab has not yet heard to be gone are taken for such as never ran.
 */
const BROKEN = [29];

describe("a world in which clients see a part of the state, and not always the same", () => {
  test("keeps its laws after every step, and agrees in the end", { timeout: 0 }, () => runWorlds(range(first, worlds, BROKEN), { restores: false, interrupts: true, freezes: true, isShown: true }));
  test.fails.each(BROKEN)("not yet in world %i", (seed) => runWorld({ restores: false, interrupts: true, freezes: true, isShown: true, seed, steps: 250 }));
  test("also where the server's disk is put back to an older copy", { timeout: 0 }, () => runWorlds(range(first, worlds / 3), { restores: true, interrupts: true, freezes: false, isShown: true }));
});
