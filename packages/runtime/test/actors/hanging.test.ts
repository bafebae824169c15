// Hooks that no option limits, and that never end.

import { beforeEach, describe, expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { CALLER, failure, startHost, thing as query, type World } from "./by-hand.ts";

let hangs: string | null = null;
let isOver = (): void => {};
const hook = (name: string): Promise<void> => (hangs === name ? new Promise((resolve) => (isOver = resolve)) : Promise.resolve());
beforeEach(() => {
  hangs = null;
});

const registry = setup({
  use: {
    thing: actor({
      createState: async () => (await hook("createState"), { n: 0 }),
      onCreate: () => hook("onCreate"),
      onWake: async (c) => {
        await hook("onWake");
        c.state.n++;
      },
      onRequest: async () => (await hook("onRequest"), new Response("ok")),
      actions: {
        n: (c) => c.state.n,
        later: async (c) => c.schedule.after(10, "scheduled"),
        scheduled: () => hook("scheduled"),
        end: (c) => c.destroy(),
      },
    }),
  },
});

/** How it ended, or that it has not, after a time. */
async function within(w: World, ms: number, promise: Promise<unknown>): Promise<string> {
  let how = "still going";
  void failure(promise).then((ended) => (how = ended));
  await w.pass(ms);
  return how;
}

/** An actor that exists, and sleeps. */
async function sleeping() {
  const w = startHost(registry);
  const { id } = (await w.gateway.resolve(query())).actor;
  await w.call("x", "n");
  await w.pass(31_000);
  expect(w.host.awake(id)).toBeUndefined();
  return { w, id };
}
const fetchIt = (w: World): Promise<Response> => w.gateway.fetch(query(), new Request("http://actor/"), CALLER);

describe("an actor whose hook never ends is destroyed all the same", () => {
  test("onWake, when it is woken for its end", async () => {
    const { w, id } = await sleeping();
    hangs = "onWake";
    expect(await within(w, 16_000, w.gateway.destroy(id))).toBe("resolved with undefined");
    expect([...w.disk.keys()]).toEqual([]);
  });

  test("onWake, while others wait for it: they hear so, and the next one finds a new actor", async () => {
    const { w, id } = await sleeping();
    hangs = "onWake";
    const waiting = failure(w.gateway.action({ by: "id", id }, "n", [], CALLER));
    await w.settle();
    expect(await within(w, 14_000, w.gateway.destroy(id))).toBe("still going");
    await w.pass(17_000);
    expect(await waiting).toBe("actor/destroyed");
    hangs = null;
    isOver();
    await w.settle();
    expect([...w.disk.keys()]).toEqual([]);
    expect(await w.call("x", "n")).toBe(1);
  });

  test("onWake, while it takes long but ends", async () => {
    const { w, id } = await sleeping();
    hangs = "onWake";
    const waiting = w.gateway.action({ by: "id", id }, "n", [], CALLER);
    await w.settle();
    const gone = w.gateway.destroy(id);
    await w.pass(10_000);
    hangs = null;
    isOver();
    expect(await waiting).toBe(2);
    await gone;
  });

  test.each(["onRequest", "scheduled"])("%s", async (name) => {
    const { w, id } = await sleeping();
    hangs = name;
    if (name === "onRequest") fetchIt(w).catch(() => {});
    else await w.call("x", "later");
    await w.pass(100);
    expect(await within(w, 60_000, w.gateway.destroy(id))).toBe("resolved with undefined");
    expect([...w.disk.keys()]).toEqual([]);
  });
});

describe("a server stops", () => {
  test.each(["createState", "onCreate", "onWake", "onRequest", "scheduled"])("though %s never ends", async (name) => {
    const { w } = await sleeping();
    hangs = name;
    if (name === "onWake") w.call("x", "n").catch(() => {});
    else if (name === "onRequest") fetchIt(w).catch(() => {});
    else if (name === "scheduled") await w.call("x", "later");
    else w.call("y", "n").catch(() => {});
    await w.pass(100);
    expect(await within(w, 15_000, w.host.stop())).toBe("resolved with undefined");
  });

  test("though an actor that hangs was to be destroyed", async () => {
    const { w, id } = await sleeping();
    hangs = "onWake";
    w.gateway.destroy(id).catch(() => {});
    await w.pass(100);
    expect(await within(w, 15_000, w.host.stop())).toBe("resolved with undefined");
  });
});

test("whoever asked an actor that hangs in onRequest hears of its end", async () => {
  const { w, id } = await sleeping();
  hangs = "onRequest";
  const asked = failure(fetchIt(w));
  await w.settle();
  w.gateway.destroy(id).catch(() => {});
  expect(await within(w, 60_000, asked)).toBe('resolved with "actor/destroyed"');
});
