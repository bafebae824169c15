// How an action ended is told once on every page, wherever it was called and whoever was told by the server.

import { describe, expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { UserError } from "../src/errors/actor-error.ts";
import { writeBatch } from "../src/storage/memory.ts";
import { simBrowser } from "./sim-browser.ts";

const list = actor({
  state: { items: [] as string[] },
  sync: true,
  actions: {
    add(c, text: string) {
      if (text === "bad") throw new UserError("refused", { code: "no" });
      c.state.items.push(text);
      return { at: new Map([[text, c.state.items.length]]) };
    },
  },
});
const registry = setup({ use: { list } });
const SEEDS = Array.from({ length: 12 }, (_, i) => i);

/** A tab that was put aside with something unsent, which another tab then sent. */
async function putAside(seed: number, ...texts: string[]) {
  const browser = simBrowser(registry, "list", `settlements ${seed}`);
  const [one, two] = [browser.open(), browser.open()];
  await browser.until(() => one.conn.sync.phase === "live" && two.conn.sync.phase === "live");
  browser.goOnline(false);
  const calls = texts.map((text) => one.conn.action({ name: "add", args: [text] }));
  await browser.until(() => two.conn.outbox.pending.length === texts.length);
  one.tab.freeze(20_000);
  await browser.pass(3_000);
  browser.goOnline(true);
  await browser.until(() => two.settled.length === texts.length);
  expect(one.settled).toEqual([]);
  await browser.pass(2_000);
  return { browser, one, two, calls };
}

describe("how an action ended", () => {
  test.each(SEEDS)("L6 is told in other tabs, once, also where they do not use the actor (seed %d) (case 12)", async (seed) => {
    const browser = simBrowser(registry, "list", `others ${seed}`);
    const [one, two] = [browser.open(), browser.open()];
    const idle = browser.open();
    await idle.conn.dispose();
    await browser.until(() => one.conn.sync.phase === "live" && two.conn.sync.phase === "live");
    const good = one.conn.action({ name: "add", args: ["good"] });
    const bad = one.conn.action({ name: "add", args: ["bad"] });
    await browser.until(() => [one, two, idle].every(({ settled }) => settled.length === 2));
    await browser.pass(5_000);
    for (const { settled } of [one, two, idle]) {
      expect(settled).toMatchObject([
        { id: good.id, actor: "list", key: ["one"], action: "add", args: ["good"], output: { at: new Map([["good", 1]]) } },
        { id: bad.id, args: ["bad"], error: { group: "user", code: "no" } },
      ]);
    }
  });

  test("L6 is told after a reload, once (complaint 2)", async () => {
    const browser = simBrowser(registry, "list", "reload");
    const before = browser.open();
    await browser.until(() => before.conn.sync.phase === "live");
    browser.goOnline(false);
    const { id } = before.conn.action({ name: "add", args: ["one"] });
    await browser.until(() => before.conn.outbox.pending[0]?.saved === true);
    before.tab.kill();
    const after = browser.open();
    browser.goOnline(true);
    await browser.until(() => after.settled.length === 1);
    await browser.pass(5_000);
    expect(after.settled).toMatchObject([{ id, output: { at: new Map([["one", 1]]) } }]);
  });

  test.each(SEEDS)("L6 is told to the calls of a page that stood still, once, when it is back (seed %d) (case 12, complaint 7)", async (seed) => {
    const { browser, one, calls } = await putAside(seed, "good", "bad");
    const heard: unknown[] = [];
    for (const call of calls) {
      call.then(
        // By then the page shows it.
        (output) => heard.push([output, one.conn.state]),
        (error: unknown) => heard.push(error),
      );
    }
    await browser.until(() => heard.length === 2);
    expect(heard).toContainEqual([{ at: new Map([["good", 1]]) }, { items: ["good"] }]);
    expect(heard).toContainEqual(expect.objectContaining({ group: "user", code: "no" }));
    await browser.pass(5_000);
    expect(one.settled.map(({ id }) => id).sort()).toEqual(calls.map(({ id }) => id).sort());
    expect(one.conn.sync).toMatchObject({ pending: 0, rejected: 1 });
  });

  test("L6 that nobody keeps any more is said to be so", async () => {
    const { browser, calls: [call] } = await putAside(1, "good");
    writeBatch(browser.device.disk, { ops: [{ op: "clear", from: "notice/", to: "notice0" }] });
    let error: unknown;
    call?.catch((reason: unknown) => (error = reason));
    await browser.until(() => error !== undefined);
    expect(error).toMatchObject({ group: "client", code: "told_elsewhere" });
  });

  test("is kept for pages that stand still for a day", async () => {
    const { browser, one } = await putAside(2, "good");
    const kept = () => [...browser.device.disk.keys()].filter((key) => key.startsWith("notice/"));
    expect(kept()).toHaveLength(1);
    one.tab.kill();
    await browser.pass(5_000);
    browser.open();
    await browser.pass(5_000);
    expect(kept()).toHaveLength(1);
    await browser.pass(86_400_000);
    browser.open();
    await browser.pass(5_000);
    expect(kept()).toEqual([]);
  });
});
