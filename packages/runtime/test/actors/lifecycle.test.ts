// What an actor's life runs through: hooks in order, sleep, destruction, crashes, and all that may go wrong in them.

import { beforeEach, describe, expect, test } from "vitest";
import type { ActorOptions } from "../../src/contract/options.ts";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { UserError } from "../../src/errors/actor-error.ts";
import { CALLER, failure, startHost, thing as query } from "./by-hand.ts";

let ran: string[] = [];
let trouble: Record<string, () => unknown> = {};
let gates: (() => void)[] = [];
const gate = () => new Promise<void>((resolve) => gates.push(resolve));
const openGates = async () => {
  const all = gates;
  gates = [];
  for (const open of all) open();
  await new Promise((resolve) => setImmediate(resolve));
};
const hook = (name: string): unknown => {
  ran.push(name);
  return trouble[name]?.();
};
beforeEach(() => {
  ran = [];
  trouble = {};
  gates = [];
});

const make = (options: ActorOptions = {}) =>
  setup({
    use: {
      thing: actor({
        createState: async (c) => {
          await hook("createState");
          return { n: 0, key: c.key.join() };
        },
        createVars: async (c, driver) => {
          await hook("createVars");
          return { seen: c.state.n, driver };
        },
        createConnState: async (c, params: unknown) => {
          await hook("createConnState");
          return { params, n: c.state.n };
        },
        options,
        onCreate: (c) => (c.state.n++, hook("onCreate")),
        onWake: (c) => (c.state.n++, hook("onWake")),
        onSleep: async (c) => {
          await hook("onSleep");
          c.state.n += 100;
        },
        onDestroy: async () => {
          await hook("onDestroy");
        },
        onBeforeConnect: async () => {
          await hook("onBeforeConnect");
        },
        onConnect: async (c, conn) => {
          await hook("onConnect");
          if (c.conn.id !== conn.id) throw new Error("another connection");
        },
        onDisconnect: async (c, conn) => {
          await hook(`onDisconnect${c.conns.has(conn.id) ? " too early" : ""}`);
        },
        onStateChange: (c, state) => {
          ran.push(`change ${state.n}`);
          if (state.n === 50) c.state.n = 51;
          if (state.n === 60) throw new Error("in onStateChange");
        },
        actions: {
          get: (c) => c.state.n,
          set(c, n: number) {
            c.state.n = n;
          },
          vars: (c) => [c.vars, { ...c.conn.state }],
          sleep: (c) => (c.sleep(), "asleep"),
          destroy: (c) => (c.destroy(), "gone"),
          destroyAndFail(c) {
            c.destroy();
            c.sleep();
            throw new Error("no");
          },
          destroyAndGoOn: async (c) => {
            c.destroy();
            await gate();
            return c.abortSignal.aborted;
          },
          slow: async (c) => {
            await gate();
            return ++c.state.n;
          },
          wait: (c, ms: number) => c.waitUntil(ms === 0 ? Promise.reject(new Error("in the background")) : gate()),
          waitAndFail(c) {
            c.waitUntil(gate());
            throw new Error("no");
          },
        },
      }),
    },
  });
const started = async (options?: ActorOptions) => {
  const w = startHost(make(options), new Map(), { driverContext: "driver" });
  const { actor: info } = await w.gateway.resolve(query());
  const isAwake = () => w.host.awake(info.id) !== undefined;
  return { ...w, w, id: info.id, isAwake };
};
const CONNECT = ["onBeforeConnect", "createConnState", "onConnect"];

describe("hooks run in order", () => {
  test("at creation, sleep, and wake", async () => {
    const { call, w, isAwake } = await started();
    expect(ran).toEqual(["createState", "onCreate"]);
    expect(await call("x", "get")).toBe(2);
    await w.settle();
    expect(ran.splice(0)).toEqual(["createState", "onCreate", "createVars", "change 2", "onWake", ...CONNECT, "onDisconnect"]);
    await w.pass(30_000);
    expect([ran.splice(0), isAwake()]).toEqual([["onSleep", "change 102"], false]);
    expect(await call("x", "get")).toBe(103);
    expect(ran.splice(0, 3)).toEqual(["createVars", "change 103", "onWake"]);
    const next = w.kill();
    ran = [];
    expect(await next.call("x", "get")).toBe(104);
    expect(ran.slice(0, 3)).toEqual(["createVars", "change 104", "onWake"]);
  });

  test("vars are made anew at each start, from the state and what the platform gives", async () => {
    const { call, w } = await started();
    expect(await call("x", "vars")).toMatchObject([{ seen: 1, driver: "driver" }, { n: 2 }]);
    await w.pass(30_000);
    expect(await call("x", "vars")).toMatchObject([{ seen: 102 }, { n: 103 }]);
  });

  test("onStateChange hears each assignment, not its own, and harms nobody", async () => {
    const { call, w } = await started();
    await call("x", "get");
    ran = [];
    await call("x", "set", 50);
    await call("x", "set", 60);
    expect(ran.filter((name) => name.startsWith("change"))).toEqual(["change 50", "change 60"]);
    expect(await call("x", "get")).toBe(60);
    expect(w.log.error).toHaveBeenCalledWith(expect.objectContaining({ msg: "onStateChange threw" }));
  });

  test("a connection's hooks are awaited before its first action", async () => {
    const { w } = await started();
    trouble["onConnect"] = gate;
    const c = w.connect();
    const got = c.action("get");
    await w.settle();
    expect(c.told).toEqual([]);
    await openGates();
    expect(await got).toBe(2);
    expect(c.told).toEqual(["opened", "done get 2"]);
  });
});

describe("sleep", () => {
  test("comes by itself after its time, by c.sleep(), never with noSleep", async () => {
    const a = await started({ sleepTimeout: 5_000 });
    await a.call("x", "get");
    await a.w.pass(4_999);
    expect(a.isAwake()).toBe(true);
    await a.w.pass(1);
    expect(a.isAwake()).toBe(false);
    expect(await a.call("x", "sleep")).toBe("asleep");
    await a.w.settle();
    expect(a.isAwake()).toBe(false);
    const b = await started({ noSleep: true });
    await b.call("x", "get");
    await b.w.pass(1_000_000);
    expect(b.isAwake()).toBe(true);
  });

  test("waits for what runs and for waitUntil, but not for what was undone", async () => {
    const { call, w, isAwake } = await started({ waitUntilTimeout: 60_000 });
    const slow = call("x", "slow");
    await w.pass(40_000);
    expect(isAwake()).toBe(true);
    await openGates();
    await slow;
    await call("x", "wait", 1);
    await w.pass(40_000);
    expect(isAwake()).toBe(true);
    await openGates();
    await w.pass(30_000);
    expect(isAwake()).toBe(false);
    await failure(call("x", "waitAndFail"));
    await call("x", "wait", 0);
    await w.pass(30_000);
    expect(isAwake()).toBe(false);
    expect(w.log.error).toHaveBeenCalledWith(expect.objectContaining({ err: expect.objectContaining({ message: "in the background" }) }));
  });

  test("does not wait for ever: neither for waitUntil, nor for an action, nor for onSleep", async () => {
    const { call, w, isAwake } = await started({ waitUntilTimeout: 1_000, onSleepTimeout: 2_000 });
    await call("x", "wait", 1);
    await w.pass(31_000);
    expect(isAwake()).toBe(false);
    trouble["onSleep"] = () => new Promise(() => {});
    const cut = failure(call("x", "slow"));
    await call("x", "sleep");
    await w.pass(4_000);
    expect(await cut).toBe("actor/restarting");
    expect(w.log.error).toHaveBeenCalledWith(expect.objectContaining({ msg: "onSleep threw", err: expect.objectContaining({ code: "timed_out" }) }));
    const before = await call("x", "get");
    await openGates();
    await w.settle();
    expect(await call("x", "get")).toBe(before);
  });

  test("keeps what was done before a failing onSleep", async () => {
    const { call, w, isAwake } = await started();
    await call("x", "set", 7);
    trouble["onSleep"] = () => {
      throw new Error("no sleep");
    };
    await w.pass(30_000);
    expect(isAwake()).toBe(false);
    trouble = {};
    expect(await call("x", "get")).toBe(8);
  });
});

describe("destruction", () => {
  test("runs onDestroy, tells who is connected, deletes everything, and the call is answered", async () => {
    const { call, w, id } = await started();
    const c = w.connect();
    await c.action("get");
    ran = [];
    expect(await call("x", "destroy")).toBe("gone");
    await w.settle();
    expect(ran.filter((name) => !CONNECT.includes(name))).toEqual(["onDisconnect", "onDestroy", "onDisconnect"]);
    expect(c.told.at(-1)).toBe("closed actor/destroyed");
    expect([...w.disk.keys()]).toEqual([]);
    expect(await failure(w.gateway.action({ by: "id", id }, "get", [], CALLER))).toBe("actor/not_found");
    expect(await failure(w.gateway.resolve({ by: "key", name: "thing", key: ["x"] }))).toBe("actor/not_found");
    expect(await call("x", "get")).toBe(2);
    expect((await w.gateway.resolve(query())).actor.id).not.toBe(id);
  });

  test("is undone with the action that wanted it", async () => {
    const { call, w, id, isAwake } = await started();
    await failure(call("x", "destroyAndFail"));
    await w.settle();
    expect(isAwake()).toBe(true);
    expect((await w.gateway.resolve(query())).actor.id).toBe(id);
  });

  test("waits for what runs, and whoever asks meanwhile gets a new actor", async () => {
    const { call, w, id } = await started();
    const going = call("x", "destroyAndGoOn");
    const slow = call("x", "slow");
    await w.settle();
    const anew = call("x", "get");
    await w.settle();
    await openGates();
    expect([await going, await slow, await anew]).toEqual([true, 3, 2]);
    expect((await w.gateway.resolve(query())).actor.id).not.toBe(id);
  });

  test("does not wait for ever: neither for an action, nor for onDestroy", async () => {
    const { call, w } = await started({ waitUntilTimeout: 1_000, onDestroyTimeout: 500 });
    trouble["onDestroy"] = () => new Promise(() => {});
    const cut = failure(call("x", "slow"));
    await call("x", "destroy");
    await w.pass(3_000);
    expect(await cut).toBe("actor/destroyed");
    expect([...w.disk.keys()]).toEqual([]);
    await openGates();
    await w.settle();
    expect([...w.disk.keys()]).toEqual([]);
  });

  test("is asked for from outside, also of an actor that cannot wake", async () => {
    const { w, id } = await started();
    trouble["createVars"] = () => {
      throw new Error("broken");
    };
    await w.gateway.destroy(id);
    expect([...w.disk.keys()]).toEqual([]);
    expect(await failure(w.gateway.destroy(id))).toBe("actor/not_found");
  });

  test("by each hook halfway is done once the hook is over", async () => {
    for (const name of ["onWake", "createVars", ...CONNECT, "onDisconnect", "onSleep"]) {
      const registry = setup({
        use: {
          thing: actor({
            state: {},
            createVars: (c) => void (name === "createVars" && c.destroy()),
            createConnState: (c) => void (name === "createConnState" && c.destroy()),
            onWake: (c) => void (name === "onWake" && c.destroy()),
            onBeforeConnect: (c) => void (name === "onBeforeConnect" && c.destroy()),
            onConnect: (c) => void (name === "onConnect" && c.destroy()),
            onDisconnect: (c) => void (name === "onDisconnect" && c.destroy()),
            onSleep: (c) => void (name === "onSleep" && c.destroy()),
            actions: { get: () => 1 },
          }),
        },
      });
      const w = startHost(registry);
      const c = w.connect();
      await w.settle();
      c.connection.close();
      await w.pass(60_000);
      expect([name, [...w.disk.keys()]]).toEqual([name, []]);
    }
  });
});

describe("hooks that fail", () => {
  test("in the creation: nothing is made, and the next try may succeed", async () => {
    for (const name of ["createState", "onCreate"]) {
      trouble = { [name]: () => { throw new UserError("no", { code: "refused" }); } };
      const w = startHost(make());
      expect(await failure(w.call("x", "get"))).toBe("user/refused");
      expect([...w.disk.keys()]).toEqual([]);
      trouble = {};
      expect(await w.call("x", "get")).toBe(2);
    }
  });

  test("at the start: whoever asked hears of it, masked, and the next one tries again", async () => {
    for (const name of ["createVars", "onWake"]) {
      const w = startHost(make());
      trouble = { [name]: () => { throw new Error("secret"); } };
      expect(await failure(w.call("x", "get"))).toBe("internal/internal_error");
      trouble = {};
      // What onWake had written by then is kept.
      expect(await w.call("x", "get")).toBe(name === "onWake" ? 3 : 2);
    }
  });

  test("at a connection: it is refused, and out of c.conns", async () => {
    for (const name of CONNECT) {
      const w = startHost(make());
      trouble = { [name]: () => { throw new UserError("no", { code: "refused" }); } };
      expect(await failure(w.call("x", "get"))).toBe("user/refused");
      const c = w.connect();
      await w.settle();
      expect(c.told).toEqual(["closed user/refused"]);
      trouble = { [name]: () => { throw new Error("secret"); } };
      const d = w.connect();
      await w.settle();
      expect(d.told).toEqual(["closed internal/internal_error"]);
      trouble = {};
      const id = (await w.gateway.resolve(query())).actor.id;
      expect(w.host.awake(id)?.conns.size).toBe(0);
    }
  });

  test("that hang are ended in their time, each by its own option", async () => {
    const own: Record<string, ActorOptions> = {
      createVars: { createVarsTimeout: 100 },
      createConnState: { createConnStateTimeout: 100 },
      onBeforeConnect: { onBeforeConnectTimeout: 100 },
      onConnect: { onConnectTimeout: 100 },
    };
    for (const [name, options] of Object.entries(own)) {
      for (const [given, ms] of [[options, 100], [{}, 5_000]] as const) {
        const w = startHost(make(given));
        trouble = { [name]: () => new Promise(() => {}) };
        let ended: string | null = null;
        void failure(w.call("x", "get")).then((how) => (ended = how));
        await w.pass(ms - 1);
        expect([name, ended]).toEqual([name, null]);
        await w.pass(1);
        expect([name, ended]).toEqual([name, "action/timed_out"]);
      }
    }
  });
});

describe("a connection that is closed during a hook", () => {
  test.each([...CONNECT, "createVars", "onWake"])("%s: the hooks run to their end, and onDisconnect with them", async (name) => {
    const { w, id } = await started();
    trouble[name] = gate;
    const c = w.connect();
    await w.settle();
    c.connection.close();
    expect(c.told).toEqual(["closed "]);
    await openGates();
    await w.settle();
    const wasIn = CONNECT.includes(name);
    expect(ran.filter((hook) => hook === "onDisconnect")).toHaveLength(wasIn ? 1 : 0);
    expect(w.host.awake(id)?.conns.size).toBe(0);
    expect(w.host.followers(id)).toEqual([]);
  });

  test("by the actor itself", async () => {
    const registry = setup({
      use: { thing: actor({ state: {}, onConnect: async (_c, conn) => conn.disconnect("not you"), actions: { get: () => 1 } }) },
    });
    const w = startHost(registry);
    const c = w.connect();
    await w.settle();
    expect(c.told).toEqual(["closed not you"]);
  });
});

describe("onDisconnect", () => {
  test("wakes the actor that sleeps", async () => {
    const { w, isAwake } = await started();
    const c = w.connect();
    await c.action("get");
    await w.pass(30_000);
    expect(isAwake()).toBe(false);
    ran = [];
    c.connection.close();
    await w.settle();
    expect([isAwake(), ran]).toEqual([true, ["createVars", "change 103", "onWake", "onDisconnect"]]);
  });

  test("hears at the next wake of those whom a crash cut off, with what was known of them", async () => {
    const left: unknown[] = [];
    const room = actor({
      state: { n: 0 },
      createConnState: (_c, params: { name: string }) => ({ name: params.name, said: 0 }),
      onDisconnect: (c, conn) => void left.push([conn.params, { ...conn.state }, c.conns.size, ++c.state.n]),
      actions: { say: (c) => ++c.conn.state.said, n: (c) => c.state.n },
    });
    const w = startHost(setup({ use: { thing: room } }));
    const [a, b] = [w.connect("x", { name: "a" }), w.connect("x", { name: "b" })];
    await a.action("say");
    await a.action("say");
    await b.action("n");
    b.connection.close();
    await w.settle();
    expect(left.splice(0)).toEqual([[{ name: "b" }, { name: "b", said: 0 }, 1, 1]]);
    const next = w.kill();
    const d = next.connect("x", { name: "d" });
    expect(await d.action("n")).toBe(2);
    expect(left.splice(0)).toEqual([[{ name: "a" }, { name: "a", said: 2 }, 0, 2]]);
    const last = next.kill();
    expect(await last.gateway.action(query(), "n", [], { params: { name: "e" } })).toBe(3);
    await last.settle();
    expect(left).toEqual([[{ name: "d" }, { name: "d", said: 0 }, 0, 3], [{ name: "e" }, { name: "e", said: 0 }, 0, 4]]);
    expect([...last.disk.keys()].filter((key) => key.startsWith("conn/"))).toEqual([]);
  });
});
