import { expectAgreement } from "../support/agree.ts";
import { expect, test } from "../support/test.ts";

const CUTS = 24;

test("two browsers write while connections are cut in the middle of frames", async ({ server, tcp, newDevice }) => {
  tcp.budget = () => (tcp.cuts < CUTS ? 200 + Math.floor(Math.random() * 6_000) : null);
  const tabs = [await (await newDevice(tcp.url)).open(), await (await newDevice(tcp.url)).open()];
  for (const [n, { page }] of tabs.entries()) await page.evaluate((name) => window.bench.burst(name), `tab ${n}:`);
  await expect.poll(() => tcp.cuts, { timeout: 60_000 }).toBeGreaterThanOrEqual(CUTS);
  const added = await Promise.all(tabs.map(({ page }) => page.evaluate(() => window.bench.rest())));
  await expectAgreement({ server, newDevice, tabs, added });
  for (const [n, { told }] of tabs.entries()) expect(told.accepted.size).toBe(added[n]?.length);
});
