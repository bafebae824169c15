// What a server says, spoiled at random on its way: whatever the client made of it, it finds back to the server.

import fc from "fast-check";
import { expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { inProcess } from "../src/testing/in-process.ts";
import { spoiled, spoils } from "./spoil.ts";

const notes = actor({
  state: { notes: [] as string[], more: new Map([["a", new Date(1)]]) },
  sync: true,
  actions: {
    add(c, text: string) {
      c.state.notes.push(text);
      c.state.more.set(text, new Date(2));
      c.broadcast("added", text);
      return c.state.notes.length;
    },
  },
});
const registry = setup({ use: { notes } });
const timers = {
  now: () => Date.now(),
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
const soon = <T>(read: () => T) => expect.poll(read, { interval: 1, timeout: 5_000 });

test("a client finds back to the server from whatever it was told", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(6), spoils, async (index, given) => {
      const world = inProcess(registry, { timers });
      const { session } = world;
      let frames = 0;
      let sessions = 0;
      let isHealed = false;
      world.session = (hear, ended) => {
        // Whoever comes again and again, in no time, would never let the test end.
        if (++sessions > 30) return { frame() {}, closed() {}, close() {} };
        return session((frame) => hear(frames++ === index && !isHealed ? spoiled(JSON.parse(frame) as object[], given) : frame), ended);
      };
      const disk = new Map();
      const client = world.client({ disk });
      const conn = client.notes.getOrCreate(["a"]).connect();
      conn.on("added", () => {});
      const calls = ["one", "two"].map((text) => conn.add(text).then(String, String));
      await new Promise((resolve) => setImmediate(resolve));
      calls.push(conn.add("three").then(String, String));
      await new Promise((resolve) => setImmediate(resolve));
      isHealed = true;
      world.isOnline = false;
      world.isOnline = true;
      conn.retry();
      await soon(() => conn.sync).toMatchObject({ phase: "live", pending: 0 });
      expect(await Promise.all(calls)).toHaveLength(3);
      await conn.add("after");
      await client.dispose();
      // What is on the device leads back to the server, too.
      const again = world.client({ disk }).notes.getOrCreate(["a"]).connect();
      await soon(() => again.sync).toMatchObject({ phase: "live", pending: 0 });
      await again.add("again");
      const fresh = world.client().notes.get(["a"]).connect();
      await soon(() => fresh.sync.phase).toBe("live");
      const texts = fresh.state?.notes ?? [];
      expect(new Set(texts).size).toBe(texts.length);
      expect(texts).toEqual(expect.arrayContaining(["after", "again"]));
      expect(sessions).toBeLessThan(10);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: Number(process.env["RIVULET_RUNS"] ?? 60) },
  );
});
