// The core of it in WebKit: what is called offline, tabs, a server that is killed, and the device's transactions.

import type {} from "../app/main.ts";
import { test as base } from "../support/test.ts";
import { type Session, startWebKit, type WebKit, type Window } from "../support/webdriver.ts";

interface Shown {
  readonly phase: string;
  readonly durability: string;
  readonly pending: number;
  readonly unsaved: number;
  readonly ids: readonly string[];
}

const test = base.extend<{ session: Session; open: () => Promise<Window> }, { webkit: WebKit }>({
  webkit: [
    async ({}, use) => {
      const webkit = await startWebKit();
      await use(webkit);
      await webkit.stop();
    },
    { scope: "worker" },
  ],
  session: async ({ webkit }, use) => {
    const session = await webkit.newSession();
    await use(session);
    await session.end();
  },
  open: async ({ session, server, site }, use) => {
    await use(async () => {
      const window = await session.newWindow();
      await window.open(`${site.url}/?endpoint=${encodeURIComponent(server.url)}`);
      return window;
    });
  },
});
const { expect } = test;

const shown = (tab: Window): Promise<Shown> =>
  tab.run(() => {
    const { state, sync, outbox } = window.bench.list;
    const unsaved = outbox.pending.filter(({ saved }) => !saved).length;
    return { phase: sync.phase, durability: sync.durability, pending: sync.pending, unsaved, ids: [...(state?.ids ?? [])] };
  });
const add = (tab: Window, ...ids: string[]): Promise<void> => tab.run((given) => window.bench.add(given), ids);
/** As a page may not be ready yet. */
const see = (tab: Window) => expect.poll(() => shown(tab).catch(() => null));
const range = (name: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${name} ${n}`);

test("ten actions offline, a reload offline, and the server back", async ({ server, open }) => {
  const tab = await open();
  await add(tab, "online");
  await see(tab).toMatchObject({ phase: "live", pending: 0, durability: "disk", ids: ["online"] });
  await server.stop();
  await see(tab).toMatchObject({ phase: "offline" });
  const ten = range("offline", 10);
  await add(tab, ...ten);
  await see(tab).toMatchObject({ pending: 10, unsaved: 0 });
  await tab.reload();
  await see(tab).toMatchObject({ phase: "offline", pending: 10, ids: ["online", ...ten] });
  await server.start();
  await see(tab).toMatchObject({ phase: "live", pending: 0, ids: ["online", ...ten] });
  await server.stop();
  expect((await server.read("shared")).ids).toEqual(["online", ...ten]);
});

test("two tabs agree, and what one leaves the other delivers", async ({ server, open }) => {
  const [one, two] = [await open(), await open()];
  await add(one, "online");
  for (const tab of [one, two]) await see(tab).toMatchObject({ phase: "live", pending: 0, ids: ["online"] });
  await server.stop();
  for (const tab of [one, two]) await see(tab).toMatchObject({ phase: "offline" });
  await add(one, "of one");
  await see(two).toMatchObject({ ids: ["online", "of one"] });
  await add(two, "of two");
  for (const tab of [one, two]) await see(tab).toMatchObject({ pending: 2, unsaved: 0, ids: ["online", "of one", "of two"] });
  await one.close();
  await server.start();
  await see(two).toMatchObject({ phase: "live", pending: 0 });
  const { ids } = await shown(two);
  expect([...ids].sort()).toEqual(["of one", "of two", "online"]);
  await server.stop();
  expect((await server.read("shared")).ids).toEqual(ids);
});

test("server killed with -9 in a burst and started again: nothing is missing, nothing doubled", async ({ server, open }) => {
  const tab = await open();
  await see(tab).toMatchObject({ phase: "live" });
  await tab.run(() => window.bench.burst("burst"));
  for (let round = 0; round < 3; round++) {
    const before = (await shown(tab)).ids.length;
    await expect.poll(async () => (await shown(tab)).ids.length, { intervals: [20] }).toBeGreaterThan(before + 30);
    await server.kill();
    await server.start();
  }
  const added = await tab.run(() => window.bench.rest());
  await see(tab).toMatchObject({ phase: "live", pending: 0, ids: added });
  await server.stop();
  expect((await server.read("shared")).ids).toEqual(added);
});

test("a page closed right after it has called: what was saved is there, in order, and nothing twice", async ({ server, open }) => {
  let tab = await open();
  await see(tab).toMatchObject({ phase: "live" });
  let expected: readonly string[] = [];
  for (let round = 0; round < 3; round++) {
    if (round === 1) await server.stop();
    const ids = range(`round ${round}:`, 20);
    await add(tab, ...ids);
    const { unsaved } = await shown(tab);
    // The last window would take the browser with it.
    const next = await open();
    await tab.close();
    tab = next;
    await see(tab).not.toBeNull();
    await expect.poll(async () => (await shown(tab)).ids.length).toBeGreaterThanOrEqual(expected.length + 20 - unsaved);
    const now = (await shown(tab)).ids;
    expect(now).toEqual([...expected, ...ids.slice(0, now.length - expected.length)]);
    expected = now;
  }
  await server.start();
  await see(tab).toMatchObject({ phase: "live", pending: 0, ids: expected });
});

test("a transaction that the browser aborts is tried again", async ({ server, open }) => {
  const tab = await open();
  await see(tab).toMatchObject({ phase: "live" });
  await tab.run(() => {
    const { commit } = IDBTransaction.prototype;
    IDBTransaction.prototype.commit = function abortOnce(): void {
      IDBTransaction.prototype.commit = commit;
      this.abort();
    };
  });
  await add(tab, "aborted once", "after that");
  await see(tab).toMatchObject({ pending: 0, durability: "disk" });
  await server.stop();
  await tab.reload();
  await see(tab).toMatchObject({ phase: "offline", ids: ["aborted once", "after that"] });
});
