import { expectAgreement } from "../support/agree.ts";
import { crash } from "../support/crash.ts";
import type { Tab } from "../support/tab.ts";
import { expect, test } from "../support/test.ts";

/** The clients that a tab's calls are made by. */
function clientsOf({ page }: Tab): Promise<string[]> {
  return page.evaluate(() => window.bench.list.outbox.pending.map(({ id }) => id.split("-")[0] ?? ""));
}

test("two tabs of one browser agree, offline and online (complaint 6)", async ({ server, newDevice }) => {
  const device = await newDevice();
  const [one, two] = [await device.open(), await device.open()];
  await one.add("one online");
  await expect(two.items).toHaveText(["one online"]);
  await two.add("two online");
  await expect(one.items).toHaveText(["one online", "two online"]);
  // The tabs show each other what neither has sent yet.
  for (const tab of [one, two]) await expect(tab.pending).toHaveText("0");
  await server.stop();
  for (const tab of [one, two]) await expect(tab.phase).toHaveText("offline");
  await one.add("one offline");
  await expect(two.items).toHaveText(["one online", "two online", "one offline"]);
  await two.add("two offline");
  const all = ["one online", "two online", "one offline", "two offline"];
  for (const tab of [one, two]) {
    await expect(tab.items).toHaveText(all);
    await expect(tab.pending).toHaveText("2");
  }
  await server.start();
  const added = [["one online", "one offline"], ["two online", "two offline"]];
  await expectAgreement({ server, newDevice, tabs: [one, two], added });
});

test("one of two tabs is killed with unsent work and the other delivers it (case 13, complaint 12)", { tag: "@chromium" }, async ({ server, newDevice }) => {
  const device = await newDevice();
  const [one, two] = [await device.open(), await device.open()];
  await one.add("sent");
  await expect(two.items).toHaveText(["sent"]);
  // Some of its work may have left the device already when it dies, and some cannot have.
  server.hold();
  await one.add("on its way");
  await expect.poll(() => one.told.saved.has("on its way")).toBe(true);
  await server.kill();
  await expect(one.phase).toHaveText("offline");
  const unsent = ["unsent 1", "unsent 2", "unsent 3"];
  await one.add(...unsent);
  await expect.poll(() => one.told.saved.has("unsent 3")).toBe(true);
  await crash(one.page);
  const all = ["sent", "on its way", ...unsent];
  await expect(two.items).toHaveText(all);
  await two.add("of the living");
  await server.start();
  await expectAgreement({ server, newDevice, tabs: [two], added: [all, ["of the living"]] });
});

test("a tab is killed in the middle of its work while another one lives (complaint 12)", { tag: "@chromium" }, async ({ server, newDevice }) => {
  const device = await newDevice();
  const [one, two] = [await device.open(), await device.open()];
  const ids = Array.from({ length: 200 }, (_, n) => `n${n}`);
  await expect(one.phase).toHaveText("live");
  await one.page.evaluate((given) => {
    void (async () => {
      for (const id of given) {
        window.bench.add([id]);
        await new Promise(requestAnimationFrame);
      }
    })();
  }, ids);
  await expect.poll(() => one.told.accepted.size, { intervals: [10] }).toBeGreaterThan(10);
  await crash(one.page);
  await expect(two.pending).toHaveText("0");
  const shown = await two.items.allTextContents();
  expect(shown.length).toBeLessThan(ids.length);
  expect(shown).toEqual(ids.slice(0, shown.length));
  expect(shown).toEqual(expect.arrayContaining([...one.told.saved]));
  await expectAgreement({ server, newDevice, tabs: [two], added: [shown] });
});

test("a duplicated tab is a client of its own (case 40)", async ({ server, newDevice }) => {
  const device = await newDevice();
  const one = await device.open();
  await one.add("before");
  await expect.poll(() => one.told.accepted.has("before")).toBe(true);
  await one.page.evaluate(() => sessionStorage.setItem("mark", "copied"));
  await server.stop();
  await expect(one.phase).toHaveText("offline");
  await one.add("one 1");
  // What a browser does for "Duplicate tab": the same address, a copy of what belongs to the tab, the same process.
  const opened = one.page.waitForEvent("popup");
  await one.page.evaluate(() => void window.open(location.href));
  const two = device.follow(await opened);
  await expect(two.items).toHaveText(["before", "one 1"]);
  expect(await two.page.evaluate(() => sessionStorage.getItem("mark"))).toBe("copied");
  await two.add("two 1");
  await one.add("one 2");
  await two.add("two 2");
  for (const tab of [one, two]) await expect(tab.pending).toHaveText("4");
  const [first, , ...others] = await clientsOf(one);
  const clients = new Set(await clientsOf(one));
  expect(clients.size).toBe(2);
  expect(first).toBeDefined();
  expect(others).toHaveLength(2);
  await server.start();
  const added = [["before", "one 1", "one 2"], ["two 1", "two 2"]];
  await expectAgreement({ server, newDevice, tabs: [one, two], added });
});
