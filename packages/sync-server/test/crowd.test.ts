import { expect, test } from "vitest";
import { crowd } from "./crowd/crowd.ts";

/** `pnpm --filter @rivulet/sync-server run crowd` does more of it, for longer. */
test("a crowd of connections is all there after a while, and everybody has heard everything", async () => {
  const { dropped, written, heard } = await crowd({ together: 100, idle: 200, seconds: 8 });
  expect([dropped, written, heard]).toEqual([0, 8, 8]);
});
