import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/test.ts";

test.use({ app: "todos" });

const titles = (page: Page): Locator => page.getByRole("list", { name: "Todos" }).locator(".words");
const badge = (page: Page): Locator => page.getByRole("paragraph").filter({ hasText: "Sync status: " });
const refusals = (page: Page): Locator => page.getByRole("region", { name: "Not accepted by the server" });
const inRow = (page: Page, title: string): Locator => page.getByRole("listitem").filter({ hasText: title });

async function add(page: Page, ...given: string[]): Promise<void> {
  const field = page.getByRole("textbox", { name: "New todo" });
  for (const title of given) {
    await field.fill(title);
    await field.press("Enter");
  }
}

/** The page's files are on the device: it can be opened with nobody there. */
async function untilInstalled(page: Page): Promise<void> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

async function expectLive(pages: readonly Page[]): Promise<void> {
  for (const page of pages) await expect(badge(page)).toHaveText("Sync status: Live");
}

test("two windows, the server stopped, both edited, one opened again, the server started: they agree", async ({
  server,
  newContext,
}) => {
  const browser = await newContext();
  const [one, two] = [await browser.newPage(), await browser.newPage()];
  const elsewhere = await (await newContext()).newPage();
  for (const page of [one, two, elsewhere]) await page.goto(server.url);
  await add(one, "Water the plants", "Buy milk");
  for (const page of [two, elsewhere]) await expect(titles(page)).toHaveText(["Water the plants", "Buy milk"]);
  await expectLive([one, two, elsewhere]);
  await untilInstalled(one);

  await server.stop();
  for (const page of [one, two, elsewhere]) await expect(badge(page)).toContainText("Offline");
  await add(one, "Written in one");
  await expect(titles(two)).toHaveText(["Water the plants", "Buy milk", "Written in one"]);
  await two.getByRole("checkbox", { name: "Buy milk" }).check();
  await add(two, "Written in two");
  await add(elsewhere, "Written elsewhere");
  await elsewhere.getByRole("button", { name: "Remove Water the plants" }).click();
  await expect(badge(two)).toHaveText("Sync status: Offline – saved here, 3 waiting");
  await expect(inRow(two, "Written in two")).toContainText("Waiting");

  await one.reload();
  await expect(titles(one)).toHaveText(["Water the plants", "Buy milk", "Written in one", "Written in two"]);
  await expect(one.getByRole("checkbox", { name: "Buy milk" })).toBeChecked();
  await expect(badge(one)).toHaveText("Sync status: Offline – saved here, 3 waiting");

  await server.start();
  await expectLive([one, two, elsewhere]);
  const agreed = await titles(elsewhere).allTextContents();
  expect([...agreed].sort()).toEqual(["Buy milk", "Written elsewhere", "Written in one", "Written in two"]);
  for (const page of [one, two, elsewhere]) {
    await expect(titles(page)).toHaveText(agreed);
    await expect(page.getByRole("checkbox", { name: "Buy milk" })).toBeChecked();
    await expect(page.getByText("Waiting", { exact: true })).toHaveCount(0);
  }
});

test("what the server alone refuses is shown with its reason, to be retried or discarded", async ({ server, newContext }) => {
  const one = await (await newContext()).newPage();
  const two = await (await newContext()).newPage();
  for (const page of [one, two]) await page.goto(server.url);
  const ten = Array.from({ length: 10 }, (_, n) => `Todo ${n}`);
  await add(one, ...ten);
  await expect(titles(two)).toHaveText(ten);
  await expectLive([one, two]);
  await untilInstalled(two);
  await server.stop();
  await expect(badge(two)).toContainText("Offline");
  // Two have room. The list would hold 12, and none of this is known to a browser.
  await add(two, "Has room", "Has room too", "One too many", "Two too many");
  await expect(titles(two)).toHaveCount(14);
  await server.start();
  await expect(refusals(two).getByRole("listitem")).toHaveCount(2);
  await expect(refusals(two)).toContainText("A list holds 12 open todos. Complete or remove one, then retry.");
  await expect(titles(two)).toHaveText([...ten, "Has room", "Has room too"]);
  await two.reload();
  await two.getByRole("button", { name: "Discard: Add “Two too many”" }).click();
  await expect(refusals(two).getByRole("listitem")).toHaveText([/One too many/]);
  await one.getByRole("checkbox", { name: "Todo 0" }).check();
  await expect(two.getByRole("checkbox", { name: "Todo 0" })).toBeChecked();
  await two.getByRole("button", { name: "Retry: Add “One too many”" }).click();
  await expect(refusals(two)).toBeHidden();
  for (const page of [one, two]) await expect(titles(page)).toHaveText([...ten, "Has room", "Has room too", "One too many"]);
});

test("all of it with the keyboard alone", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  const other = await (await newContext()).newPage();
  for (const each of [page, other]) await each.goto(server.url);
  await expectLive([page, other]);
  const { keyboard } = page;
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await keyboard.press(key);
  };
  await press("Tab", "Enter");
  for (const title of ["one", "two", "three"]) {
    await keyboard.type(title);
    await press("Enter");
  }
  await expect(titles(other)).toHaveText(["one", "two", "three"]);
  await press("ArrowUp", "Space");
  await expect(other.getByRole("checkbox", { name: "three" })).toBeChecked();
  await press("Alt+ArrowUp");
  await expect(titles(other)).toHaveText(["one", "three", "two"]);
  await press("ArrowUp", "F2");
  await keyboard.type("first");
  await press("Enter");
  await expect(titles(other)).toHaveText(["first", "three", "two"]);
  await press("ArrowDown", "Delete");
  await expect(titles(other)).toHaveText(["first", "two"]);
  await expect(titles(page)).toHaveText(["first", "two"]);
  // The focus is never lost: what is typed next goes somewhere.
  await expect(page.locator("body")).not.toBeFocused();
});
