// An app gets a view, or loses it, while actions wait on a device.

import { describe, expect, test } from "vitest";
import type { Registry } from "../../src/contract/definition.ts";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";
import { skewWorld } from "../skew-world.ts";

const list = (isSeen: boolean): Registry =>
  setup({
    use: {
      list: actor({
        state: { items: [] as string[] },
        sync: isSeen ? { view: (_c, { items }) => ({ items }) } : true,
        actions: {
          add(c, text: string) {
            if (text === "bad" && c.mode === "authoritative") throw new UserError("refused", { code: "no" });
            c.state.items.push(text);
          },
        },
      }),
    },
  });

const ANN = { user: "ann" };

/** One device, whose pages get one version of the app after another; the server has the one that is loaded last. */
function versions(first: Registry) {
  const { deploy, open, goOnline, until } = skewWorld(first);
  return {
    goOnline,
    until,
    load(registry: Registry) {
      deploy(registry);
      const page = open(registry, 0, ANN);
      return { ...page, items: () => (page.conn.state as { items: string[] } | undefined)?.items };
    },
  };
}

describe.each([
  { change: "gets a view", before: list(false), after: list(true) },
  { change: "loses its view", before: list(true), after: list(false) },
])("an actor that $change", ({ before, after }) => {
  test("L6 shows what had been called before, sends it once, and has what was rejected in the box", async () => {
    const { load, goOnline, until } = versions(before);
    const old = load(before);
    await until(() => old.conn.sync.phase === "live");
    void old.call("add", "bad");
    await until(() => old.conn.sync.rejected === 1 && old.conn.sync.pending === 0);
    goOnline(false);
    void old.call("add", "a");
    void old.call("add", "b");
    await until(() => old.conn.outbox.pending.filter(({ saved }) => saved).length === 2);
    old.tab.kill();

    const page = load(after);
    await until(() => page.conn.outbox.pending.length === 2 && page.conn.outbox.rejected.length === 1);
    expect(page.conn.outbox.pending.map(({ args }) => args)).toEqual([["a"], ["b"]]);
    goOnline(true);
    await until(() => page.conn.sync.phase === "live" && page.conn.sync.pending === 0);
    expect(page.items()).toEqual(["a", "b"]);
    const [rejected] = page.conn.outbox.rejected;
    expect(rejected).toMatchObject({ name: "add", args: ["bad"], error: { code: "no" } });
    let isDropped = false;
    void page.conn.outbox.discard(rejected?.id ?? "").then(() => (isDropped = true));
    await until(() => isDropped);
    page.tab.kill();
    const again = load(after);
    await until(() => again.conn.sync.phase === "live");
    expect(again.conn.outbox.rejected).toEqual([]);
  });

  test("L6 is created by what had been called offline before", async () => {
    const { load, goOnline, until } = versions(before);
    goOnline(false);
    const old = load(before);
    await until(() => old.conn.sync.phase !== "loading");
    void old.call("add", "a");
    await until(() => old.conn.outbox.pending[0]?.saved === true);
    old.tab.kill();
    const page = load(after);
    await until(() => page.conn.outbox.pending.length === 1);
    goOnline(true);
    await until(() => page.conn.sync.phase === "live" && page.conn.sync.pending === 0);
    expect(page.items()).toEqual(["a"]);
  });

  test("L6 has what was rejected before in the box, also where nothing waits", async () => {
    const { load, until } = versions(before);
    const old = load(before);
    await until(() => old.conn.sync.phase === "live");
    void old.call("add", "bad");
    await until(() => old.conn.sync.rejected === 1 && old.conn.sync.pending === 0);
    old.tab.kill();
    const page = load(after);
    await until(() => page.conn.sync.rejected === 1);
    let isRefused = false;
    page.conn.outbox.retry(page.conn.outbox.rejected[0]?.id ?? "").catch(() => (isRefused = true));
    await until(() => isRefused && page.conn.sync.pending === 0);
    expect(page.conn.outbox.rejected).toHaveLength(1);
  });
});
