import type { Locator, Page } from "@playwright/test";
import { add, closeDevtools, detail, look, rowsOf, setOffline, timeline, titles } from "../support/devtools.ts";
import { expect, test } from "../support/test.ts";

const TOKEN = "a token";
const OF_PAGE = ["Timeline", "Divergences", "State", "Queue", "Fork", "Tabs & storage", "Wire", "Faults", "Session"];
const OF_SERVER = ["Actors", "Activity", "Errors", "Metrics"];

test.use({ app: "todos-dev", env: { RIVET_INSPECTOR_TOKEN: TOKEN } });

/** The devtools' page, let in. */
async function lookAtServer(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/devtools`);
  await page.getByLabel("Token").fill(TOKEN);
  await page.getByLabel("Token").press("Enter");
  await expect(page.getByRole("grid", { name: "Actors" })).toBeVisible();
}

/** Whatever one can do something with, or go to, has a name that a screen reader says. */
async function expectNames(root: Locator): Promise<void> {
  let count = 0;
  for (const role of ["button", "textbox", "searchbox", "combobox", "slider", "spinbutton", "switch", "checkbox", "grid", "tree", "tab", "tablist", "list", "region", "navigation", "main", "table", "separator", "alertdialog"] as const) {
    for (const each of await root.getByRole(role).all()) {
      // Lists say what they are of where there are several in a view.
      if (role === "list" && (await each.getAttribute("aria-label")) === null) continue;
      await expect(each).toHaveAccessibleName(/\S/);
      count++;
    }
  }
  expect(count).toBeGreaterThan(5);
}

test("what other tabs call has a lane of its own, and the device tells of its tabs, locks and storage", async ({ server, newContext }) => {
  const context = await newContext();
  const [mine, other] = [await context.newPage(), await context.newPage()];
  for (const page of [mine, other]) await page.goto(server.url);
  await look(mine, "Timeline");
  await closeDevtools(mine);
  await add(mine, "From here");
  // What is accepted before this tab has read the device is nobody's here but the server's.
  await setOffline(other, true);
  await closeDevtools(other);
  await add(other, "From there");
  await expect(titles(mine)).toHaveCount(2);
  await look(mine, "Timeline");
  const cells = (text: string): Locator => timeline(mine).getByRole("row").filter({ hasText: text }).getByRole("gridcell");
  await expect(cells("From here").nth(2)).toContainText("add");
  await expect(cells("From here").nth(3)).toHaveText("");
  await expect(cells("From there").nth(2)).toHaveText("");
  await expect(cells("From there").nth(3)).toContainText("add");
  await expect(timeline(mine).getByRole("columnheader")).toHaveText(["Time", "Confirmed", "Mine", "Other tabs", "Took"]);
  await look(mine, "Tabs & storage");
  const tabs = mine.getByRole("list", { name: "Clients of this device" }).getByRole("listitem");
  await expect(tabs).toHaveCount(2);
  await expect(tabs.filter({ hasText: "this tab" })).toContainText("its lock is held");
  await expect(tabs.filter({ hasText: "another tab" })).toContainText("its lock is held");
  const storage = detail(mine, "Storage");
  await expect(storage).toContainText("on the device’s disk");
  await expect(storage).toContainText(/Quota[\d.]+ \w?i?B/);
  await expect(storage).toContainText(/Used[\d.]+ \w?i?B by this site/);
});

test("frames are decoded both ways, and show no secret", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await page.goto(server.url);
  await look(page, "Wire");
  await closeDevtools(page);
  await setOffline(page, true);
  await setOffline(page, false);
  await add(page, "Buy milk");
  await look(page, "Wire");
  const frames = page.getByRole("grid", { name: "Frames" });
  const tree = page.getByRole("tree", { name: "Frame" });
  await frames.getByRole("row").filter({ hasText: /sent.*push/ }).last().click();
  await expect(tree).toContainText('"add"');
  await expect(tree).toContainText('"Buy milk"');
  await frames.getByRole("row").filter({ hasText: /heard.*commit/ }).last().click();
  await expect(tree).toContainText("patch:");
  await frames.focus();
  await page.keyboard.press("Home");
  await frames.getByRole("row").filter({ hasText: /sent.*hello/ }).first().click();
  await expect(tree).toContainText("(not shown)");
});

test("a rebase is an entry: what made it, and how each action came out on the new base, with both predictions", async ({ server, newContext }) => {
  const [mine, theirs] = [await (await newContext()).newPage(), await (await newContext()).newPage()];
  for (const page of [mine, theirs]) await page.goto(server.url);
  await add(mine, "Water the plants", "Buy milk");
  await expect(titles(theirs)).toHaveCount(2);
  await setOffline(mine, true);
  await closeDevtools(mine);
  await mine.getByRole("checkbox", { name: "Buy milk" }).check();
  await mine.getByRole("checkbox", { name: "Water the plants" }).check();
  await theirs.getByRole("button", { name: "Remove Buy milk" }).click();
  // The server must know of the removal before this page is back: another reader is told of it by the server alone.
  const reader = await (await newContext()).newPage();
  await reader.goto(server.url);
  await expect(titles(reader)).toHaveCount(1);
  await setOffline(mine, false);
  await look(mine, "Timeline");
  const rebase = rowsOf(timeline(mine)).filter({ hasText: "1 different" });
  await expect(rebase).toContainText("1 same");
  await rebase.click();
  const facts = detail(mine, "What happened");
  await expect(facts).toContainText("Came withconnecting to the actor");
  await expect(facts).toContainText(/Took[\d.]+ ms/);
  const outcome = detail(mine, "Actions on the new base (2)").getByRole("button", { name: /different/ });
  await outcome.click();
  const predictions = mine.getByRole("table", { name: "Predictions of toggle" });
  await expect(predictions.getByRole("row").nth(1).getByRole("cell").last()).toHaveText("nothing");
});

test("what waits can be taken off the view one by one, and put in another order on a copy, and the page sees nothing of it", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await page.goto(server.url);
  await add(page, "Kept");
  await setOffline(page, true);
  await closeDevtools(page);
  await add(page, "First", "Second");
  await look(page, "State");
  const tree = page.getByRole("tree", { name: /^State of/ });
  await expect(tree).toContainText("items:[3]");
  const prefix = page.getByRole("slider", { name: "Waiting actions on top" });
  await prefix.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(tree).toContainText("items:[2]");
  await expect(tree).not.toContainText("Second");
  await page.keyboard.press("Home");
  await expect(tree).toContainText("items:[1]");
  await look(page, "Fork");
  await page.getByRole("button", { name: /^Later: add\("First"\)/ }).click();
  const forked = page.getByRole("tree", { name: "Forked state" });
  await expect(forked).toContainText(/Kept.*Second.*First/);
  await page.getByRole("button", { name: "As it is" }).click();
  await expect(forked).toContainText(/Kept.*First.*Second/);
  await expect(titles(page)).toHaveText(["Kept", "First", "Second"]);
});

test("from an action of the page one gets to the same action on the server, while somebody looks there", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await page.goto(server.url);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const tools = await (await newContext()).newPage();
  await lookAtServer(tools, server.url);
  await tools.getByRole("button", { name: "Activity", exact: true }).click();
  await expect(tools.getByText("Nothing has happened")).toBeVisible();
  await look(page, "Timeline");
  await closeDevtools(page);
  await add(page, "Find me", "Not me");
  await look(page, "Timeline");
  const row = timeline(page).getByRole("row").filter({ hasText: '"Find me"' });
  await expect(row).toContainText("observed");
  await row.click();
  const id = await detail(page, "Identity").locator("code").innerText();
  await page.getByRole("button", { name: "On the server" }).click();
  await page.getByLabel("Token").fill(TOKEN);
  await page.getByLabel("Token").press("Enter");
  const found = rowsOf(page.getByRole("grid", { name: "Activity" }));
  await expect(found).toHaveCount(1);
  await expect(found).toContainText('add("Find me")');
  await found.click();
  await expect(page.getByText(id)).toBeVisible();
});

test("by keyboard alone: into the panel, through its views and rows, and out again", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await page.goto(server.url);
  await add(page, "Buy milk", "Water the plants");
  const launch = page.getByRole("button", { name: "Open Rivulet devtools" });
  await launch.focus();
  await page.keyboard.press("Enter");
  await expect(timeline(page)).toBeVisible();
  const focused = (): Promise<string> => page.evaluate(() => {
    const inside = document.querySelector("rivulet-devtools")?.shadowRoot?.activeElement;
    return inside?.getAttribute("aria-label") ?? inside?.textContent ?? "";
  });
  const goTo = async (name: string, key = "Tab"): Promise<void> => {
    for (let i = 0; i < 60; i++) {
      if ((await focused()).startsWith(name)) return;
      await page.keyboard.press(key);
    }
    throw new Error(`${name} is not reached.`);
  };
  await goTo("State");
  await page.keyboard.press("Enter");
  await goTo("State of");
  for (const key of ["ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
  await expect(detail(page, "Writers, the last first")).toBeVisible();
  await goTo("Timeline", "Shift+Tab");
  await page.keyboard.press("Enter");
  await goTo("Search actions");
  await page.keyboard.type("plants");
  await expect(rowsOf(timeline(page))).toHaveCount(1);
  // What is typed here is not for the page.
  await expect(titles(page)).toHaveCount(2);
  await goTo("Timeline");
  await page.keyboard.press("End");
  await expect(timeline(page).getByRole("row", { selected: true })).toContainText("Water the plants");
  await expect(page.getByRole("list", { name: "Stages" })).toBeVisible();
  await goTo("Close devtools", "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(launch).toBeFocused();
});

test("everything in the page's panel has a name for those who do not see it", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await page.goto(server.url);
  await setOffline(page, true);
  await closeDevtools(page);
  await add(page, "Buy milk");
  const panel = page.locator("rivulet-devtools");
  for (const view of OF_PAGE) {
    await look(page, view);
    if (view === "Timeline") await rowsOf(timeline(page)).last().click();
    await expectNames(panel);
  }
});

test("everything on the server's page has a name for those who do not see it, and nothing jumps while things happen", async ({ server, newContext }) => {
  const app = await (await newContext()).newPage();
  await app.goto(server.url);
  await add(app, "Buy milk");
  const page = await (await newContext()).newPage();
  await page.addInitScript(() => {
    const shifts: number[] = [];
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => Reflect.get(entry, "hadRecentInput") === true || shifts.push(Number(Reflect.get(entry, "value"))))).observe({ type: "layout-shift", buffered: true });
    Object.assign(window, { shifts });
  });
  await lookAtServer(page, server.url);
  for (const view of [...OF_SERVER, "Session"]) {
    await page.getByRole("button", { name: view, exact: true }).click();
    await add(app, view);
    if (view === "Activity") await page.getByRole("row").filter({ hasText: 'add("Activity")' }).click();
    if (view === "Metrics") await expect(page.getByText("An action takes")).toBeVisible();
    await expectNames(page.locator("body"));
  }
  await page.getByRole("button", { name: "Actors", exact: true }).click();
  await page.getByRole("row").filter({ hasText: "everyone" }).click();
  for (const tab of ["Activity", "Console", "Log", "Connections", "Schedule", "KV", "Clients", "About", "State"]) {
    await page.getByRole("tab", { name: tab }).click();
    await expectNames(page.locator("body"));
  }
  const shifts = await page.evaluate(() => Reflect.get(window, "shifts") as number[]);
  expect(shifts.reduce((sum, each) => sum + each, 0)).toBeLessThan(0.02);
});

test("heads of tables stand above their columns, whatever a scrollbar takes", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await page.goto(server.url);
  await look(page, "Timeline");
  await page.getByRole("button", { name: "Stay at the newest" }).waitFor();
  const off = await page.evaluate(() => {
    const grid = document.querySelector("rivulet-devtools")?.shadowRoot?.querySelector<HTMLElement>("[role=grid]");
    // Scrollbars of tests take no room: one of the page's own making does.
    grid?.style.setProperty("border-inline-end", "15px solid");
    const [head, row] = ["columnheader", "gridcell"].map((role) => [...(grid?.querySelectorAll(`[role=${role}]`) ?? [])].slice(0, 5));
    return head?.map((each, i) => Math.abs(each.getBoundingClientRect().left - (row?.[i]?.getBoundingClientRect().left ?? Number.NaN)));
  });
  expect(off).toEqual([0, 0, 0, 0, 0]);
});
