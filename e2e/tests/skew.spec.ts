import type {} from "../skew-app/page.ts";
import { expect, test } from "../support/skew-test.ts";

test("what an old page called offline is sent by the new page after a reload, upgraded, once (complaint 8)", async ({ deployment, browser }) => {
  const tab = await deployment.open();
  await tab.call("add", "a");
  await expect(tab.part("pending")).toHaveText("0");
  await deployment.stopServer();
  await expect(tab.part("phase")).toHaveText("offline");
  await tab.call("add", "b");
  await tab.call("shout", "c");
  await tab.call("add", "d");
  await expect(tab.part("words")).toHaveText("a b C d");
  await expect(tab.part("saved")).toHaveText("3");

  deployment.deployPages(2);
  await tab.page.reload();
  await expect(tab.part("version")).toHaveText("2");
  // The old state has another shape: it is asked for anew, and what waits is kept.
  await expect(tab.part("pending")).toHaveText("3");
  await expect(tab.part("words")).toHaveText("");

  await deployment.deployServer(2);
  await expect(tab.part("phase")).toHaveText("live");
  await expect(tab.part("pending")).toHaveText("0");
  await expect(tab.part("words")).toHaveText("a. b. d.");
  // What is gone from the app is answered so, and kept.
  await expect(tab.part("rejected")).toHaveText("shout: action/not_found");
  const fresh = await deployment.open({ on: await browser.newContext() });
  await expect(fresh.part("words")).toHaveText("a. b. d.");
  await deployment.deployServer(2);
  await expect(tab.part("phase")).toHaveText("live");
  await expect(tab.part("words")).toHaveText("a. b. d.");
});

test("an old page whose server is new says so once, keeps what is called, and loads itself anew", async ({ deployment }) => {
  const tab = await deployment.open({ reloads: true });
  await tab.call("add", "a");
  await expect(tab.part("pending")).toHaveText("0");
  await deployment.stopServer();
  await expect(tab.part("phase")).toHaveText("offline");
  await tab.call("add", "b");
  await expect(tab.part("saved")).toHaveText("1");
  deployment.deployPages(2);
  await deployment.deployServer(2);
  await expect(tab.part("version")).toHaveText("2");
  await expect(tab.part("words")).toHaveText("a. b.");
  await expect(tab.part("outdated")).toHaveText("0");
  expect(tab.loads).toBe(2);
});

test("a deploy of the page that does not arrive makes no page load itself without end (case 18, complaint 9)", async ({ deployment }) => {
  const tab = await deployment.open({ reloads: true });
  await tab.call("add", "a");
  await expect(tab.part("pending")).toHaveText("0");
  await deployment.deployServer(2);
  await expect(tab.part("phase")).toHaveText("outdated");
  await expect.poll(() => tab.loads).toBe(2);
  await expect(tab.part("phase")).toHaveText("outdated");
  await tab.call("add", "b");
  await expect(tab.part("words")).toHaveText("a b");
  await expect(tab.part("saved")).toHaveText("1");
  await expect(tab.part("outdated")).toHaveText("1");
  // The second time it waits for five seconds, and by then there is a new page.
  expect(tab.loads).toBe(2);
  deployment.deployPages(2);
  await expect(tab.part("version")).toHaveText("2");
  expect(tab.loads).toBe(3);
  await expect(tab.part("words")).toHaveText("a. b.");
});

test("an old tab beside a new one: shows what it had, and hands over what waits in it", async ({ deployment }) => {
  const old = await deployment.open();
  await old.call("add", "a");
  await expect(old.part("pending")).toHaveText("0");
  await deployment.stopServer();
  await expect(old.part("phase")).toHaveText("offline");
  await old.call("add", "b");
  await expect(old.part("saved")).toHaveText("1");
  deployment.deployPages(2);
  await deployment.deployServer(2);
  await expect(old.part("phase")).toHaveText("outdated");
  const fresh = await deployment.open();
  await expect(fresh.part("version")).toHaveText("2");
  await expect(fresh.part("words")).toHaveText("a. b.");
  await expect(fresh.part("pending")).toHaveText("0");
  await fresh.call("add", { name: "c", done: true });
  await expect(fresh.part("words")).toHaveText("a. b. c!");
  await expect(old.part("words")).toHaveText("a b");
  await expect(old.part("pending")).toHaveText("0");
  await old.page.reload();
  await expect(old.part("words")).toHaveText("a. b. c!");
});

test("a new page whose server is old waits, and comes in once it is new", async ({ deployment }) => {
  deployment.deployPages(2);
  const tab = await deployment.open();
  await tab.call("add", { name: "a", done: false });
  await expect(tab.part("saved")).toHaveText("1");
  await expect(tab.part("phase")).toHaveText(/loading|connecting/);
  await expect(tab.part("outdated")).toHaveText("0");
  await deployment.deployServer(2);
  await expect(tab.part("phase")).toHaveText("live");
  await expect(tab.part("words")).toHaveText("a.");
});
