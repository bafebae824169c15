import { describe, test } from "vitest";
import { KINDS } from "./kinds.ts";
import { range, runWorlds } from "./run-worlds.ts";
import { runWorld } from "./world.ts";

/** More worlds: RIVULET_WORLDS=10000. Other worlds: RIVULET_SEED=5000. */
const worlds = Number(process.env["RIVULET_WORLDS"] ?? 600);
const first = Number(process.env["RIVULET_SEED"] ?? 1);

/** Worlds that broke a law once. */
const KEPT = [3, 7, 15, 24, 32, 165, 192, 221, 368, 1010];
/** The same, of worlds whose pages are put aside. */
const KEPT_FROZEN = [12, 92, 100, 104, 183, 262, 274, 297, 303, 338, 344, 2165];
/** The same, of worlds in which actions are edited. */
const KEPT_EDITED = [37];

describe("a world of tabs, devices and a server that dies", () => {
  test("keeps L2 to L8 after every step, and agrees in the end", { timeout: 0 }, () => runWorlds(range(first, worlds), KINDS.plain));
  test("still does where it once did not", { timeout: 0 }, () => runWorlds(KEPT, { restores: false, interrupts: false, freezes: false }));
  test("also where pages are put aside", { timeout: 0 }, () => runWorlds(KEPT_FROZEN, KINDS.plain));
  test("and where actions are edited while they wait", { timeout: 0 }, async () => {
    await runWorlds([...KEPT_EDITED, ...range(first, worlds / 4)], KINDS.edited);
    await runWorld({ ...KINDS.edited, seed: 3_084_293, steps: 118 });
  });
});
