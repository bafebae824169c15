// What somebody called on a page goes to the server before what is called there later, also where the page was away meanwhile.

import { describe, expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import type { Storage } from "../src/ports/storage.ts";
import { type BrowserTab, simBrowser } from "./sim-browser.ts";

const list = actor({
  state: { items: [] as string[] },
  sync: true,
  actions: { add: (c, text: string) => void c.state.items.push(text) },
});
const registry = setup({ use: { list } });
const SEEDS = Array.from({ length: 8 }, (_, i) => i);

function browserOf(seed: string) {
  const browser = simBrowser(registry, "list", seed);
  return {
    ...browser,
    /** The device is read more slowly than the server is reached. */
    slow: async (disk: Storage): Promise<Storage> => ({
      ...disk,
      list: (range) => new Promise((resolve) => browser.scheduler.at(browser.scheduler.now() + 2_000, () => resolve(disk.list(range)))),
    }),
    /** All is agreed on: what the server says, in its order. */
    async said({ conn }: BrowserTab) {
      await browser.until(() => conn.sync.phase === "live" && conn.sync.pending === 0);
      return (conn.state as { items: string[] }).items;
    },
  };
}

describe("what was called first is sent first", () => {
  test.each(SEEDS)("by a page that was put aside and is back (seed %d)", async (seed) => {
    const browser = browserOf(`aside ${seed}`);
    const tab = browser.open(browser.slow);
    await browser.until(() => tab.conn.sync.phase === "live");
    browser.goOnline(false);
    void tab.conn.action({ name: "add", args: ["unsent"] });
    await browser.pass(5_000);
    tab.tab.freeze(60_000);
    await browser.pass(30_000);
    browser.goOnline(true);
    await browser.until(() => !tab.tab.isFrozen);
    void tab.conn.action({ name: "add", args: ["after"] });
    expect(await browser.said(tab)).toEqual(["unsent", "after"]);
  });

  test.each(SEEDS)("by the page that takes the place of one that is gone (seed %d)", async (seed) => {
    const browser = browserOf(`anew ${seed}`);
    const gone = browser.open();
    await browser.until(() => gone.conn.sync.phase === "live");
    browser.goOnline(false);
    void gone.conn.action({ name: "add", args: ["unsent"] });
    await browser.pass(5_000);
    gone.tab.kill();
    browser.goOnline(true);
    const next = browser.open(browser.slow);
    void next.conn.action({ name: "add", args: ["after"] });
    expect(await browser.said(next)).toEqual(["unsent", "after"]);
  });

  test("a page that is alive is not waited for", async () => {
    const browser = browserOf("alive");
    const other = browser.open();
    await browser.until(() => other.conn.sync.phase === "live");
    const tab = browser.open(browser.slow);
    void tab.conn.action({ name: "add", args: ["mine"] });
    expect(await browser.said(tab)).toEqual(["mine"]);
  });
});
