// What waits and what was rejected: how the app takes it back, calls it again, changes it, and carries it elsewhere.

import { describe, expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { UserError } from "../src/errors/actor-error.ts";
import { inProcess } from "../src/testing/in-process.ts";
import type { MemoryDisk } from "../src/storage/memory.ts";
import { simBrowser } from "./sim-browser.ts";

const list = actor({
  state: { items: [] as string[], at: 0 },
  sync: true,
  actions: {
    add(c, text: string, _more?: unknown) {
      if (c.mode === "authoritative" && text.startsWith("bad")) throw new UserError("refused", { code: "no", metadata: { text } });
      c.state.items.push(text);
      c.state.at = c.now();
      return c.actionId;
    },
  },
});
const registry = setup({ use: { list } });
const timers = {
  now: () => Date.now(),
  after(ms: number, callback: () => void) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
const code = (group: string, name: string) => expect.objectContaining({ group, code: name });

async function live(params?: unknown) {
  const w = inProcess(registry, { timers });
  const disk: MemoryDisk = new Map();
  const open = () => {
    const client = w.client({ disk });
    return { client, conn: client.list.getOrCreate(["a"], params === undefined ? {} : { params }).connect() };
  };
  const { client, conn } = open();
  await expect.poll(() => conn.sync.phase).toBe("live");
  return { w, open, client, conn };
}

describe("edit", () => {
  test("takes a waiting action back and puts another at the end of the queue, with an id of its own", async () => {
    const { w, conn } = await live();
    w.isOnline = false;
    const [one, two] = [conn.add("one"), conn.add("two")];
    await two.saved;
    const edited = conn.outbox.edit(one.id, ["uno"]);
    expect(edited.id).not.toBe(one.id);
    expect(conn.state?.items).toEqual(["two", "uno"]);
    expect(conn.outbox.pending.map(({ args }) => args)).toEqual([["two"], ["uno"]]);
    await edited.saved;
    w.isOnline = true;
    expect(await edited).toBe(edited.id);
    await expect(one).rejects.toMatchObject({ group: "action", code: "voided" });
    expect(conn.state?.items).toEqual(["two", "uno"]);
    expect(conn.outbox).toMatchObject({ pending: [], rejected: [] });
  });

  test("of an action that is not saved yet, or is just being saved, comes to the same", async () => {
    const { w, conn } = await live();
    w.isOnline = false;
    const first = conn.add("one");
    const second = conn.outbox.edit(first.id, ["two"]);
    // The write has begun, and takes a turn or more.
    await Promise.resolve();
    await Promise.resolve();
    const third = conn.outbox.edit(second.id, ["three"]);
    await third.saved;
    w.isOnline = true;
    await third;
    await expect(first).rejects.toMatchObject({ code: "voided" });
    await expect(second).rejects.toMatchObject({ code: "voided" });
    expect(conn.state?.items).toEqual(["three"]);
  });

  test("of a rejected action takes it out of the box and calls it with other arguments", async () => {
    const { conn } = await live();
    const bad = conn.add("bad");
    await expect(bad).rejects.toMatchObject({ code: "no" });
    const edited = conn.outbox.edit(bad.id, ["good"]);
    expect(conn.outbox.rejected).toEqual([]);
    expect(edited.id).not.toBe(bad.id);
    await edited;
    expect(conn.state?.items).toEqual(["good"]);
  });

  test("refused, changes nothing", async () => {
    const { w, conn } = await live();
    w.isOnline = false;
    const { id } = conn.add("one");
    expect(() => conn.outbox.edit("nobody's", ["x"])).toThrow(code("outbox", "not_found"));
    expect(() => conn.outbox.edit(id, ["x".repeat(300_000)])).toThrow(code("limit", "action_too_large"));
    expect(() => conn.outbox.edit(id, [() => {}])).toThrow(code("state", "invalid_type"));
    expect(conn.outbox.pending).toMatchObject([{ id, args: ["one"] }]);
    expect(conn.state?.items).toEqual(["one"]);
  });

  test("L6 is on the disk whole or not at all: a page that dies leaves one of the two", async () => {
    const left = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const browser = simBrowser(registry, "list", `edit ${seed}`);
      const { tab, conn } = browser.open();
      await browser.until(() => conn.sync.phase === "live");
      browser.goOnline(false);
      const one = conn.action({ name: "add", args: ["one"] });
      await browser.until(() => conn.outbox.pending.every(({ saved }) => saved));
      void conn.outbox.edit(one.id, ["uno"]);
      await browser.pass(seed % 15);
      tab.kill();
      const { conn: next } = browser.open();
      await browser.until(() => next.outbox.pending.length > 0);
      const args = next.outbox.pending.map((each) => String(each.args[0]));
      expect(args, `seed ${seed}`).toHaveLength(1);
      left.add(args[0] ?? "");
      browser.goOnline(true);
      await browser.until(() => next.sync.phase === "live" && next.sync.pending === 0);
      expect(next.state).toMatchObject({ items: args });
    }
    expect(left).toEqual(new Set(["one", "uno"]));
  });

  test("of what waits in another tab is refused there; discarding it reaches the tab that has it", async () => {
    const browser = simBrowser(registry, "list", "two tabs");
    const [one, two] = [browser.open(), browser.open()];
    await browser.until(() => one.conn.sync.phase === "live" && two.conn.sync.phase === "live");
    browser.goOnline(false);
    const { id } = one.conn.action({ name: "add", args: ["one"] });
    await browser.until(() => two.conn.outbox.pending.length === 1);
    expect(() => two.conn.outbox.edit(id, ["x"])).toThrow(code("outbox", "other_tab"));
    void two.conn.outbox.discard(id);
    await browser.until(() => one.conn.outbox.pending.length === 0);
    browser.goOnline(true);
    await browser.until(() => one.settled.length === 1);
    expect(one.settled).toMatchObject([{ id, args: ["one"], discarded: true, error: { group: "action", code: "voided" } }]);
    expect(one.conn.state).toMatchObject({ items: [] });
  });
});

describe("discard", () => {
  test("that comes too late is told: the call has its output, and the settlement says that it was taken back", async () => {
    const { w, client, conn } = await live();
    const settled: unknown[] = [];
    client.onActionSettled((each) => settled.push(each));
    // The server hears the call; nothing that it says is heard here before the app takes it back.
    let discarding: Promise<void> | undefined;
    w.intercept = (frame) => {
      if (frame.includes('"push"')) discarding ??= conn.outbox.discard(call.id);
      return frame;
    };
    const call = conn.add("one");
    expect(await call).toBe(call.id);
    await discarding;
    expect(conn.state?.items).toEqual(["one"]);
    expect(settled).toMatchObject([{ id: call.id, args: ["one"], output: call.id, discarded: true }]);
  });
});

describe("what is in the outbox", () => {
  test("L6 is there after a reload, in both lists, and can be called again with the time and the id it had (complaint 2)", async () => {
    const { w, open, client, conn } = await live();
    const bad = conn.add("bad one");
    await expect(bad).rejects.toMatchObject({ code: "no" });
    const [{ calledAt, rejectedAt } = { calledAt: 0, rejectedAt: 0 }] = conn.outbox.rejected;
    w.isOnline = false;
    const waiting = conn.add("waits");
    await waiting.saved;
    await client.dispose();
    const { conn: next } = open();
    await expect.poll(() => next.outbox.pending).toMatchObject([{ id: waiting.id, args: ["waits"], saved: true }]);
    expect(next.outbox.rejected).toMatchObject([
      { id: bad.id, args: ["bad one"], calledAt, rejectedAt, error: { code: "no", metadata: { text: "bad one" } } },
    ]);
    const retried = next.outbox.retry(bad.id);
    expect(next.outbox.pending).toMatchObject([{ id: waiting.id }, { id: bad.id, calledAt, args: ["bad one"] }]);
    w.isOnline = true;
    await expect(retried).rejects.toMatchObject({ code: "no" });
    expect(next.state?.items).toEqual(["waits"]);
  });

  test("is exported as plain JSON, without params", async () => {
    const { w, conn } = await live({ token: "secret" });
    await expect(conn.add("bad")).rejects.toMatchObject({ code: "no" });
    w.isOnline = false;
    const { id } = conn.add("one", new Map([["when", new Date(0)]]));
    const exported = conn.outbox.export();
    expect(JSON.parse(JSON.stringify(exported))).toEqual(exported);
    expect(exported).toEqual({
      actor: "list",
      key: ["a"],
      actorId: conn.actorId,
      pending: [{ id, name: "add", args: ["one", ["$Map", [["when", ["$Date", 0]]]]], calledAt: expect.any(Number), saved: false }],
      rejected: [
        {
          id: expect.any(String),
          name: "add",
          args: ["bad"],
          calledAt: expect.any(Number),
          rejectedAt: expect.any(Number),
          error: { group: "user", code: "no", message: "refused", metadata: { text: "bad" } },
        },
      ],
    });
    expect(JSON.stringify(exported)).not.toContain("secret");
  });
});
