import { describe, test } from "vitest";
import { KINDS } from "./kinds.ts";
import { range, runWorlds } from "./run-worlds.ts";

/** More worlds: RIVULET_RESTORED_WORLDS=10000. Other worlds: RIVULET_SEED=5000. */
const worlds = Number(process.env["RIVULET_RESTORED_WORLDS"] ?? 400);
const first = Number(process.env["RIVULET_SEED"] ?? 1);

/** Worlds that broke a law once. */
const KEPT = [272, 336, 356, 411, 654];
/** The same, of worlds whose pages are put aside. */
const KEPT_FROZEN = [92, 100, 183, 257, 276, 289, 348];

describe("a world in which the server's disk is put back to an older copy", () => {
  test("keeps its laws after every step, and agrees in the end", { timeout: 0 }, () => runWorlds(range(first, worlds), KINDS.restored));
  test("still does where it once did not", { timeout: 0 }, () => runWorlds(KEPT, { restores: true, interrupts: false, freezes: false }));
  test("also where pages are put aside", { timeout: 0 }, () => runWorlds(KEPT_FROZEN, KINDS.restored));
});
