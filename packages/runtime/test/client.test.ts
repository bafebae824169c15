import { describe, expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { read, serverOnly } from "../src/definition/marks.ts";
import { setup } from "../src/definition/registry.ts";
import { UserError } from "../src/errors/actor-error.ts";
import { inProcess } from "../src/testing/in-process.ts";
import type { Ctx } from "../src/contract/infer.ts";

interface Note {
  id: string;
  text: string;
}

const notes = actor({
  state: { notes: [] as Note[], touched: 0 },
  sync: true,
  actions: {
    add(c, text: string) {
      if (c.mode === "authoritative" && text === "refused") throw new UserError("refused", { code: "no" });
      const note = { id: c.uuid(), text };
      c.state.notes.push(note);
      c.state.touched = c.now();
      c.broadcast("added", text);
      return note;
    },
    edit(c, id: string, text: string) {
      const note = c.state.notes.find((each) => each.id === id);
      if (!note) throw new UserError("no such note", { code: "missing" });
      note.text = text;
    },
    announce(c) {
      c.broadcast("told", c.mode);
      c.broadcast("told", "twice");
    },
    later: async (c, text: string) => {
      await Promise.resolve();
      c.state.notes.push({ id: c.uuid(), text });
      return c.state.notes.length;
    },
    secret: serverOnly((c: Ctx<{ state: { notes: Note[]; touched: number } }>, text: string) => {
      c.state.notes.push({ id: "secret", text });
      return c.mode;
    }),
    whoAmI: (c) => c.conn.id,
    lazy: (c) => {
      try {
        void c.vars;
      } catch {
        // swallowed: the replica must notice all the same
      }
      c.state.touched = -1;
    },
    thenable: (c) => {
      c.state.touched = -2;
      return Promise.resolve(1);
    },
    count: read((c: Ctx<{ state: { notes: Note[] } }>) => c.state.notes.length),
    sneaky: read((c: Ctx<{ state: { notes: Note[] } }>) => c.state.notes.push({ id: "x", text: "x" })),
    asyncCount: read(async (c: Ctx<{ state: { notes: Note[] } }>) => {
      await Promise.resolve();
      return c.state.notes.length;
    }),
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
const world = () => inProcess(registry, { timers });
const texts = (state: { readonly notes: readonly Note[] } | undefined) => state?.notes.map(({ text }) => text);

describe("an action on a connection", () => {
  test("is in the state before the call returns, and resolves with the server's output", async () => {
    const w = world();
    const conn = w.client().notes.getOrCreate(["a"]).connect();
    await expect.poll(() => conn.sync.phase).toBe("live");
    const call = conn.add("one");
    expect(texts(conn.state)).toEqual(["one"]);
    expect(call.predicted).toMatchObject({ how: "predicted", output: { text: "one" } });
    const note = await call;
    expect(note).toEqual(conn.state?.notes[0]);
    expect(call.predicted).toMatchObject({ output: { id: note.id } });
    expect(conn.sync.pending).toBe(0);
  });

  test("L7 survives being called offline, in order, and is applied once", async () => {
    const w = world();
    const conn = w.client().notes.getOrCreate(["a"]).connect();
    const other = w.client().notes.getOrCreate(["a"]).connect();
    await expect.poll(() => conn.sync.phase).toBe("live");
    w.isOnline = false;
    const calls = ["1", "2", "3"].map((text) => conn.add(text));
    expect(texts(conn.state)).toEqual(["1", "2", "3"]);
    await expect.poll(() => conn.sync).toMatchObject({ phase: "offline", pending: 3 });
    await Promise.all(calls.map(({ saved }) => saved));
    w.isOnline = true;
    await Promise.all(calls);
    await expect.poll(() => texts(other.state)).toEqual(["1", "2", "3"]);
    expect(conn.state).toEqual(other.state);
  });

  test("that the server rejects is taken back, kept in the outbox, and later ones stay (case 7, complaint 1)", async () => {
    const w = world();
    const conn = w.client().notes.getOrCreate(["a"]).connect();
    await expect.poll(() => conn.sync.phase).toBe("live");
    w.isOnline = false;
    const refused = conn.add("refused");
    const fine = conn.add("fine");
    expect(texts(conn.state)).toEqual(["refused", "fine"]);
    w.isOnline = true;
    await expect(refused).rejects.toMatchObject({ group: "user", code: "no" });
    await fine;
    expect(texts(conn.state)).toEqual(["fine"]);
    expect(conn.sync).toMatchObject({ pending: 0, rejected: 1 });
    const [boxed] = conn.outbox.rejected;
    expect(boxed).toMatchObject({ id: refused.id, name: "add", args: ["refused"], error: { code: "no" } });
    await conn.outbox.discard(refused.id);
    expect(conn.outbox.rejected).toEqual([]);
  });

  test("can be retried from the outbox, and keeps its id", async () => {
    const w = world();
    const client = w.client();
    const conn = client.notes.getOrCreate(["a"]).connect();
    await conn.add("x");
    const missing = conn.edit("later", "new");
    await expect(missing).rejects.toMatchObject({ code: "missing" });
    const retried = conn.outbox.retry(missing.id);
    expect(retried.id).toBe(missing.id);
    expect(conn.outbox.rejected).toEqual([]);
    await expect(retried).rejects.toMatchObject({ code: "missing" });
    expect(conn.outbox.rejected).toHaveLength(1);
  });

  test("can be discarded while it waits, and its number is not left out", async () => {
    const w = world();
    const conn = w.client().notes.getOrCreate(["a"]).connect();
    await expect.poll(() => conn.sync.phase).toBe("live");
    w.isOnline = false;
    const [one, two, three] = [conn.add("1"), conn.add("2"), conn.add("3")];
    await conn.outbox.discard(two.id);
    expect(texts(conn.state)).toEqual(["1", "3"]);
    w.isOnline = true;
    await Promise.all([one, three]);
    await expect(two).rejects.toMatchObject({ group: "action", code: "voided" });
    expect(texts(conn.state)).toEqual(["1", "3"]);
    expect(conn.outbox.rejected).toEqual([]);
  });

  test("nobody awaits never raises an unhandled rejection, and is told to onActionSettled", async () => {
    const w = world();
    const client = w.client();
    const settled: unknown[] = [];
    client.onActionSettled((settlement) => settled.push(settlement));
    const conn = client.notes.getOrCreate(["a"]).connect();
    const { id } = conn.add("refused");
    await expect.poll(() => settled).toHaveLength(1);
    expect(settled[0]).toMatchObject({ id, actor: "notes", action: "add", args: ["refused"], error: { code: "no" } });
  });

  test("too large to be sent is refused when it is called", () => {
    const conn = world().client().notes.getOrCreate(["a"]).connect();
    expect(() => conn.add("x".repeat(300_000))).toThrow(expect.objectContaining({ code: "action_too_large" }));
    expect(conn.sync.pending).toBe(0);
  });
});

describe("the status of a connection", () => {
  test("says why what waits does: since when, and what went wrong last, until it is live again (case 28, complaint 1)", async () => {
    const w = world();
    const conn = w.client().notes.getOrCreate(["a"]).connect();
    await expect.poll(() => conn.sync.phase).toBe("live");
    expect(conn.sync).toMatchObject({ error: null, oldestPendingAt: null });
    w.isOnline = false;
    const before = Date.now();
    const call = conn.add("one");
    await expect.poll(() => conn.sync.phase).toBe("offline");
    const { error, oldestPendingAt } = conn.sync;
    expect(error).toMatchObject({ group: "client", code: "offline", message: expect.stringContaining("offline") });
    expect(oldestPendingAt).toBeGreaterThanOrEqual(before);
    // The same status is the same object: nobody who follows it is woken in vain.
    expect(conn.sync).toBe(conn.sync);
    w.isOnline = true;
    await call;
    expect(conn.sync).toMatchObject({ phase: "live", error: null, oldestPendingAt: null });
  });

  test("says what the server refused with (complaint 10)", async () => {
    const w = world();
    const conn = w.client().notes.get(["nobody"]).connect();
    await expect.poll(() => conn.sync.phase).toBe("missing");
    expect(conn.sync.error).toMatchObject({ group: "actor", code: "not_found" });
  });
});

describe("whether the page may be left", () => {
  test("it may not while something is not on the disk, and it may while it only waits for the server", async () => {
    const w = world();
    const client = w.client();
    const conn = client.notes.getOrCreate(["a"]).connect();
    await expect.poll(() => conn.sync.phase).toBe("live");
    const heard: boolean[] = [];
    client.onSavedChange(() => heard.push(client.isSaved));
    expect(client.isSaved).toBe(true);
    w.isOnline = false;
    const { saved } = conn.add("one");
    expect(client.isSaved).toBe(false);
    await saved;
    expect(client.isSaved).toBe(true);
    expect(conn.sync.pending).toBe(1);
    await expect.poll(() => heard).toEqual([false, true]);
  });
});

describe("an action that cannot be predicted", () => {
  test.each(["later", "secret", "whoAmI", "lazy", "thenable"] as const)("%s: shows nothing before the server's answer", async (name) => {
    const w = world();
    const conn = w.client().notes.getOrCreate(["a"]).connect();
    await conn.add("first");
    w.isOnline = false;
    const call = conn.action({ name, args: ["new"] });
    expect(call.predicted.how).toBe("unpredictable");
    expect(texts(conn.state)).toEqual(["first"]);
    expect(conn.state?.touched).toBeGreaterThan(0);
    const after = conn.add("after");
    expect(texts(conn.state)).toEqual(["first", "after"]);
    w.isOnline = true;
    if (name !== "lazy") await call;
    else await expect(call).resolves.toBeUndefined();
    await after;
  });

  test("throws while predicting: nothing is predicted, and the server judges", async () => {
    const w = world();
    const [one, two] = [w.client(), w.client()].map((client) => client.notes.getOrCreate(["a"]).connect());
    if (!one || !two) throw new Error("no connections");
    const note = await two.add("theirs");
    await expect.poll(() => texts(one.state)).toEqual(["theirs"]);
    w.isOnline = false;
    const call = one.edit("nobody's", "x");
    expect(call.predicted).toMatchObject({ how: "threw", error: { code: "missing" } });
    const good = one.edit(note.id, "ours");
    expect(texts(one.state)).toEqual(["ours"]);
    w.isOnline = true;
    await expect(call).rejects.toMatchObject({ code: "missing" });
    await good;
  });

  test("without a registry nothing is predicted and everything else works", async () => {
    const w = world();
    const conn = w.client({ predicts: false }).notes.getOrCreate(["a"]).connect();
    await expect.poll(() => conn.sync.phase).toBe("live");
    const call = conn.add("x");
    expect(call.predicted.how).toBe("unpredictable");
    await call;
    expect(texts(conn.state)).toEqual(["x"]);
  });
});

describe("events", () => {
  test("of a predicted action are heard at once, and the server's equal copies not again", async () => {
    const w = world();
    const client = w.client();
    const conn = client.notes.getOrCreate(["a"]).connect();
    const other = w.client().notes.getOrCreate(["a"]).connect();
    const [heard, elsewhere]: unknown[][] = [[], []];
    conn.on("added", (text: string) => heard?.push(text));
    other.on("added", (text: string) => elsewhere?.push(text));
    await expect.poll(() => [conn.sync.phase, other.sync.phase]).toEqual(["live", "live"]);
    const call = conn.add("x");
    expect(heard).toEqual(["x"]);
    await call;
    await expect.poll(() => elsewhere).toEqual(["x"]);
    expect(heard).toEqual(["x"]);
  });

  test("that the server sent otherwise are heard again, as corrections", async () => {
    const conn = world().client().notes.getOrCreate(["a"]).connect();
    const heard: unknown[] = [];
    conn.on("told", () => {});
    conn.onEvent(({ args, corrected }) => heard.push([...args, corrected]));
    await expect.poll(() => conn.sync.phase).toBe("live");
    await conn.announce();
    expect(heard).toEqual([
      ["predicted", false],
      ["twice", false],
      ["authoritative", true],
    ]);
  });

  test("once hears once, and nothing is heard after the listener was taken back", async () => {
    const conn = world().client().notes.getOrCreate(["a"]).connect();
    const heard: string[] = [];
    conn.once("added", (text: string) => heard.push(`once ${text}`));
    const off = conn.on("added", (text: string) => heard.push(text));
    await conn.add("1");
    off();
    await conn.add("2");
    expect(heard).toEqual(["once 1", "1"]);
  });
});

describe("an action made with read()", () => {
  test("is answered by the server after what was called before", async () => {
    const conn = world().client().notes.getOrCreate(["a"]).connect();
    await expect.poll(() => conn.sync.phase).toBe("live");
    void conn.add("1");
    void conn.secret("2");
    expect(await conn.count()).toBe(2);
    expect(await conn.asyncCount()).toBe(2);
    expect(conn.sync.pending).toBe(0);
  });

  test("is answered by the view offline, and fails where only the server can", async () => {
    const w = world();
    const conn = w.client().notes.getOrCreate(["a"]).connect();
    await conn.add("1");
    w.isOnline = false;
    void conn.add("2");
    expect(await conn.count()).toBe(2);
    await expect(conn.asyncCount()).rejects.toMatchObject({ group: "client", code: "offline" });
    expect(conn.sync.pending).toBe(1);
  });

  test("cannot write, neither here nor there", async () => {
    const w = world();
    const conn = w.client().notes.getOrCreate(["a"]).connect();
    await conn.add("1");
    await expect(conn.sneaky()).rejects.toMatchObject({ group: "action", code: "read_only" });
    w.isOnline = false;
    await expect(conn.sneaky()).rejects.toMatchObject({ group: "action", code: "read_only" });
    expect(texts(conn.state)).toEqual(["1"]);
  });
});

describe("a handle", () => {
  test("getOrCreate offline shows the state that the actor would be made with", async () => {
    const w = world();
    w.isOnline = false;
    const conn = w.client().notes.getOrCreate(["fresh"]).connect();
    await expect.poll(() => conn.state).toEqual({ notes: [], touched: 0 });
    const call = conn.add("offline");
    expect(texts(conn.state)).toEqual(["offline"]);
    w.isOnline = true;
    const note = await call;
    expect(conn.state?.notes).toEqual([note]);
  });

  test("get of an actor that is not there waits, visibly, until it appears", async () => {
    const w = world();
    const conn = w.client().notes.get(["x"]).connect();
    await expect.poll(() => conn.sync.phase).toBe("missing");
    const call = conn.add("early");
    expect(conn.sync.pending).toBe(1);
    await w.client().notes.getOrCreate(["x"]).resolve();
    conn.retry();
    await call;
    expect(texts(conn.state)).toEqual(["early"]);
  });

  test("create makes an actor once", async () => {
    const w = world();
    const handle = await w.client().notes.create(["x"]);
    await handle.add("1");
    await expect(w.client().notes.create(["x"])).rejects.toMatchObject({ code: "duplicate_key" });
  });

  test("getForId reaches the same actor", async () => {
    const w = world();
    const id = await w.client().notes.getOrCreate(["x"]).resolve();
    const conn = w.client().notes.getForId(id).connect();
    await conn.add("by id");
    expect(texts(w.client().notes.get(["x"]).connect().state)).toBeUndefined();
    const byKey = w.client().notes.get(["x"]).connect();
    await expect.poll(() => texts(byKey.state)).toEqual(["by id"]);
  });

  test("L7 calls without a connection share its queue", async () => {
    const w = world();
    const client = w.client();
    const handle = client.notes.getOrCreate(["x"]);
    const conn = handle.connect();
    const order = await Promise.all([conn.add("1"), handle.add("2"), conn.add("3")]);
    expect(order.map(({ text }) => text)).toEqual(["1", "2", "3"]);
    expect(texts(conn.state)).toEqual(["1", "2", "3"]);
  });

  test("calls one after the other, each when the one before is answered and gone, are different calls", async () => {
    const w = world();
    const client = w.client();
    expect(await client.notes.getOrCreate(["x"]).add("1")).toMatchObject({ text: "1" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await client.notes.getOrCreate(["x"]).add("2")).toMatchObject({ text: "2" });
    await expect(client.notes.getOrCreate(["x"]).add("refused")).rejects.toMatchObject({ code: "no" });
    expect(await client.notes.getOrCreate(["x"]).add("3")).toMatchObject({ text: "3" });
    const conn = client.notes.getOrCreate(["x"]).connect();
    await expect.poll(() => texts(conn.state)).toEqual(["1", "2", "3"]);
  });
});
