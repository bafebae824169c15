import { expect, test } from "vitest";
import { runWorld } from "./world.ts";

const worlds = Number(process.env["RIVULET_WORLDS"] ?? 30);
const first = Number(process.env["RIVULET_SEED"] ?? 1);

test("worlds", async () => {
  for (let seed = first; seed < first + worlds; seed++) {
    try {
      await runWorld({ seed, steps: 250, restores: false });
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  expect(true).toBe(true);
});
