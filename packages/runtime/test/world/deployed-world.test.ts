import { describe, test } from "vitest";
import { KINDS } from "./kinds.ts";
import { range, runWorlds } from "./run-worlds.ts";

/** More worlds: RIVULET_DEPLOYED_WORLDS=10000. Other worlds: RIVULET_SEED=5000. */
const worlds = Number(process.env["RIVULET_DEPLOYED_WORLDS"] ?? 300);
const first = Number(process.env["RIVULET_SEED"] ?? 1);

describe("a world in which a newer version of the app is deployed, to pages and to the server, in any order", () => {
  test("keeps L2 to L8 after every step, and agrees in the end", { timeout: 0 }, () => runWorlds(range(first, worlds), KINDS.deployed));
  test("also where the server's disk is put back to an older copy", { timeout: 0 }, () => runWorlds(range(first, Math.ceil(worlds / 3)), KINDS.deployedRestored));
  test("also where clients see a part of the state", { timeout: 0 }, () => runWorlds(range(first, Math.ceil(worlds / 3)), KINDS.deployedShown));
  test("also where the actor is destroyed now and then", { timeout: 0 }, () => runWorlds(range(first, Math.ceil(worlds / 3)), KINDS.deployedDestroyed));
});
