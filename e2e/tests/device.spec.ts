import { expectAgreement } from "../support/agree.ts";
import { expect, test } from "../support/test.ts";

test("IndexedDB refused: works in memory and says so (complaint 5)", async ({ server, newDevice }) => {
  const other = await (await newDevice()).open();
  const tab = await (await newDevice()).open({ sandboxed: true });
  await expect(tab.page.evaluate(() => void indexedDB.open("any"))).rejects.toThrow(/denied|insecure/);
  await expect(tab.durability).toHaveText("memory");
  await expect(other.durability).toHaveText("disk");
  await tab.add("online");
  await expect(other.items).toHaveText(["online"]);
  await server.stop();
  await expect(tab.phase).toHaveText("offline");
  await tab.add("offline 1", "offline 2");
  await expect(tab.items).toHaveText(["online", "offline 1", "offline 2"]);
  await expect(tab.pending).toHaveText("2");
  await server.start();
  await expectAgreement({ server, newDevice, tabs: [tab, other], added: [["online", "offline 1", "offline 2"]] });
});

test("page closed right after an action: nothing that was saved is lost", async ({ server, newDevice }) => {
  const device = await newDevice();
  let tab = await device.open();
  await tab.add("first");
  await expect.poll(() => tab.told.accepted.has("first")).toBe(true);
  let expected = ["first"];
  for (let round = 0; round < 6; round++) {
    // With the server and without: what is saved may be on its way, or have nowhere to go.
    if (round === 3) await server.stop();
    const ids = Array.from({ length: 20 }, (_, n) => `round ${round}: ${n}`);
    await tab.page.evaluate((given) => given.forEach((id) => setTimeout(() => window.bench.add([id]))), ids);
    // Some rounds end at the first word that something is saved, some sooner.
    const { told, page } = tab;
    if (round % 3 > 0) await expect.poll(() => told.saved.size, { intervals: [1] }).toBeGreaterThan(0);
    await page.close();
    tab = await device.open();
    await expect(tab.count).not.toHaveText("");
    // All at once, or the page may move between two looks.
    const shown = await tab.items.allTextContents();
    expect(shown).toEqual([...expected, ...ids.slice(0, shown.length - expected.length)]);
    expect(shown).toEqual(expect.arrayContaining([...told.saved].filter((id) => ids.includes(id))));
    expected = shown;
  }
  await server.start();
  await expectAgreement({ server, newDevice, tabs: [tab], added: [expected] });
});

test("a full disk: goes on in memory, says so, and loses nothing", { tag: "@chromium" }, async ({ server, site, newDevice }) => {
  const device = await newDevice();
  // Browsers ask for the quota when they open a database, and then only now and then.
  const other = await device.context.newPage();
  await other.goto(`${site.url}/elsewhere`);
  const session = await device.context.newCDPSession(other);
  await session.send("Storage.overrideQuotaForOrigin", { origin: site.url, quotaSize: 500_000 });
  const tab = await device.open();
  await tab.add("online");
  await expect.poll(() => tab.told.accepted.has("online")).toBe(true);
  await server.stop();
  await expect(tab.phase).toHaveText("offline");
  const ids = Array.from({ length: 10 }, (_, n) => `heavy ${n}`);
  await tab.page.evaluate(async (given) => {
    for (const id of given) {
      // Noise, since browsers compress what they keep.
      const ballast = Array.from({ length: 100_000 }, () => String.fromCharCode(33 + Math.random() * 90)).join("");
      await window.bench.list.add(id, ballast).saved;
    }
  }, ids);
  await expect(tab.durability).toHaveText("memory");
  await expect(tab.items).toHaveText(["online", ...ids]);
  await expect(tab.pending).toHaveText("10");
  await server.start();
  await expect(tab.pending).toHaveText("0");
  // What still lies on the disk was sent from memory: whoever finds it there must not have it run a second time.
  await session.send("Storage.overrideQuotaForOrigin", { origin: site.url });
  await tab.page.reload();
  await expect(tab.durability).toHaveText("disk");
  await expectAgreement({ server, newDevice, tabs: [tab], added: [["online", ...ids]] });
});

test("a transaction that the browser aborts is tried again", async ({ server, newDevice }) => {
  const device = await newDevice();
  const tab = await device.open();
  await expect(tab.phase).toHaveText("live");
  await tab.page.evaluate(() => {
    const { commit } = IDBTransaction.prototype;
    IDBTransaction.prototype.commit = function abortOnce(): void {
      IDBTransaction.prototype.commit = commit;
      this.abort();
    };
  });
  await tab.add("aborted once", "after that");
  await expect.poll(() => tab.told.accepted.size).toBe(2);
  await expect(tab.durability).toHaveText("disk");
  await server.stop();
  await tab.page.reload();
  await expect(tab.items).toHaveText(["aborted once", "after that"]);
  await server.start();
  await expectAgreement({ server, newDevice, tabs: [tab], added: [["aborted once", "after that"]] });
});
