import { describe, expect, test } from "vitest";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { failure, startHost, thing as query } from "./by-hand.ts";

let gates: (() => void)[] = [];
const openGates = () => {
  const all = gates;
  gates = [];
  for (const open of all) open();
};

const thing = actor({
  state: { log: [] as string[] },
  options: { actionTimeout: 1_000, sleepTimeout: 30_000 },
  onCreate: (c, input: number | undefined) => {
    if (input !== undefined) void c.schedule.after(input, "note", "made");
  },
  onBeforeActionResponse: (_c, _name, _args, output) => output,
  actions: {
    note(c, text: string, ...more: unknown[]) {
      c.state.log.push(`${text}${more.length > 0 ? JSON.stringify(more) : ""}`);
      c.broadcast("noted", text);
    },
    after: async (c, ms: number, action: string, ...args: unknown[]) => c.schedule.after(ms, action, ...args),
    at: async (c, time: number, action: string, ...args: unknown[]) => c.schedule.at(time, action, ...args),
    afterAndFail(c) {
      void c.schedule.after(10, "note", "never");
      throw new Error("no");
    },
    several(c) {
      for (const text of ["1", "2", "3"]) void c.schedule.after(10, "note", text);
    },
    fail(c) {
      c.state.log.push("never");
      throw new Error("failed");
    },
    who: (c) => void c.state.log.push(`${String(c.conn)} ${c.conns.size} ${c.mode} ${c.actionId}`),
    again(c, times: number) {
      c.state.log.push(`again ${times} at ${c.now()}`);
      if (times > 1) void c.schedule.after(100, "again", times - 1);
    },
    slow: async (c) => {
      c.state.log.push("begun");
      await new Promise<void>((resolve) => gates.push(resolve));
      c.state.log.push("ended");
    },
    log: (c) => [...c.state.log],
  },
});
const registry = setup({ use: { thing } });

describe("c.schedule", () => {
  test("runs an action once at its time, with its arguments", async () => {
    const w = startHost(registry);
    const c = w.connect();
    c.connection.listen("noted", true);
    const id = await c.action("after", 500, "note", "hi", { deep: [1, new Date(5)] });
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    await w.pass(499);
    expect(await w.call("x", "log")).toEqual([]);
    await w.pass(1);
    expect(c.told.at(-1)).toBe('event noted ["hi"]');
    await w.pass(100_000);
    expect(await w.call("x", "log")).toEqual(['hi[{"deep":[1,"1970-01-01T00:00:00.005Z"]}]']);
    expect([...w.disk.keys()].filter((key) => /^(schedule|alarm)/.test(key))).toEqual([]);
  });

  test("takes an instant, and runs what is past at once", async () => {
    const w = startHost(registry);
    await w.call("x", "at", w.now + 50, "note", "later");
    await w.call("x", "at", 5, "note", "past");
    await w.call("x", "after", -7, "note", "negative");
    await w.settle();
    expect(await w.call("x", "log")).toEqual(["past", "negative"]);
    await w.pass(50);
    expect(await w.call("x", "log")).toEqual(["past", "negative", "later"]);
    expect(await failure(w.call("x", "after", Number.NaN, "note", "when"))).toBe("state/invalid_type");
  });

  test("keeps the order of entries for one instant", async () => {
    const w = startHost(registry);
    await w.call("x", "several");
    await w.pass(10);
    expect(await w.call("x", "log")).toEqual(["1", "2", "3"]);
  });

  test("wakes an actor that sleeps", async () => {
    const w = startHost(registry);
    const id = (await w.gateway.resolve(query())).actor.id;
    await w.call("x", "after", 3_600_000, "note", "an hour later");
    await w.pass(60_000);
    expect([w.host.awake(id), w.timers]).toEqual([undefined, 1]);
    await w.pass(3_540_000);
    expect(w.host.awake(id)).toBeDefined();
    expect(await w.call("x", "log")).toEqual(["an hour later"]);
  });

  test("outlives the process; what became due meanwhile runs at the start", async () => {
    const w = startHost(registry);
    await w.call("x", "after", 1_000, "note", "kept");
    await w.call("y", "after", 20, "note", "overdue");
    await w.pass(10);
    const next = w.kill();
    await next.pass(500);
    expect(await next.call("y", "log")).toEqual(["overdue"]);
    expect(await next.call("x", "log")).toEqual([]);
    await next.pass(500);
    expect(await next.call("x", "log")).toEqual(["kept"]);
    const last = next.kill();
    await last.pass(10_000);
    expect([await last.call("x", "log"), await last.call("y", "log")]).toEqual([["kept"], ["overdue"]]);
  });

  test("is taken back with the action that scheduled it", async () => {
    const w = startHost(registry);
    expect(await failure(w.call("x", "afterAndFail"))).toBe("internal/internal_error");
    await w.pass(1_000);
    expect(await w.call("x", "log")).toEqual([]);
  });

  test("is on disk with the action that scheduled it, or not at all", async () => {
    const w = startHost(registry);
    await w.call("x", "log");
    w.hold();
    void w.call("x", "after", 10, "note", "lost").catch(() => {});
    await w.settle();
    const next = w.kill();
    await next.pass(1_000);
    expect(await next.call("x", "log")).toEqual([]);
  });

  test("removes the entry of a synchronous action in its own step: killed there, it runs again or has run", async () => {
    const w = startHost(registry);
    await w.call("x", "after", 10, "note", "once");
    w.hold();
    await w.pass(10);
    // It has run, and nothing of it is on disk.
    const next = w.kill();
    await next.pass(10);
    expect(await next.call("x", "log")).toEqual(["once"]);
    const last = next.kill();
    await last.pass(10);
    expect(await last.call("x", "log")).toEqual(["once"]);
  });

  test("does not run again what had begun when the process died, and says so", async () => {
    const w = startHost(registry);
    await w.call("x", "after", 10, "slow");
    await w.pass(10);
    expect(gates).toHaveLength(1);
    const next = w.kill();
    gates = [];
    await next.pass(100);
    expect(gates).toEqual([]);
    expect(await next.call("x", "log")).toEqual(["begun"]);
    expect(next.log.error).toHaveBeenCalledWith(expect.objectContaining({ msg: expect.stringContaining("interrupted"), action: "slow" }));
    expect([...next.disk.keys()].filter((key) => /^(schedule|alarm)/.test(key))).toEqual([]);
  });

  test("lets an action take as long as it takes, and keeps the actor awake for it", async () => {
    const w = startHost(registry);
    await w.call("x", "after", 10, "slow");
    await w.pass(120_000);
    openGates();
    await w.settle();
    expect(await w.call("x", "log")).toEqual(["begun", "ended"]);
    expect(w.log.error).not.toHaveBeenCalled();
  });

  test("logs what fails, takes it back, and does not try again", async () => {
    const w = startHost(registry);
    await w.call("x", "after", 10, "fail");
    await w.call("x", "after", 20, "nothing");
    await w.call("x", "after", 30, "note", "after them");
    await w.pass(10_000);
    expect(await w.call("x", "log")).toEqual(["after them"]);
    expect(w.log.error).toHaveBeenCalledWith(expect.objectContaining({ action: "fail", err: expect.objectContaining({ code: "internal_error" }) }));
    expect(w.log.error).toHaveBeenCalledWith(expect.objectContaining({ action: "nothing", err: expect.objectContaining({ code: "not_found" }) }));
  });

  test("runs without a connection, under the entry's id", async () => {
    const w = startHost(registry);
    const id = (await w.call("x", "after", 10, "who")) as string;
    await w.pass(10);
    expect(await w.call("x", "log")).toEqual([`undefined 0 authoritative ${id}`]);
  });

  test("goes on and on where the action schedules itself", async () => {
    const w = startHost(registry);
    await w.call("x", "again", 4);
    await w.pass(1_000);
    expect(await w.call("x", "log")).toEqual([4, 3, 2, 1].map((n) => `again ${n} at ${1_000_000 + (4 - n) * 100}`));
  });

  test("is there while the actor is made", async () => {
    const w = startHost(registry);
    await w.gateway.resolve(query("x", 70));
    await w.pass(70);
    expect(await w.call("x", "log")).toEqual(["made"]);
  });

  test("tries again where the actor cannot be woken", async () => {
    let broken = false;
    const fragile = actor({
      state: { ran: 0 },
      onWake: () => {
        if (broken) throw new Error("not now");
      },
      actions: { later: (c) => void c.schedule.after(60_000, "run"), run: (c) => ++c.state.ran, ran: (c) => c.state.ran },
    });
    const w = startHost(setup({ use: { thing: fragile } }));
    await w.call("x", "later");
    await w.pass(40_000);
    broken = true;
    await w.pass(60_000);
    expect(w.log.error).toHaveBeenCalledWith(expect.objectContaining({ msg: expect.stringContaining("could not be woken") }));
    broken = false;
    await w.pass(300_000);
    expect(await w.call("x", "ran")).toBe(1);
  });

  test("survives a clock that is set back", async () => {
    const w = startHost(registry);
    await w.call("y", "after", 100, "note", "y");
    await w.pass(1_000);
    const next = startHost(registry, w.disk, {}, 500_000);
    await next.call("x", "after", 100, "note", "x");
    await next.pass(100);
    expect(await next.call("x", "log")).toEqual(["x"]);
  });
});
