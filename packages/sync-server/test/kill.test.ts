import { expect, test } from "vitest";
import { campaign } from "./kill/campaign.ts";

/** `pnpm --filter @rivulet/sync-server run kill -- 200` does more of it. */
const KILLS = 8;

test("L2 L3 killed under load at random instants and started again, a server has all that it acknowledged, each once, in order", async () => {
  const { acknowledged, restarts } = await campaign({ kills: KILLS, seed: String(Date.now()) });
  expect(restarts).toHaveLength(KILLS + 1);
  // Every kind of client was told something.
  expect(Math.min(...Object.values(acknowledged))).toBeGreaterThan(0);
}, 120_000);
