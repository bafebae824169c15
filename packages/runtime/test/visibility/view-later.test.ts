// An app gets a view, or loses it, while actions wait on a device.

import { describe, expect, test } from "vitest";
import type { Registry } from "../../src/contract/definition.ts";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";
import { SILENT } from "../../src/ports/logger.ts";
import { makeScheduler } from "../../src/testing/scheduler.ts";
import { makeDevice } from "../../src/testing/sim-device.ts";
import { makeNetwork } from "../../src/testing/sim-network.ts";
import { makeSimServer } from "../../src/testing/sim-server.ts";
import { openTab } from "../../src/testing/sim-tab.ts";
import { rng as makeRng } from "../../src/util/rng.ts";

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
function versions(name: string) {
  const rng = makeRng(`view later ${name}`);
  const scheduler = makeScheduler(rng, () => new Promise((resolve) => setImmediate(resolve)));
  const random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => rng.uint32() & 255) };
  const server = makeSimServer({ registry: list(false), scheduler, rng, random, log: SILENT });
  const network = makeNetwork(scheduler, rng, (socket) => server.accept(socket));
  const device = makeDevice(scheduler, rng);
  return {
    load(registry: Registry) {
      server.kill();
      network.cutAll();
      server.registry = registry;
      server.start();
      const tab = openTab({ registry, device, network, scheduler, rng, random, log: SILENT, settled: () => {} });
      const conn = tab.connect({ name: "list", key: ["x"] }, ANN);
      const add = (text: string): void => void conn.action({ name: "add", args: [text] });
      return { tab, conn, add, items: () => (conn.state as { items: string[] } | undefined)?.items };
    },
    online(isOnline: boolean) {
      device.isOnline = isOnline;
      if (!isOnline) network.cutAll();
    },
    async until(holds: () => boolean) {
      for (const end = scheduler.now() + 60_000; !holds(); ) {
        if (scheduler.now() > end || !(await scheduler.step())) throw new Error(`It never held: ${String(holds)}`);
      }
    },
  };
}

describe.each([
  { change: "gets a view", before: list(false), after: list(true) },
  { change: "loses its view", before: list(true), after: list(false) },
])("an actor that $change", ({ before, after, change }) => {
  test("L6 shows what had been called before, sends it once, and has what was rejected in the box", async () => {
    const { load, online, until } = versions(change);
    const old = load(before);
    await until(() => old.conn.sync.phase === "live");
    old.add("bad");
    await until(() => old.conn.sync.rejected === 1 && old.conn.sync.pending === 0);
    online(false);
    old.add("a");
    old.add("b");
    await until(() => old.conn.outbox.pending.filter(({ saved }) => saved).length === 2);
    old.tab.kill();

    const page = load(after);
    await until(() => page.conn.outbox.pending.length === 2 && page.conn.outbox.rejected.length === 1);
    expect(page.conn.outbox.pending.map(({ args }) => args)).toEqual([["a"], ["b"]]);
    online(true);
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
    const { load, online, until } = versions(`${change}, offline`);
    online(false);
    const old = load(before);
    await until(() => old.conn.sync.phase !== "loading");
    old.add("a");
    await until(() => old.conn.outbox.pending[0]?.saved === true);
    old.tab.kill();
    const page = load(after);
    await until(() => page.conn.outbox.pending.length === 1);
    online(true);
    await until(() => page.conn.sync.phase === "live" && page.conn.sync.pending === 0);
    expect(page.items()).toEqual(["a"]);
  });

  test("L6 has what was rejected before in the box, also where nothing waits", async () => {
    const { load, until } = versions(`${change}, rejected`);
    const old = load(before);
    await until(() => old.conn.sync.phase === "live");
    old.add("bad");
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
