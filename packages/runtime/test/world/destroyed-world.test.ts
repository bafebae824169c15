import { describe, test } from "vitest";
import { KINDS } from "./kinds.ts";
import { range, runWorlds } from "./run-worlds.ts";
import { runWorld } from "./world.ts";

/** More worlds: RIVULET_DESTROYED_WORLDS=10000. Other worlds: RIVULET_SEED=5000. */
const worlds = Number(process.env["RIVULET_DESTROYED_WORLDS"] ?? 300);
const first = Number(process.env["RIVULET_SEED"] ?? 1);

describe("a world in which the actor is destroyed now and then", () => {
  test("keeps L2, L6 and L8 through it, and agrees in the end", { timeout: 0 }, () =>
    runWorlds(range(first, worlds), KINDS.destroyed));
  test("also where the server's disk is put back to an older copy", { timeout: 0 }, () =>
    runWorlds(range(first, Math.ceil(worlds / 3)), KINDS.destroyedRestored));
  test("still does where it once did not", { timeout: 0 }, async () => {
    await runWorld({ ...KINDS.destroyedRestored, seed: 407_765, steps: 113 });
    await runWorld({ ...KINDS.destroyedRestored, seed: 2_017_231, steps: 122 });
    await runWorld({ ...KINDS.destroyedRestored, seed: 5_089_761, steps: 155 });
    await runWorld({ ...KINDS.destroyed, seed: 12, steps: 250 });
    await runWorld({ ...KINDS.destroyed, seed: 188, steps: 187 });
    await runWorld({ ...KINDS.destroyed, seed: 3_072_182, steps: 82 });
    await runWorld({ ...KINDS.all, seed: 1_005_699, steps: 233 });
    await runWorld({ ...KINDS.all, seed: 9_201_028, steps: 245 });
  });
});
