import { launchOptions } from "../playwright.config.ts";
import { expectAgreement } from "../support/agree.ts";
import type { Tab } from "../support/tab.ts";
import { expect, test } from "../support/test.ts";

// Playwright turns the back/forward cache off unless told otherwise.
test.use({ launchOptions: { ...launchOptions, ignoreDefaultArgs: ["--disable-back-forward-cache"] } });

/** Leaves the page for another one, as by a link. */
async function leave({ page }: Tab, site: string): Promise<void> {
  // A page that is loaded anew has no such title.
  await page.evaluate(() => addEventListener("pageshow", () => (document.title = "back from the cache")));
  await page.goto(`${site}/elsewhere`);
}

/** As by the browser's button; a page that comes from the cache is not loaded, so there is no load to wait for. */
async function back({ page }: Tab): Promise<void> {
  await page.evaluate(() => void setTimeout(() => history.back()));
  await expect(page).not.toHaveTitle("Elsewhere");
}

test("a page that comes back from the back/forward cache goes on where it was", async ({ server, site, newDevice }) => {
  const device = await newDevice();
  const tab = await device.open();
  await tab.add("before");
  await expect.poll(() => tab.told.accepted.has("before")).toBe(true);
  await server.stop();
  await expect(tab.phase).toHaveText("offline");
  await tab.add("unsent");
  await expect.poll(() => tab.told.saved.has("unsent")).toBe(true);
  await leave(tab, site.url);
  await server.start();
  await back(tab);
  await expect(tab.page).toHaveTitle("back from the cache");
  await tab.add("after");
  await expectAgreement({ server, newDevice, tabs: [tab], added: [["before", "unsent", "after"]] });
});

test("what a page left unsent is delivered while it is away, and not again when it is back (case 10, complaint 7)", async ({
  server,
  site,
  newDevice,
}) => {
  const device = await newDevice();
  const [tab, other] = [await device.open(), await device.open()];
  await tab.add("before");
  await expect(other.items).toHaveText(["before"]);
  await server.stop();
  await expect(tab.phase).toHaveText("offline");
  await tab.add("unsent");
  await expect(other.items).toHaveText(["before", "unsent"]);
  await leave(tab, site.url);
  await server.start();
  await expect(other.pending).toHaveText("0");
  await other.add("meanwhile");
  await expect.poll(() => other.told.accepted.has("meanwhile")).toBe(true);
  await back(tab);
  await expect(tab.items).toHaveText(["before", "unsent", "meanwhile"]);
  await tab.add("after");
  await expectAgreement({ server, newDevice, tabs: [tab, other], added: [["before", "unsent", "after"], ["meanwhile"]] });
});

test("what a page left unsent is delivered by a tab that is opened later", async ({ server, site, newDevice }) => {
  const device = await newDevice();
  const tab = await device.open();
  await tab.add("before");
  await expect.poll(() => tab.told.accepted.has("before")).toBe(true);
  await server.stop();
  await expect(tab.phase).toHaveText("offline");
  await tab.add("unsent");
  await expect.poll(() => tab.told.saved.has("unsent")).toBe(true);
  await leave(tab, site.url);
  await server.start();
  const other = await device.open();
  await expect(other.pending).toHaveText("0");
  await expect(other.items).toHaveText(["before", "unsent"]);
  await back(tab);
  await expectAgreement({ server, newDevice, tabs: [tab, other], added: [["before", "unsent"]] });
});
