// What it costs to have many actors, and what they leave behind.

import { expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { startHost } from "./by-hand.ts";

const MANY = 10_000;

test("10,000 actors are made, put to sleep, and woken by schedule in one process", async () => {
  const thing = actor({
    state: { ran: 0 },
    onDisconnect() {},
    actions: {
      later: (c, ms: number) => void c.schedule.after(ms, "run"),
      run: (c) => ++c.state.ran,
      ran: (c) => c.state.ran,
    },
  });
  const w = startHost(setup({ use: { thing } }));
  const keys = Array.from({ length: MANY }, (_, n) => `${n}`);
  for (let n = 0; n < MANY; n += 500) {
    await Promise.all(keys.slice(n, n + 500).map((key) => w.call(key, "later", 3_600_000 + (n % 1_000))));
  }
  await w.pass(30_000);
  const infos = await w.gateway.listByName("thing");
  expect(infos).toHaveLength(MANY);
  expect(infos.filter(({ id }) => w.host.awake(id) !== undefined)).toEqual([]);
  // One timer for all of them.
  expect(w.timers).toBe(1);
  await w.pass(3_580_000);
  await expect.poll(() => infos.filter(({ id }) => w.host.awake(id) !== undefined).length, { timeout: 60_000 }).toBe(MANY);
  let ran = 0;
  for (const key of keys) ran += Number(await w.call(key, "ran"));
  expect(ran).toBe(MANY);
  expect([...w.disk.keys()].filter((key) => /^(alarm|schedule|conn)/.test(key))).toEqual([]);
}, 240_000);
