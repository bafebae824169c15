import { expectAgreement } from "../support/agree.ts";
import { epochOf } from "../support/records.ts";
import type { Tab } from "../support/tab.ts";
import { expect, test } from "../support/test.ts";

const ROUNDS = 4;

test("server killed with -9 in a burst and started again: nothing acknowledged is missing, nothing doubled", async ({
  server,
  newDevice,
}) => {
  // Some ten thousand items are drawn in three pages, while another test has the other half of the machine.
  test.slow();
  const tabs: Tab[] = [await (await newDevice()).open(), await (await newDevice()).open()];
  const accepted = (): string[] => tabs.flatMap(({ told }) => [...told.accepted]);
  for (const [n, { page, phase }] of tabs.entries()) {
    await expect(phase).toHaveText("live");
    await page.evaluate((name) => window.bench.burst(name), `tab ${n}:`);
  }
  for (let round = 0; round < ROUNDS; round++) {
    const before = accepted().length;
    const enough = before + 10 + Math.floor(Math.random() * 50);
    await expect.poll(() => accepted().length, { intervals: [5] }).toBeGreaterThan(enough);
    await server.kill();
    const acknowledged = accepted();
    const { ids, count } = await server.read("shared");
    expect(new Set(ids).size, "nothing doubled").toBe(ids.length);
    expect(count).toBe(ids.length);
    expect(acknowledged.filter((id) => !ids.includes(id)), "acknowledged and missing").toEqual([]);
    await server.start();
  }
  const added = await Promise.all(tabs.map(({ page }) => page.evaluate(() => window.bench.rest())));
  await expectAgreement({ server, newDevice, tabs, added });
  for (const [n, { told }] of tabs.entries()) expect(told.accepted.size).toBe(added[n]?.length);
});

test("server's file replaced by an older copy: noticed, pending kept, converged (case 3, case 29)", async ({ server, newDevice }) => {
  const [one, two] = [await (await newDevice()).open(), await (await newDevice()).open()];
  await one.add("before the copy");
  await expect(two.items).toHaveText(["before the copy"]);
  await server.stop();
  const older = server.copy();
  await server.start();
  await one.add("of the lost time");
  const known = ["before the copy", "of the lost time"];
  await expect(two.items).toHaveText(known);
  const epoch = await epochOf(two.page);
  expect(epoch).not.toBeNull();
  await server.stop();
  for (const [n, tab] of [one, two].entries()) {
    await expect(tab.phase).toHaveText("offline");
    await tab.add(`${n} pending`, `${n} pending too`);
    await expect.poll(() => tab.told.saved.has(`${n} pending too`)).toBe(true);
  }
  // One of them is not even there when it happens.
  const visit = two.page.url();
  await two.page.goto("about:blank");
  older.putBack();
  await server.start();
  await expect(one.pending).toHaveText("0");
  await two.page.goto(visit);
  const added = [["before the copy"], ["0 pending", "0 pending too"], ["1 pending", "1 pending too"]];
  await expect(two.phase).toHaveText("live");
  await expect(two.pending).toHaveText("0");
  for (const { page } of [one, two]) await expect.poll(() => epochOf(page)).not.toBe(epoch);
  expect(await epochOf(one.page)).toBe(await epochOf(two.page));
  await expectAgreement({ server, newDevice, tabs: [one, two], added });
});
