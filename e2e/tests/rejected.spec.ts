import { expectAgreement } from "../support/agree.ts";
import { expect, test } from "../support/test.ts";

test("a rejected action rolls back and lands in the box, later ones survive (case 47, complaint 10)", async ({ server, tcp, newDevice }) => {
  const one = await (await newDevice()).open();
  const device = await newDevice(tcp.url);
  const two = await device.open();
  await expect(two.phase).toHaveText("live");
  tcp.down();
  await expect(two.phase).toHaveText("offline");
  await one.page.evaluate(async () => void (await window.bench.list.forbid("no")));
  await two.add("early", "no", "late");
  await expect(two.items).toHaveText(["early", "no", "late"]);
  await expect(two.pending).toHaveText("3");
  tcp.up();
  await expect(two.pending).toHaveText("0");
  await expect(two.items).toHaveText(["early", "late"]);
  await expect(two.rejected).toHaveText(["no: no is forbidden"]);
  expect([...two.told.accepted]).toEqual(["early", "late"]);
  expect([...two.told.rejected]).toEqual(["no"]);

  // The box belongs to the device: it outlives the page, and every tab has it.
  await two.page.reload();
  const three = await device.open();
  for (const { items, rejected } of [two, three]) {
    await expect(items).toHaveText(["early", "late"]);
    await expect(rejected).toHaveText(["no: no is forbidden"]);
  }

  await one.page.evaluate(async () => void (await window.bench.list.allow("no")));
  await three.page.evaluate(() => {
    const { outbox } = window.bench.list;
    for (const { id } of outbox.rejected) void outbox.retry(id);
  });
  for (const { items, rejected } of [two, three]) {
    await expect(items).toHaveText(["early", "late", "no"]);
    await expect(rejected).toHaveText([]);
  }
  await expectAgreement({ server, newDevice, tabs: [one, two, three], added: [["early", "late", "no"]] });
});

test("a rejected action that is discarded is gone in every tab, after a reload too", async ({ server, newDevice }) => {
  const device = await newDevice();
  const [one, two] = [await device.open(), await device.open()];
  await expect(two.phase).toHaveText("live");
  await one.page.evaluate(async () => void (await window.bench.list.forbid("no")));
  await one.add("no", "yes");
  for (const { rejected } of [one, two]) await expect(rejected).toHaveText(["no: no is forbidden"]);
  await two.page.evaluate(async () => {
    const { outbox } = window.bench.list;
    for (const { id } of outbox.rejected) await outbox.discard(id);
  });
  for (const { rejected } of [one, two]) await expect(rejected).toHaveText([]);
  await one.page.reload();
  await expect(one.items).toHaveText(["yes"]);
  await expect(one.rejected).toHaveText([]);
  await expectAgreement({ server, newDevice, tabs: [one, two], added: [["yes"]] });
});
