import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { add, closeDevtools, detail, look, rowsOf, setFault, setOffline, timeline, titles } from "../support/devtools.ts";
import { expect, test } from "../support/test.ts";

test.use({ app: "todos-dev" });

const rowOf = (page: Page, text: string) => timeline(page).getByRole("row").filter({ hasText: text });
const calm = (page: Page) => page.getByRole("button", { name: "All calm" }).click();

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await look(page, "Timeline");
}

test("frames that are lost: what was called waits, the queue says why, and all of it arrives once when they are lost no more", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await open(page, server.url);
  await setFault(page, "Frames lost", 1);
  await closeDevtools(page);
  await add(page, "Buy milk", "Water the plants");
  await expect(titles(page)).toHaveText(["Buy milk", "Water the plants"]);
  await look(page, "Timeline");
  await expect(rowOf(page, "Buy milk")).toContainText(/saved|sent/);
  await look(page, "Queue");
  await expect(page.getByRole("list", { name: "Why it waits" })).toContainText("The connection to the server is on its way.");
  const other = await (await newContext()).newPage();
  await other.goto(server.url);
  await expect(other.getByText("Live", { exact: true })).toBeVisible();
  await expect(titles(other)).toHaveCount(0);

  await look(page, "Faults");
  await calm(page);
  await expect(titles(other)).toHaveText(["Buy milk", "Water the plants"]);
  await look(page, "Timeline");
  for (const title of ["Buy milk", "Water the plants"]) await expect(rowOf(page, `"${title}"`)).toContainText("observed");
});

test("some frames are lost, by a seed: what goes missing is noticed and sent again, and nothing is done twice", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await open(page, server.url);
  await setFault(page, "Seed of the chances", 7);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await setFault(page, "Frames lost", 0.3);
  await closeDevtools(page);
  const wanted = Array.from({ length: 8 }, (_, i) => `todo ${i}`);
  await add(page, ...wanted);
  await expect(titles(page)).toHaveText(wanted);
  await look(page, "Faults");
  await calm(page);
  await look(page, "Timeline");
  for (const title of wanted) await expect(rowOf(page, title)).toContainText("observed");
  const other = await (await newContext()).newPage();
  await other.goto(server.url);
  await expect(titles(other)).toHaveText(wanted);
});

test("frames that are doubled: the server answers the second from what it has, and everything is there once", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await open(page, server.url);
  await setFault(page, "Frames doubled", 1);
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  await closeDevtools(page);
  await add(page, "Buy milk", "Water the plants");
  await look(page, "Timeline");
  for (const title of ["Buy milk", "Water the plants"]) await expect(rowOf(page, `"${title}"`)).toContainText("observed");
  await expect(titles(page)).toHaveText(["Buy milk", "Water the plants"]);
  // What came twice is seen twice on the wire: a result for each time that the action was sent.
  await look(page, "Wire");
  const results = page.getByRole("grid", { name: "Frames" }).getByRole("row").filter({ hasText: /heard.*result/ });
  await expect.poll(() => results.count()).toBeGreaterThan(2);
  const other = await (await newContext()).newPage();
  await other.goto(server.url);
  await expect(titles(other)).toHaveText(["Buy milk", "Water the plants"]);
  // The connection was never broken by it.
  expect(server.output).not.toContain("broke the protocol");
});

test("latency and jitter: the todo is there at once, and confirmed as late as one wants it", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await open(page, server.url);
  await setFault(page, "Latency, each way", 600);
  await setFault(page, "Jitter on top", 100);
  await closeDevtools(page);
  await add(page, "Buy milk");
  await expect(titles(page)).toHaveText(["Buy milk"]);
  await look(page, "Timeline");
  await expect(rowOf(page, "Buy milk")).toContainText("observed");
  await rowOf(page, "Buy milk").click();
  await expect(page.getByRole("list", { name: "Stages" }).getByRole("listitem").last()).toContainText(/Observed\+[1-9][\d.]* s/);
});

test("a forced rebase runs what waits again: the timeline says with what result, and the page shows what it did", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await open(page, server.url);
  await setOffline(page, true);
  await closeDevtools(page);
  await add(page, "Buy milk", "Water the plants");
  await look(page, "Faults");
  await page.getByRole("button", { name: "Force a rebase" }).click();
  await look(page, "Timeline");
  const rebase = rowsOf(timeline(page)).last();
  await expect(rebase).toContainText("Rebase");
  await expect(rebase).toContainText("2 same");
  await rebase.click();
  await expect(detail(page, "What happened")).toContainText("a forced replay");
  const outcomes = detail(page, "Actions on the new base (2)").getByRole("button", { name: /^add/ });
  await expect(outcomes).toHaveCount(2);
  await expect(outcomes.first()).toContainText("same");
  await expect(titles(page)).toHaveText(["Buy milk", "Water the plants"]);
});

test("an evicted storage: what the page has goes on and is written again, and it is said", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await open(page, server.url);
  await add(page, "Kept");
  await expect(rowOf(page, "Kept")).toContainText("observed");
  await setOffline(page, true);
  await closeDevtools(page);
  await add(page, "Waiting");
  await look(page, "Timeline");
  await expect(rowOf(page, "Waiting")).toContainText("saved");
  await look(page, "Faults");
  await page.getByRole("button", { name: "Evict the storage" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Evict" }).click();
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await expect(titles(page)).toHaveText(["Kept", "Waiting"]);
  await look(page, "Tabs & storage");
  await expect(page.getByText("the browser has deleted what was here")).toBeVisible();
  await look(page, "Timeline");
  await rowsOf(timeline(page)).last().click();
  await expect(detail(page, "What happened")).toContainText("the eviction of the device's storage");
  await expect(detail(page, "Actions on the new base (1)")).toContainText("same");
  // What waited is on the disk again: a page that is loaded anew, without a server, finds it there.
  await server.stop();
  await page.reload();
  await expect(titles(page)).toHaveText(["Kept", "Waiting"]);
  await server.start();
  await look(page, "Timeline");
  await expect(rowOf(page, "Waiting")).toContainText("observed");
});

test("a clock that is an hour ahead: the server sets the call right, and the timeline says that it did, and why", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await open(page, server.url);
  await setFault(page, "Clock is off by", 3_600_000);
  await closeDevtools(page);
  await add(page, "Buy milk");
  await expect(titles(page)).toHaveText(["Buy milk"]);
  await look(page, "Timeline");
  const row = rowOf(page, "Buy milk");
  await expect(row).toContainText("observed");
  await expect(row).toContainText("not as predicted");
  await row.click();
  await expect(detail(page, "Why it is not as predicted")).toContainText("The clock of this page was off");
  await expect(page.getByRole("table", { name: "Prediction and result" }).getByRole("row").nth(1)).toContainText("createdAt");
  await look(page, "Faults");
  await calm(page);
  await closeDevtools(page);
  await page.getByRole("checkbox", { name: "Buy milk" }).check();
  await look(page, "Timeline");
  await expect(rowOf(page, "toggle").first()).toContainText("observed");
});

test("a schema that is ahead of the server's: the page goes on by itself, the queue says what the server waits for, and later all is sent", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await open(page, server.url);
  await setFault(page, "Schema is off by", 1);
  await closeDevtools(page);
  await add(page, "Buy milk");
  await expect(titles(page)).toHaveText(["Buy milk"]);
  await look(page, "Queue");
  await expect(page.getByRole("list", { name: "Why it waits" })).toContainText("version 2 is not deployed yet");
  await look(page, "Timeline");
  await expect(rowOf(page, "Buy milk")).toContainText("saved");
  await look(page, "Faults");
  await calm(page);
  await look(page, "Timeline");
  await expect(rowOf(page, "Buy milk")).toContainText("observed");
});

test("a run of the fault bench is exported as a test, with its seed and its calls", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await open(page, server.url);
  await setFault(page, "Seed of the chances", 42);
  await closeDevtools(page);
  await add(page, "Buy milk");
  await look(page, "Timeline");
  await expect(rowOf(page, "Buy milk")).toContainText("observed");
  await look(page, "Faults");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export as a test" }).click()]);
  const text = readFileSync(await file.path(), "utf8");
  expect(file.suggestedFilename()).toBe("faults.test.ts");
  expect(text).toContain('["add","Buy milk"]');
  expect(text).toContain("seed: 42");
});
