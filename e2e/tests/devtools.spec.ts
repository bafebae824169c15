import { readdirSync, readFileSync } from "node:fs";
import { TODOS_FOLDER } from "../support/build.ts";
import { add, closeDevtools, detail, look, rowsOf, setOffline, timeline, titles } from "../support/devtools.ts";
import { expect, test } from "../support/test.ts";

test.use({ app: "todos-dev" });

test("an action is followed through its life, with the id that the server knows it by", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await page.goto(server.url);
  await look(page, "Timeline");
  await closeDevtools(page);
  await add(page, "Buy <b>milk</b>");
  await look(page, "Timeline");
  const row = timeline(page).getByRole("row").filter({ hasText: "Buy <b>milk</b>" });
  await expect(row).toContainText("observed");
  await row.click();
  const stages = page.getByRole("list", { name: "Stages" });
  for (const stage of ["Called", "Saved", "Sent", "Accepted", "Observed"]) await expect(stages).toContainText(stage);
  await expect(stages).not.toContainText("–");
  const comparison = page.getByRole("table", { name: "Prediction and result" });
  await expect(comparison.getByRole("row").nth(1)).toContainText("items[0]");
  await expect(detail(page, "Identity")).toContainText(/[0-9a-f]{8}-[0-9a-f]{32}/);
  // All of it by keyboard alone.
  await timeline(page).focus();
  await page.keyboard.press("Home");
  await expect(timeline(page).getByRole("row", { selected: true })).toContainText("Rebase");
});

test("offline, the queue says why it waits, what waits, and what a discard would break", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await page.goto(server.url);
  // The panel is loaded when it is first opened.
  await look(page, "Queue");
  await expect(page.getByText("Nothing waits")).toBeVisible();
  await closeDevtools(page);
  await server.stop();
  await add(page, "Buy milk");
  await page.getByRole("checkbox", { name: "Buy milk" }).check();
  await look(page, "Queue");
  await expect(page.getByRole("list", { name: "Why it waits" })).toContainText("The server cannot be reached");
  const waiting = page.getByRole("list", { name: "Waiting" });
  await expect(waiting.getByRole("listitem")).toHaveCount(2);
  await waiting.getByRole("button", { name: /^Discard add/ }).click();
  const dialog = page.getByRole("alertdialog", { name: /^Discard add/ });
  await expect(dialog.getByRole("list", { name: "Consequences" })).toContainText("toggle");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await look(page, "Fork");
  await page.getByRole("checkbox", { name: /^add/ }).uncheck();
  await expect(page.getByRole("tree", { name: "Forked state" })).toContainText("items:[0]");
  await expect(titles(page)).toHaveText(["Buy milk"]);
  await server.start();
  await look(page, "Queue");
  await expect(page.getByText("Nothing waits")).toBeVisible();
});

test("why did my edit vanish? Another browser took away what it read: found with the devtools alone", async ({ server, newContext }) => {
  const mine = await (await newContext()).newPage();
  const theirs = await (await newContext()).newPage();
  for (const page of [mine, theirs]) await page.goto(server.url);
  await add(mine, "Water the plants", "Buy milk");
  await expect(titles(theirs)).toHaveText(["Water the plants", "Buy milk"]);

  await setOffline(mine, true);
  await closeDevtools(mine);
  await mine.getByRole("checkbox", { name: "Buy milk" }).check();
  await theirs.getByRole("button", { name: "Remove Buy milk" }).click();
  await expect(titles(theirs)).toHaveText(["Water the plants"]);
  await setOffline(mine, false);
  await expect(titles(mine)).toHaveText(["Water the plants"]);

  await look(mine, "Divergences");
  const divergences = mine.getByRole("grid", { name: "Divergences" });
  await expect(rowsOf(divergences)).toHaveCount(1);
  await rowsOf(divergences).first().click();
  const why = detail(mine, "Why it is not as predicted");
  await expect(why).toContainText("It read items");
  await expect(why).toContainText("splice items[1]: takes out 1");
  const comparison = mine.getByRole("table", { name: "Prediction and result" });
  await expect(comparison.getByRole("row").nth(1)).toContainText("items[1].doneAt");
  await expect(comparison.getByRole("row").nth(1).getByRole("cell").last()).toHaveText("nothing");

  // Whose it was, its own devtools say.
  await look(theirs, "Tabs & storage");
  const own = theirs.getByRole("list", { name: "Clients of this device" }).getByRole("listitem").filter({ hasText: "this tab" });
  const client = (await own.locator("code").innerText()).slice(0, 8);
  await expect(why).toContainText(`another browser (client ${client}`);
});

test("every moment can be gone back to, and the page sees nothing of it; each value tells who wrote it", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await page.goto(server.url);
  await add(page, "one", "two", "three");
  await expect(titles(page)).toHaveCount(3);
  await look(page, "State");
  const tree = page.getByRole("tree", { name: /^State of/ });
  await expect(tree).toContainText("items:[3]");
  const moment = page.getByRole("slider", { name: "Moment" });
  await moment.focus();
  await page.keyboard.press("Home");
  await expect(tree).toContainText("items:[0]");
  await page.keyboard.press("ArrowRight");
  await expect(tree).toContainText("items:[1]");
  await expect(titles(page)).toHaveText(["one", "two", "three"]);
  await page.getByRole("button", { name: "Live" }).click();
  await tree.getByRole("treeitem").filter({ hasText: '"two"' }).click();
  await expect(detail(page, "Writers, the last first")).toContainText('add("two")');
});

test("what the server rejects is explained, and retried from the queue", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await page.goto(server.url);
  await expect(titles(page)).toHaveCount(0);
  await look(page, "Faults");
  await page.getByRole("button", { name: "Reject the next action" }).click();
  await expect(page.getByText("1 to be rejected")).toBeVisible();
  await closeDevtools(page);
  await add(page, "Buy milk");
  await expect(titles(page)).toHaveCount(0);
  await look(page, "Timeline");
  await expect(timeline(page).getByRole("row").filter({ hasText: "Buy milk" })).toContainText("rejected");
  await look(page, "Queue");
  const rejected = page.getByRole("list", { name: "Rejected" });
  await expect(rejected).toContainText("action/");
  await rejected.getByRole("button", { name: /^Retry add/ }).click();
  await expect(titles(page)).toHaveText(["Buy milk"]);
  await expect(page.getByText("Nothing waits")).toBeVisible();
});

test("a session is exported without its values, and looked at in another browser", async ({ server, newContext }) => {
  const page = await (await newContext()).newPage();
  await page.goto(server.url);
  await add(page, "My secret");
  await look(page, "Session");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export the session" }).click()]);
  const path = await file.path();
  expect(readFileSync(path, "utf8")).not.toContain("My secret");
  const other = await (await newContext()).newPage();
  await other.goto(server.url);
  await look(other, "Session");
  await other.getByLabel("Session file").setInputFiles(path);
  await expect(other.getByRole("region", { name: "Looking at a session" })).toBeVisible();
  await look(other, "Timeline");
  await expect(timeline(other).getByRole("row").filter({ hasText: "add" }).first()).toContainText("observed");
});

test.describe("beside a server that nobody may look into", () => {
  test.use({ env: { RIVET_INSPECTOR_DISABLE: "1" } });

  test("the panel asks for nothing there until one opens a view of the server's, and the app's console stays clean", async ({ server, newContext }) => {
    const page = await (await newContext()).newPage();
    const said: string[] = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
    const asked: string[] = [];
    page.on("websocket", (socket) => asked.push(socket.url()));
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(server.url);
    await add(page, "Buy milk");
    for (const view of ["Timeline", "Divergences", "State", "Queue", "Fork", "Tabs & storage", "Wire", "Faults", "Session"]) await look(page, view);
    await look(page, "Timeline");
    await expect(timeline(page).getByRole("row").filter({ hasText: "Buy milk" })).toContainText("observed");
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((url) => url.includes("inspector"))).toEqual([]);
    expect(said).toEqual([]);
    await look(page, "Actors");
    await expect(page.getByText("The server cannot be looked into")).toBeVisible();
    expect(asked.filter((url) => url.includes("inspector")).length).toBeGreaterThan(0);
  });
});

test.describe("as it is deployed", () => {
  test.use({ app: "todos" });

  test("the page has no devtools, and nothing of them in what was built", async ({ server, newContext }) => {
    const page = await (await newContext()).newPage();
    await page.goto(server.url);
    await add(page, "Buy milk");
    await expect(titles(page)).toHaveText(["Buy milk"]);
    await expect(page.getByRole("button", { name: "Open Rivulet devtools" })).toHaveCount(0);
    const scripts = readdirSync(TODOS_FOLDER, { recursive: true }).map(String).filter((name) => name.endsWith(".js"));
    expect(scripts.length).toBeGreaterThan(0);
    for (const name of scripts) expect(readFileSync(`${TODOS_FOLDER}/${name}`, "utf8")).not.toContain("rivulet-devtools");
  });
});
