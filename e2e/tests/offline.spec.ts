import { expectAgreement } from "../support/agree.ts";
import { expect, test } from "../support/test.ts";

test("predicted at once while the server is held up", async ({ server, newDevice }) => {
  const tab = await (await newDevice()).open();
  await tab.add("before");
  await expect.poll(() => [...tab.told.accepted]).toEqual(["before"]);
  server.hold();
  // All of this is one task of the page: nothing that comes from outside can come in between.
  const seen = await tab.page.evaluate(() => {
    const { list } = window.bench;
    const { predicted } = list.add("at once");
    const shown = [...document.querySelectorAll('[data-testid="items"] li')].map(({ textContent }) => textContent);
    return { predicted, view: list.state?.ids, shown };
  });
  const both = ["before", "at once"];
  expect(seen).toMatchObject({ predicted: { how: "predicted", output: 2 }, view: both, shown: both });
  await tab.add("saved too");
  await expect.poll(() => tab.told.saved.has("saved too")).toBe(true);
  await expect(tab.pending).toHaveText("2");
  expect([...tab.told.accepted]).toEqual(["before"]);
  server.release();
  await expect.poll(() => tab.told.accepted.has("saved too")).toBe(true);
  await expectAgreement({ server, newDevice, tabs: [tab], added: [[...both, "saved too"]] });
});

test("ten actions offline, reload offline, all still shown, server back, all applied once, second browser agrees (complaint 13)", async ({
  server,
  newDevice,
}) => {
  const one = await (await newDevice()).open();
  const two = await (await newDevice()).open();
  await one.add("online");
  await expect(two.items).toHaveText(["online"]);
  await server.stop();
  await expect(one.phase).toHaveText("offline");
  const ten = Array.from({ length: 10 }, (_, n) => `offline ${n}`);
  await one.add(...ten);
  await expect.poll(() => one.told.saved.size).toBe(11);
  await one.page.reload();
  await expect(one.phase).toHaveText("offline");
  await expect(one.items).toHaveText(["online", ...ten]);
  await expect(one.pending).toHaveText("10");
  await server.start();
  await expectAgreement({ server, newDevice, tabs: [one, two], added: [["online", ...ten]] });
});

test("two browsers edit offline and converge", async ({ server, newDevice }) => {
  const one = await (await newDevice()).open();
  const two = await (await newDevice()).open();
  await one.add("shared");
  await expect(two.items).toHaveText(["shared"]);
  await server.stop();
  const added = [one, two].map((tab, n) => ({ tab, ids: ["a", "b", "c", "d", "e"].map((id) => `${id} of ${n}`) }));
  for (const { tab, ids } of added) {
    await expect(tab.phase).toHaveText("offline");
    for (const id of ids) await tab.add(id);
    await expect(tab.items).toHaveText(["shared", ...ids]);
  }
  await server.start();
  await expectAgreement({ server, newDevice, tabs: [one, two], added: [["shared"], ...added.map(({ ids }) => ids)] });
});

test("a new actor created offline", async ({ server, newDevice }) => {
  await server.stop();
  const device = await newDevice();
  const visit = { list: "made offline", title: "Made offline" };
  const tab = await device.open(visit);
  await expect(tab.phase).toHaveText("offline");
  await expect(tab.title).toHaveText("Made offline");
  const stamp = await tab.stamp.textContent();
  expect(stamp).toMatch(/^[0-9a-f-]{36} \d+$/);
  await tab.add("first", "second");
  await expect.poll(() => tab.told.saved.size).toBe(2);
  await tab.page.reload();
  await expect(tab.items).toHaveText(["first", "second"]);
  await expect(tab.stamp).toHaveText(stamp ?? "");
  await server.start();
  await expect(tab.phase).toHaveText("live");
  // The server has made it itself, and has come to the same.
  const other = await (await newDevice()).open({ ...visit, title: "Somebody else's title" });
  await expect(other.items).toHaveText(["first", "second"]);
  await expect(other.title).toHaveText("Made offline");
  for (const each of [tab, other]) await expect(each.stamp).toHaveText(stamp ?? "");
  await expectAgreement({ server, newDevice, tabs: [tab, other], added: [["first", "second"]], list: visit.list });
});
