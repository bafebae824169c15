// What only a real browser does to a page. The numbers are those of docs/guarantees.md.

import { expectAgreement } from "../support/agree.ts";
import { crash } from "../support/crash.ts";
import { expect, test } from "../support/test.ts";

test("the site's data is cleared while a page is open: what waits is on the device again (case 21, complaint 4)", { tag: "@chromium" }, async ({
  server,
  site,
  newDevice,
}) => {
  const device = await newDevice();
  const tab = await device.open();
  await tab.add("sent");
  await expect.poll(() => tab.told.accepted.has("sent")).toBe(true);
  await server.stop();
  await expect(tab.phase).toHaveText("offline");
  await tab.add("before");
  await expect.poll(() => tab.told.saved.has("before")).toBe(true);
  const session = await device.context.newCDPSession(tab.page);
  await session.send("Storage.clearDataForOrigin", { origin: site.url, storageTypes: "indexeddb" });
  await tab.add("after");
  await expect.poll(() => tab.told.saved.has("after")).toBe(true);
  await expect(tab.durability).toHaveText("disk");
  const all = ["sent", "before", "after"];
  await expect(tab.items).toHaveText(all);
  await tab.page.reload();
  await expect(tab.pending).toHaveText("2");
  await server.start();
  await expectAgreement({ server, newDevice, tabs: [tab], added: [all] });
});

test("a tab is killed in the middle of a transaction: nothing of that is there, and no other tab waits for it (case 24, complaint 6)", { tag: "@chromium" }, async ({
  server,
  newDevice,
}) => {
  const device = await newDevice();
  const [one, two] = [await device.open(), await device.open()];
  await expect(two.phase).toHaveText("live");
  await server.stop();
  for (const tab of [one, two]) await expect(tab.phase).toHaveText("offline");
  await one.add("whole");
  await expect(two.items).toHaveText(["whole"]);
  // All is written, and never committed: the transaction is kept open.
  await one.page.evaluate(() => {
    IDBTransaction.prototype.commit = function hang(this: IDBTransaction): void {
      const store = this.objectStore("entries");
      const again = (): void => {
        store.get("none").onsuccess = again;
      };
      again();
      document.title = "in the middle";
    };
  });
  await one.add("never 1", "never 2");
  await expect(one.page).toHaveTitle("in the middle");
  await two.add("of the living");
  await crash(one.page);
  await expect.poll(() => two.told.saved.has("of the living")).toBe(true);
  await expect(two.items).toHaveText(["whole", "of the living"]);
  await two.page.reload();
  await expect(two.items).toHaveText(["whole", "of the living"]);
  await server.start();
  expect(one.told.saved.has("never 1")).toBe(false);
  await expectAgreement({ server, newDevice, tabs: [two], added: [["whole"], ["of the living"]] });
});

test("a tab hangs in the middle of its work: the others save and send, and it goes on where it was (case 22, complaint 7)", async ({ server, newDevice }) => {
  const device = await newDevice();
  const [one, two] = [await device.open(), await device.open()];
  for (const { phase } of [one, two]) await expect(phase).toHaveText("live");
  await one.page.evaluate(() => window.bench.burst("hanging"));
  await expect.poll(() => one.told.accepted.size, { intervals: [10] }).toBeGreaterThan(10);
  await one.page.evaluate(() => {
    // Whatever it has open stays so: nothing of it runs.
    setTimeout(() => {
      for (const end = Date.now() + 5_000; Date.now() < end; );
    });
  });
  const before = one.told.saved.size;
  const ids = Array.from({ length: 20 }, (_, n) => `of the other ${n}`);
  for (const id of ids) {
    await two.add(id);
    await expect.poll(() => two.told.accepted.has(id), { intervals: [5] }).toBe(true);
  }
  await expect.poll(() => one.told.saved.size).toBeGreaterThan(before);
  const added = await one.page.evaluate(() => window.bench.rest());
  await expectAgreement({ server, newDevice, tabs: [one, two], added: [added, ids] });
});

test("the network comes and goes while two tabs write, and the browser says so too late (case 39, complaint 13)", async ({ server, newDevice }) => {
  const device = await newDevice();
  const [one, two] = [await device.open(), await device.open()];
  const added: string[][] = [[], []];
  for (let round = 0; round < 8; round++) {
    await device.context.setOffline(round % 2 === 0);
    for (const [n, tab] of [one, two].entries()) {
      const ids = [0, 1, 2].map((i) => `${n} ${round}.${i}`);
      added[n]?.push(...ids);
      await tab.add(...ids);
      await expect.poll(() => tab.told.saved.has(ids[2] ?? "")).toBe(true);
    }
    // Sometimes it is back before anybody has noticed.
    if (round % 3 === 0) await server.kill().then(server.start);
  }
  await device.context.setOffline(false);
  await expectAgreement({ server, newDevice, tabs: [one, two], added });
});

test("a clock that is set forth and back changes no order and loses nothing (complaint 18)", async ({ server, newDevice }) => {
  const device = await newDevice();
  await device.context.addInitScript(() => {
    const { now } = Date;
    Date.now = () => now.call(Date) + Number(sessionStorage.getItem("skew") ?? 0);
  });
  const [one, two] = [await device.open(), await (await newDevice()).open()];
  const ids: string[] = [];
  const add = async (id: string, days: number): Promise<void> => {
    await one.page.evaluate((skew) => sessionStorage.setItem("skew", skew), String(days * 86_400_000));
    ids.push(id);
    await one.add(id);
  };
  await add("tomorrow", 1);
  await add("yesterday", -1);
  await server.stop();
  await expect(one.phase).toHaveText("offline");
  await add("in a year", 365);
  await add("a year ago", -365);
  await two.add("of the other");
  await add("now", 0);
  await expect.poll(() => one.told.saved.size).toBe(5);
  await one.page.reload();
  await expect(one.items).toHaveText(ids);
  await server.start();
  await expectAgreement({ server, newDevice, tabs: [one, two], added: [ids, ["of the other"]] });
});
