import { describe, test } from "vitest";
import { KINDS } from "./kinds.ts";
import { range, runWorlds } from "./run-worlds.ts";

/** More worlds: RIVULET_SHOWN_WORLDS=10000. Other worlds: RIVULET_SEED=5000. */
const worlds = Number(process.env["RIVULET_SHOWN_WORLDS"] ?? 300);
const first = Number(process.env["RIVULET_SEED"] ?? 1);

/** Worlds that broke a law once. */
const KEPT = [29];

describe("a world in which clients see a part of the state, and not always the same", () => {
  test("keeps its laws after every step, and agrees in the end", { timeout: 0 }, () => runWorlds([...KEPT, ...range(first, worlds)], KINDS.shown));
  test("also where the server's disk is put back to an older copy", { timeout: 0 }, () => runWorlds(range(first, worlds / 3), KINDS.shownRestored));
});
