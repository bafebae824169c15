import { chromium } from "@playwright/test";
import { launchOptions } from "../playwright.config.ts";
import { EXTENSION_FOLDER } from "../support/build.ts";
import { expect, test } from "../support/test.ts";

test.use({ app: "todos-dev" });

test("the extension shows what the page in its tab does, as a panel of its own", async ({ server }, info) => {
  const context = await chromium.launchPersistentContext(info.outputPath("profile"), {
    ...launchOptions,
    headless: false,
    ignoreDefaultArgs: ["--disable-extensions"],
    args: ["--headless=new", "--no-sandbox", `--disable-extensions-except=${EXTENSION_FOLDER}`, `--load-extension=${EXTENSION_FOLDER}`],
  });
  try {
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    const [page] = context.pages();
    if (page === undefined) throw new Error("The browser has no tab.");
    await page.goto(server.url);
    const field = page.getByRole("textbox", { name: "New todo" });
    await field.fill("Buy milk");
    await field.press("Enter");
    // The devtools of the page are there.
    await expect(page.getByRole("button", { name: "Open Rivulet devtools" })).toBeVisible();
    // Only the worker knows the tab by its number; this code runs there.
    const tab: unknown = await worker.evaluate("chrome.tabs.query({}).then(([tab]) => tab.id)");

    const panel = await context.newPage();
    await panel.goto(new URL(`panel.html?tab=${String(tab)}`, worker.url()).href);
    const timeline = panel.getByRole("grid", { name: "Timeline" });
    await expect(timeline).toBeVisible();
    await field.fill("Water the plants");
    await field.press("Enter");
    await expect(timeline.getByRole("row").filter({ hasText: "Water the plants" })).toContainText("observed");
    await timeline.getByRole("row").filter({ hasText: "Water the plants" }).click();
    await expect(panel.getByRole("list", { name: "Stages" })).toContainText("Observed");
  } finally {
    await context.close();
  }
});
