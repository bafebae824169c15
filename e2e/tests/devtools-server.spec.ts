import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { add, rowsOf, titles } from "../support/devtools.ts";
import { expect, test } from "../support/test.ts";

const TOKEN = "let (me) in & look";

test.use({ app: "todos", env: { RIVET_INSPECTOR_TOKEN: TOKEN } });

/** The devtools' page, let in. */
async function look(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/devtools`);
  await page.getByLabel("Token").fill(TOKEN);
  await page.getByRole("button", { name: "Look" }).click();
  await expect(page.getByRole("grid", { name: "Actors" })).toBeVisible();
}

async function openActor(page: Page, key: string): Promise<void> {
  await page.getByRole("row").filter({ hasText: key }).click();
}

test("a state edited in the devtools is seen by who is connected, and stays after a restart", async ({ server, newContext }) => {
  const app = await (await newContext()).newPage();
  await app.goto(server.url);
  await add(app, "Buy milk");
  const tools = await (await newContext()).newPage();
  await look(tools, server.url);
  await openActor(tools, "everyone");
  const state = tools.getByRole("tree", { name: "State" });
  await state.getByText("items:").click();
  await tools.getByRole("button", { name: "Look inside" }).click();
  await tools.getByRole("treeitem").filter({ hasText: "0:" }).locator(".tree-toggle").click();
  await tools.getByText('"Buy milk"').click();
  await tools.getByLabel("Value of items[0].title").fill('"Buy oat milk"');
  await tools.getByRole("button", { name: "Change…" }).click();
  await tools.getByRole("button", { name: "Change it" }).click();
  await expect(titles(app)).toHaveText(["Buy oat milk"]);
  await expect(tools.getByText('"Buy oat milk"')).toBeVisible();
  await server.kill();
  await server.start();
  const later = await (await newContext()).newPage();
  await later.goto(server.url);
  await expect(titles(later)).toHaveText(["Buy oat milk"]);
  expect(server.output).toContain("an inspector did edit");
});

test("a token is asked for; a wrong one is refused, the right one lets in and is kept for the tab", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await page.goto(`${server.url}/devtools/#/server/actors`);
  await expect(page.getByText("The inspector takes a token.")).toBeVisible();
  await page.getByLabel("Token").fill("wrong");
  await page.getByLabel("Token").press("Enter");
  await expect(page.getByText("The inspector's token is another one.")).toBeVisible();
  await page.getByLabel("Token").fill(TOKEN);
  await page.getByLabel("Token").press("Enter");
  await expect(page.getByText("No actors yet")).toBeVisible();
  await page.reload();
  await expect(page.getByText("No actors yet")).toBeVisible();
});

test("hostile text in a state, an error and a key is text, and nothing of it runs", async ({ server, newContext }) => {
  const hostile = '<img src=x onerror="document.title = `owned`">';
  const app = await (await newContext()).newPage();
  await app.goto(server.url);
  await add(app, hostile);
  await expect(titles(app)).toHaveText([hostile]);
  const query = new URLSearchParams({ "rvt-namespace": "default", "rvt-method": "getOrCreate", "rvt-key": hostile });
  await fetch(`${server.url}/gateway/todoList/action/toggle?${query}`, { method: "POST", body: JSON.stringify({ args: [hostile, true] }) });
  const tools = await (await newContext()).newPage();
  await look(tools, server.url);
  await expect(tools.getByRole("row").filter({ hasText: hostile })).toBeVisible();
  await openActor(tools, "everyone");
  await tools.getByRole("tab", { name: "Log" }).click();
  await expect(tools.getByRole("row").filter({ hasText: "<img src=x" }).first()).toBeVisible();
  await tools.getByRole("button", { name: "Activity" }).first().click();
  await add(app, `${hostile} again`);
  await expect(tools.getByRole("row").filter({ hasText: "again" })).toBeVisible();
  expect(await tools.locator("img").count()).toBe(0);
  expect(await tools.title()).toBe("Rivulet devtools");
});

test("a session of the server is exported without values, and looked at in another browser, where nothing of it can be changed", async ({ server, newContext }) => {
  const app = await (await newContext()).newPage();
  await app.goto(server.url);
  await add(app, "My secret");
  const tools = await (await newContext()).newPage();
  await look(tools, server.url);
  await tools.getByRole("button", { name: "Session" }).click();
  const [file] = await Promise.all([tools.waitForEvent("download"), tools.getByRole("button", { name: "Export the session" }).click()]);
  const path = await file.path();
  const text = readFileSync(path, "utf8");
  expect(text).toContain("todoList");
  expect(text).not.toContain("My secret");
  const other = await (await newContext()).newPage();
  await look(other, server.url);
  await other.getByRole("button", { name: "Session" }).click();
  await other.getByLabel("Session file").setInputFiles(path);
  await expect(other.getByRole("region", { name: "Looking at a session" })).toContainText("Rivulet ");
  await other.getByRole("button", { name: "Actors", exact: true }).click();
  await openActor(other, "everyone");
  await expect(other.getByRole("tree", { name: "State" })).toContainText("items");
  for (const name of ["Destroy", "Put to sleep", "Wake"]) await expect(other.getByRole("button", { name })).toHaveCount(0);
  await other.getByRole("button", { name: "Session" }).click();
  await other.getByRole("button", { name: "Back to the server" }).click();
  await other.getByRole("button", { name: "Actors", exact: true }).click();
  await openActor(other, "everyone");
  await expect(other.getByRole("button", { name: "Destroy" })).toBeVisible();
});

test("what a client calls is found on the server by the id that the actor gave it", async ({ server, newContext }) => {
  const app = await (await newContext()).newPage();
  await app.goto(server.url);
  await add(app, "before anybody looked");
  const tools = await (await newContext()).newPage();
  await look(tools, server.url);
  await tools.getByRole("button", { name: "Activity" }).click();
  await expect(tools.getByText("Nothing has happened")).toBeVisible();
  await add(app, "Find me");
  await tools.getByRole("row").filter({ hasText: 'add("Find me")' }).click();
  const fact = tools.locator(".facts > div").filter({ hasText: "c.actionId" }).locator("dd");
  const actionId = await fact.textContent();
  await tools.getByRole("button", { name: "The actor" }).click();
  await tools.getByRole("button", { name: "Copy as JSON" }).waitFor();
  const answer = await fetch(`${server.url}/inspector/ask/actors?params=${encodeURIComponent('{"name":"todoList"}')}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const { items } = (await answer.json()) as { items: { id: string }[] };
  const state = await fetch(`${server.url}/inspector/ask/state?params=${encodeURIComponent(JSON.stringify({ id: items[0]?.id }))}`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const { seen } = (await state.json()) as { seen: { value: { items: { id: string; title: string }[] } } };
  // The example names its todos after their calls.
  expect(seen.value.items.find(({ title }) => title === "Find me")?.id).toBe(actionId);
});

test("thousands of actors and entries: rows are made for what is in sight alone", async ({ server, newContext }) => {
  const query = (key: string) => new URLSearchParams({ "rvt-namespace": "default", "rvt-method": "getOrCreate", "rvt-key": key });
  const call = (key: string) => fetch(`${server.url}/gateway/todoList/action/toggle?${query(key)}`, { method: "POST", body: JSON.stringify({ args: ["x", true] }) });
  const tools = await (await newContext()).newPage();
  await tools.goto(`${server.url}/devtools/#/server/activity`);
  await tools.getByLabel("Token").fill(TOKEN);
  await tools.getByLabel("Token").press("Enter");
  await expect(tools.getByText("Nothing has happened")).toBeVisible();
  for (let i = 0; i < 600; i += 50) await Promise.all(Array.from({ length: 50 }, (_, n) => call(`list-${String(i + n).padStart(4, "0")}`)));
  await expect(tools.getByRole("grid")).toHaveAttribute("aria-rowcount", /^[1-9]\d{2,}$/);
  expect(await tools.getByRole("row").count()).toBeLessThan(80);
  await tools.getByRole("button", { name: "Actors", exact: true }).click();
  await expect(tools.getByRole("grid", { name: "Actors" })).toHaveAttribute("aria-rowcount", "101");
  await tools.getByRole("grid", { name: "Actors" }).focus();
  for (let i = 0; i < 6; i++) {
    await tools.keyboard.press("End");
    await tools.waitForFunction((least) => Number(document.querySelector("[role=grid]")?.getAttribute("aria-rowcount")) >= least, Math.min(600, 100 * (i + 2)));
  }
  await expect(tools.getByRole("row").filter({ hasText: "list-0599" })).toBeVisible();
  expect(await tools.getByRole("row").count()).toBeLessThan(80);
  await tools.getByLabel("Search keys and ids").fill("0123");
  await expect(rowsOf(tools.getByRole("grid", { name: "Actors" }))).toHaveCount(1);
});

test.describe("in development", () => {
  test.use({ env: { NODE_ENV: "development" } });

  test("the server says where the devtools are, and who is on its machine needs no token", async ({ server, newContext }) => {
    await expect.poll(() => server.output).toContain(`http://localhost:${server.port}/devtools/`);
    const page = await (await newContext()).newPage();
    await page.goto(`http://localhost:${server.port}/devtools/`);
    await expect(page.getByText("No actors yet")).toBeVisible();
    // A page of somewhere else is not let in, though it runs on this machine.
    const strange = await fetch(`${server.url}/inspector/ask/kinds`, { headers: { origin: "https://evil.example" } });
    expect(strange.status).toBe(403);
  });
});
