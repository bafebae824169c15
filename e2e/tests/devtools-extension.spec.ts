import { chromium } from "@playwright/test";
import { launchOptions } from "../playwright.config.ts";
import { EXTENSION_FOLDER } from "../support/build.ts";
import { openRawBrowser, type Target } from "../support/raw-browser.ts";
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

/** What the panel's table has in the row with this text; nothing where there is none. */
function rowWith(panel: Target, text: string): Promise<unknown> {
  return panel.run(`[...document.querySelectorAll("[role=grid][aria-label=Timeline] [role=row]")].map((row) => row.textContent).find((row) => row.includes(${JSON.stringify(text)})) ?? ""`);
}

function add(page: Target, title: string): Promise<unknown> {
  return page.run(`(() => { const field = document.getElementById("new-todo"); field.value = ${JSON.stringify(title)}; field.form.requestSubmit(); })()`);
}

test("inside of the browser's own developer tools, its tab shows the page's replica, actions as they happen, and the page after a reload", async ({ server }, info) => {
  // A browser and its developer tools are started from nothing.
  test.setTimeout(300_000);
  const browser = await openRawBrowser(launchOptions.executablePath ?? "chromium", [
    "--headless=new",
    "--no-sandbox",
    "--no-first-run",
    "--auto-open-devtools-for-tabs",
    `--user-data-dir=${info.outputPath("profile")}`,
    `--disable-extensions-except=${EXTENSION_FOLDER}`,
    `--load-extension=${EXTENSION_FOLDER}`,
    server.url,
  ]);
  try {
    const page = await browser.target(new RegExp(`^${server.url}`));
    await expect.poll(() => page.run(`document.getElementById("new-todo") !== null`)).toBe(true);
    await add(page, "Buy milk");
    // The tab is added by the extension's own page, which runs inside of the developer tools alone.
    const { host } = new URL((await browser.target(/^chrome-extension:\/\/\w+\/devtools\.html$/)).url);
    const tools = await browser.target(/^devtools:\/\//);
    // A panel that is not there yet is shown without a word, and without a panel.
    const open = `import("devtools://devtools/bundled/ui/legacy/legacy.js").then(async ({ InspectorView }) => {
      const view = InspectorView.InspectorView.instance();
      const name = "chrome-extension://${host}Rivulet";
      if (!view.hasPanel(name)) return "no panel yet";
      await view.showPanel(name);
      return true;
    })`;
    await expect.poll(() => tools.run(open).catch(String)).toBe(true);
    const panel = await browser.target(new RegExp(`^chrome-extension://${host}/panel\\.html`));
    expect(await panel.run("typeof chrome.devtools.inspectedWindow.tabId")).toBe("number");

    await expect.poll(() => panel.run(`document.querySelector("[role=grid][aria-label=Timeline]") !== null`)).toBe(true);
    await add(page, "Water the plants");
    await expect.poll(() => rowWith(panel, "Water the plants")).toContain("observed");
    const see = (view: string): Promise<unknown> => panel.run(`[...document.querySelectorAll("nav button")].find((each) => each.textContent.startsWith(${JSON.stringify(view)})).click()`);
    await see("State");
    const state = (): Promise<unknown> => panel.run(`document.querySelector("[role=tree]")?.textContent ?? ""`);
    await expect.poll(state).toContain("Buy milk");
    expect(await state()).toContain("Water the plants");

    // It is there again by itself, whichever of both is loaded first.
    await panel.run("globalThis.isOfBefore = true");
    await page.run("location.reload()");
    await expect.poll(() => panel.run(`globalThis.isOfBefore !== true && document.querySelector("[role=tree]")?.textContent`).catch(String)).toContain("Buy milk");
    await add(page, "Read a book");
    await see("Timeline");
    await expect.poll(() => rowWith(panel, "Read a book").catch(String)).toContain("observed");
  } finally {
    await browser.close();
  }
});
