import { expectAgreement } from "../support/agree.ts";
import { recordsOf } from "../support/records.ts";
import type { Tab } from "../support/tab.ts";
import { expect, test } from "../support/test.ts";

const HOUR = 3_600_000;
const ODD = 'a/b:c"%2F\u00e9\ud83d\ude00';

const setToken = ({ page }: Tab, until: number): Promise<void> =>
  page.evaluate((token) => localStorage.setItem("token", token), String(until));
const forget = ({ page }: Tab, evenUnsent: boolean): Promise<string> => page.evaluate((even) => window.bench.forget(even), evenUnsent);

test("a token runs out while offline work waits: the work is sent with a new one (case 44, complaint 3)", async ({ server, tcp, newDevice }) => {
  const device = await newDevice(tcp.url);
  const tab = await device.open({ guarded: true });
  await expect(tab.phase).toHaveText("needs-auth");
  await setToken(tab, Date.now() + HOUR);
  await tab.add("online");
  await expect.poll(() => tab.told.accepted.has("online")).toBe(true);
  tcp.down();
  await expect(tab.phase).toHaveText("offline");
  await tab.add("offline 1", "offline 2");
  await expect.poll(() => tab.told.saved.size).toBe(3);
  await setToken(tab, 1);
  tcp.up();
  await expect(tab.phase).toHaveText("needs-auth");
  await expect(tab.pending).toHaveText("2");
  await expect(tab.items).toHaveText(["online", "offline 1", "offline 2"]);
  // Neither a reload nor waiting loses any of it.
  await tab.page.reload();
  await expect(tab.phase).toHaveText("needs-auth");
  await expect(tab.pending).toHaveText("2");
  const until = String(Date.now() + 2 * HOUR);
  await setToken(tab, Number(until));
  await expect(tab.pending).toHaveText("0");
  await expect(tab.rejected).toHaveText([]);
  // No token is kept by the client: this one lies where the test's own page has put it.
  expect(JSON.stringify(await recordsOf(tab.page))).not.toContain(until);
  await expectAgreement({ server, newDevice, tabs: [tab], added: [["online", "offline 1", "offline 2"]] });
});

test("who signs in on a device after somebody else sees nothing of them, whatever their names (case 45, complaint 19)", async ({ server, newDevice }) => {
  const device = await newDevice();
  const alice = await device.open({ user: ODD });
  await alice.add("sent");
  await expect.poll(() => alice.told.accepted.has("sent")).toBe(true);
  await server.stop();
  await expect(alice.phase).toHaveText("offline");
  await alice.add("waiting");
  await expect.poll(() => alice.told.saved.has("waiting")).toBe(true);
  const names: string[] = [];
  for (const user of ["bob", `${ODD}"`, ""]) {
    const other = await device.open({ user });
    await expect(other.phase).toHaveText("offline");
    await expect(other.count).toHaveText("0");
    await expect(other.pending).toHaveText("0");
    await other.add(`of ${user}`);
    await expect(other.items).toHaveText([`of ${user}`]);
    await expect(alice.items).toHaveText(["sent", "waiting"]);
    const locks = await other.page.evaluate(async () => (await navigator.locks.query()).held?.map(({ name }) => name ?? ""));
    names.push(...(locks ?? []).map((name) => name.slice(0, name.lastIndexOf("/"))));
    await other.page.close();
  }
  const databases = await alice.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  expect(new Set(databases).size).toBe(4);
  // Each lock is under the name of a database.
  expect(names.filter((name) => !databases.includes(name))).toEqual([]);
  await alice.page.close();
  await server.start();
  const bob = await device.open({ user: "bob" });
  await expect(bob.items).toHaveText(["sent", "of bob"]);
  await expect(bob.pending).toHaveText("0");
  const again = await device.open({ user: ODD });
  await expect(again.items).toHaveText(["sent", "of bob", "waiting"]);
  await expect(again.pending).toHaveText("0");
  // The others' work waits for them.
  await expectAgreement({ server, newDevice, tabs: [bob, again], added: [["sent", "waiting"], ["of bob"]] });
});

test("forget() in one of two tabs: refuses while something is unsent, then both start afresh and nothing comes back", async ({ server, newDevice }) => {
  const device = await newDevice();
  const [one, two] = [await device.open({ user: "alice" }), await device.open({ user: "alice" })];
  const bob = await device.open({ user: "bob", list: "bobs" });
  await bob.add("of bob");
  await one.add("first");
  await expect(two.items).toHaveText(["first"]);
  await expect.poll(() => bob.told.accepted.has("of bob")).toBe(true);
  for (const tab of [one, two]) await expect(tab.pending).toHaveText("0");
  await server.stop();
  for (const tab of [one, two]) await expect(tab.phase).toHaveText("offline");
  await two.add("second");
  await expect(one.pending).toHaveText("1");
  expect(await forget(one, false)).toBe("not_empty");
  await expect(one.items).toHaveText(["first", "second"]);
  await server.start();
  for (const tab of [one, two]) await expect(tab.pending).toHaveText("0");
  await server.stop();
  for (const tab of [one, two]) await expect(tab.phase).toHaveText("offline");
  expect(await forget(one, false)).toBe("done");
  for (const tab of [one, two]) await expect(tab.items).toHaveText([]);
  await expect(bob.items).toHaveText(["of bob"]);
  const words = JSON.stringify((await recordsOf(bob.page)).filter(([key]) => key !== "life"));
  expect(words).toContain("of bob");
  expect(words).not.toContain("first");
  // Nor after a reload.
  await two.page.reload();
  await expect(two.phase).toHaveText("offline");
  await expect(two.count).toHaveText("0");
  await two.add("third");
  await expect(one.items).toHaveText(["third"]);
  expect(await forget(two, true)).toBe("done");
  await expect.poll(() => two.told.rejected.has("third")).toBe(true);
  for (const tab of [one, two]) await expect(tab.items).toHaveText([]);
  await server.start();
  for (const tab of [one, two]) await expect(tab.items).toHaveText(["first", "second"]);
  await one.add("fourth");
  await two.add("fifth");
  await expectAgreement({ server, newDevice, tabs: [one, two], added: [["first", "second"], ["fourth"], ["fifth"]] });
});

test("what was called before anybody signed in is a user's who asks for it, and arrives once", async ({ server, newDevice }) => {
  const device = await newDevice();
  const nobody = await device.open();
  await nobody.add("sent");
  await expect.poll(() => nobody.told.accepted.has("sent")).toBe(true);
  await server.stop();
  await expect(nobody.phase).toHaveText("offline");
  await nobody.add("anonymous 1", "anonymous 2");
  await expect.poll(() => nobody.told.saved.size).toBe(3);
  const alice = await device.open({ user: "alice", adopt: "" });
  await expect(alice.phase).toHaveText("offline");
  await expect(alice.pending).toHaveText("0");
  await nobody.page.close();
  await expect(alice.pending).toHaveText("2");
  const again = await device.open();
  await expect(again.items).toHaveText(["sent"]);
  await server.start();
  await expect(alice.pending).toHaveText("0");
  await expectAgreement({ server, newDevice, tabs: [alice, again], added: [["sent", "anonymous 1", "anonymous 2"]] });
});
