import { describe, expect, test, vi } from "vitest";
import { actorError, ActorError, UserError } from "../../src/errors/actor-error.ts";
import { ActorConnDisposed } from "../../src/errors/client-errors.ts";
import { settle, world } from "./fake-transport.ts";

/** A connection, and what has become of the promises it gave. */
async function connected(options: { open?: boolean; params?: unknown; getParams?: () => unknown } = {}) {
  const w = world();
  const { open = true, ...rest } = options;
  const conn = w.client.counter.getOrCreate("main", { createWithInput: 1, ...rest }).connect();
  const statuses: string[] = [];
  conn.onStatusChange((status) => statuses.push(status));
  await settle();
  if (open) w.fake.last.open();
  return { ...w, conn, statuses, fake: w.fake };
}

/** How a promise has ended by now. */
async function outcome(promise: Promise<unknown>): Promise<unknown> {
  let ended: unknown = "pending";
  promise.then((value) => (ended = { value }), (error: unknown) => (ended = { error }));
  await settle();
  return ended;
}

describe("actions", () => {
  test("wait in order for the connection to open, after the subscriptions", async () => {
    const { conn, fake } = await connected({ open: false });
    expect(conn.connStatus).toBe("connecting");
    const first = conn.add(1, "one");
    conn.on("changed", () => {});
    const second = conn.action({ name: "add", args: [2] });
    await settle();
    expect(fake.last.said).toEqual([]);
    fake.last.open();
    expect(conn.isConnected).toBe(true);
    expect(fake.last.said).toEqual(["+changed", "add", "add"]);
    expect(fake.last.asked.map(({ args }) => args)).toEqual([[1, "one"], [2]]);
    fake.last.asked[1]?.done({ how: "returned", output: 3 });
    fake.last.asked[0]?.done({ how: "threw", error: new UserError("no", { code: "no" }) });
    expect(await outcome(second)).toEqual({ value: 3 });
    expect(await outcome(first)).toMatchObject({ error: { group: "user", code: "no" } });
  });

  test("called while one hears that it is open come after those that waited", async () => {
    const { conn, fake } = await connected({ open: false });
    void conn.first();
    conn.onOpen(() => void conn.second());
    fake.last.open();
    expect(fake.last.said).toEqual(["first", "second"]);
  });

  test("under way when the connection breaks are rejected, those that wait are kept", async () => {
    const { conn, fake, timers } = await connected();
    const sent = conn.add(1);
    fake.last.events.closed("gone");
    const waiting = conn.add(2);
    expect(await outcome(sent)).toMatchObject({ error: { group: "client", code: "connection_lost" } });
    expect(await outcome(waiting)).toBe("pending");
    await timers.pass(1_000);
    fake.last.open();
    expect(fake.attempts).toHaveLength(2);
    expect(fake.last.asked.map(({ args }) => args)).toEqual([[2]]);
    fake.last.asked[0]?.done({ how: "returned", output: "two" });
    expect(await outcome(waiting)).toEqual({ value: "two" });
    // A late answer of the first connection is nobody's.
    fake.attempts[0]?.asked[0]?.done({ how: "returned", output: "late" });
  });

  test("aborted, reject with the reason: not sent where they waited, not heard where they were sent", async () => {
    const { conn, fake } = await connected({ open: false });
    const [early, late, before] = [new AbortController(), new AbortController(), new AbortController()];
    before.abort("before");
    expect(await outcome(conn.action({ name: "a", args: [], signal: before.signal }))).toEqual({ error: "before" });
    const unsent = conn.action({ name: "b", args: [], signal: early.signal });
    const sent = conn.action({ name: "c", args: [], signal: late.signal });
    early.abort("early");
    fake.last.open();
    late.abort("late");
    fake.last.asked[0]?.done({ how: "returned", output: 1 });
    expect(fake.last.said).toEqual(["c"]);
    expect(await outcome(unsent)).toEqual({ error: "early" });
    expect(await outcome(sent)).toEqual({ error: "late" });
  });
});

describe("events", () => {
  test("are subscribed to by the first listener and given up by the last", async () => {
    const { conn, fake } = await connected();
    const heard: unknown[] = [];
    const stops = [conn.on("told", (...args) => heard.push(args)), conn.on("told", () => {}), conn.once("told", (n) => heard.push(`once ${n}`))];
    fake.last.events.event("told", [1, "x"]);
    fake.last.events.event("told", [2, "y"]);
    fake.last.events.event("other", [3]);
    expect(heard).toEqual([[1, "x"], "once 1", [2, "y"]]);
    for (const stop of [...stops, ...stops]) stop();
    expect(fake.last.said).toEqual(["+told", "-told"]);
  });

  test("a `once` alone gives its subscription up, and may be asked for again from within", async () => {
    const { conn, fake } = await connected();
    const heard: unknown[] = [];
    const again = (n: number): void => {
      heard.push(n);
      conn.once("told", again);
    };
    conn.once("told", again);
    for (const n of [1, 2, 3]) fake.last.events.event("told", [n]);
    expect(heard).toEqual([1, 2, 3]);
    expect(fake.last.said.slice(0, 3)).toEqual(["+told", "-told", "+told"]);
  });

  test("are subscribed to again on each new connection, but for those that nobody wants any more", async () => {
    const { conn, fake, timers } = await connected();
    const stop = conn.on("a", () => {});
    conn.on("b", () => {});
    fake.last.events.closed("gone");
    stop();
    conn.on("c", () => {});
    await timers.pass(1_000);
    fake.last.open();
    expect(fake.last.said).toEqual(["+b", "+c"]);
  });

  test("of a connection that is over are not delivered", async () => {
    const { conn, fake, timers } = await connected();
    const heard = vi.fn();
    conn.on("told", heard);
    fake.last.events.closed("gone");
    await timers.pass(1_000);
    fake.last.open();
    fake.attempts[0]?.events.event("told", []);
    expect(heard).not.toHaveBeenCalled();
  });
});

describe("coming back", () => {
  test("goes on for ever, ever more slowly, and starts anew after a connection that held", async () => {
    const { conn, fake, timers, statuses } = await connected();
    const waits: number[] = [];
    fake.last.events.closed("gone");
    for (let i = 0; i < 12; i++) {
      waits.push(timers.waits[0] ?? 0);
      await timers.pass(waits.at(-1) ?? 0);
      fake.last.events.closed("still gone");
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[0]).toBe(125);
    expect(waits.at(-1)).toBe(7_500);
    await timers.pass(7_500);
    fake.last.open();
    expect(conn.connStatus).toBe("connected");
    await timers.pass(5_000);
    fake.last.events.closed("gone");
    expect(timers.waits).toEqual([125]);
    expect(statuses.slice(0, 5)).toEqual(["connected", "disconnected", "connecting", "disconnected", "connecting"]);
  });

  test("a server that lets in and hangs up at once is not asked in a loop", async () => {
    const { fake, timers } = await connected();
    for (let i = 0; i < 6; i++) {
      fake.last.events.closed("no");
      await timers.pass(timers.waits[0] ?? 0);
      fake.last.open();
    }
    fake.last.events.closed("no");
    expect(timers.waits[0]).toBeGreaterThan(2_000);
  });

  test("is hurried where the network may be back", async () => {
    const { fake, hurry, timers } = await connected();
    hurry();
    expect(fake.attempts).toHaveLength(1);
    fake.last.events.closed("gone");
    hurry();
    await settle();
    expect(fake.attempts).toHaveLength(2);
    await timers.pass(20_000);
    expect(fake.attempts).toHaveLength(2);
  });

  test("asks for the actor as the handle does until it is in, and never makes it again afterwards", async () => {
    const { fake, timers } = await connected({ open: false });
    const create = { input: 1 };
    expect(fake.last.query).toEqual({ by: "key", name: "counter", key: ["main"], create });
    fake.last.events.closed("", actorError("client/offline", "away"));
    await timers.pass(1_000);
    expect(fake.last.query).toMatchObject({ create });
    fake.last.open();
    fake.last.events.closed("destroyed");
    await timers.pass(1_000);
    expect(fake.last.query).toEqual({ by: "key", name: "counter", key: ["main"] });
  });

  test("an attempt that is not answered is given up", async () => {
    const { conn, fake, timers } = await connected({ open: false });
    const errors: ActorError[] = [];
    conn.onError((error) => errors.push(error));
    await timers.pass(30_000);
    expect(fake.attempts[0]?.closedBy).toBe("timeout");
    expect(errors).toMatchObject([{ group: "client", code: "offline" }]);
    await timers.pass(1_000);
    expect(fake.attempts).toHaveLength(2);
    // Whatever the first one says now, it is over.
    fake.attempts[0]?.open();
    expect(conn.connStatus).toBe("connecting");
  });
});

describe("errors", () => {
  test("of the connection are heard by those who listen for them, and for events of that name", async () => {
    const { conn, fake, timers, warned } = await connected({ open: false });
    const heard: string[] = [];
    fake.last.events.closed("no", new UserError("You may not.", { code: "forbidden" }));
    expect(warned).toHaveLength(1);
    conn.onError(({ code }) => heard.push(`onError ${code}`));
    conn.on("error", ({ code }: ActorError) => heard.push(`on ${code}`));
    await timers.pass(1_000);
    fake.last.events.closed("no", new UserError("You may not.", { code: "forbidden" }));
    expect(heard).toEqual(["onError forbidden", "on forbidden"]);
    expect(warned).toHaveLength(1);
  });

  test("a peaceful end is none", async () => {
    const { conn, fake, warned } = await connected();
    const heard = vi.fn();
    conn.onError(heard);
    fake.last.events.closed("restarting");
    expect(heard).not.toHaveBeenCalled();
    expect(warned).toEqual([]);
  });

  test("onOpen and onClose tell of each connection", async () => {
    const { conn, fake, timers } = await connected({ open: false });
    const told: string[] = [];
    conn.onOpen(() => told.push(`open ${conn.connStatus}`));
    conn.onClose(() => told.push(`close ${conn.connStatus}`));
    fake.last.events.closed("never in");
    await timers.pass(1_000);
    fake.last.open();
    fake.last.events.closed("gone");
    await timers.pass(1_000);
    fake.last.open();
    await conn.dispose();
    expect(told).toEqual(["open connected", "close disconnected", "open connected", "close idle"]);
  });
});

describe("params", () => {
  test("are sent at each attempt; getParams is asked anew each time, and its failure is passing", async () => {
    let n = 0;
    const { conn, fake, timers } = await connected({
      open: false,
      params: { old: true },
      getParams: async () => {
        if (++n === 2) throw new Error("no token");
        return { token: n };
      },
    });
    const errors: ActorError[] = [];
    conn.onError((error) => errors.push(error));
    expect(fake.last.params).toEqual({ token: 1 });
    fake.last.open();
    fake.last.events.closed("gone");
    await timers.pass(200);
    expect(errors).toMatchObject([{ group: "client", code: "get_params_failed" }]);
    expect(errors[0]?.message).toContain("no token");
    await timers.pass(1_000);
    expect(fake.last.params).toEqual({ token: 3 });
  });

  test("given to connect() take the place of the handle's", async () => {
    const { client, fake } = world();
    client.counter.get("a", { params: 1 }).connect(0);
    await settle();
    expect(fake.last.params).toBe(0);
  });
});

describe("dispose", () => {
  test("closes, rejects what waits and what was sent, and comes back no more", async () => {
    const { conn, fake, timers, statuses } = await connected();
    const sent = conn.a();
    await conn.dispose();
    await conn.dispose();
    expect(fake.last.closedBy).toBe("disposed");
    const { error } = (await outcome(sent)) as { error: unknown };
    expect(error).toBeInstanceOf(ActorConnDisposed);
    expect(error).toBeInstanceOf(ActorError);
    expect(await outcome(conn.b())).toMatchObject({ error: { group: "client", code: "disposed" } });
    fake.last.events.closed("late");
    await timers.pass(100_000);
    expect(fake.attempts).toHaveLength(1);
    expect(statuses).toEqual(["connected", "idle"]);
    expect(timers.waits).toEqual([]);
  });

  test("while params are being fetched, while connecting, while waiting to come back", async () => {
    const fetching = world();
    const early = fetching.client.counter.get("a", { getParams: () => new Promise(() => {}) }).connect();
    await early.dispose();
    const connecting = await connected({ open: false });
    const waiting = connecting.conn.a();
    await connecting.conn.dispose();
    expect(connecting.fake.last.closedBy).toBe("disposed");
    expect(await outcome(waiting)).toMatchObject({ error: { code: "disposed" } });
    connecting.fake.last.open();
    expect(connecting.conn.connStatus).toBe("idle");
    const away = await connected();
    away.fake.last.events.closed("gone");
    await away.conn.dispose();
    for (const { timers, fake } of [fetching, connecting, away]) {
      await timers.pass(100_000);
      expect(fake.attempts.length).toBeLessThan(2);
      expect(timers.waits).toEqual([]);
    }
  });

  test("from within a listener is as good", async () => {
    const { conn, fake, timers } = await connected({ open: false });
    const opened = vi.fn();
    conn.onStatusChange(() => void conn.dispose());
    conn.onOpen(opened);
    fake.last.open();
    expect(opened).not.toHaveBeenCalled();
    expect(fake.last.closedBy).toBe("disposed");
    await timers.pass(100_000);
    expect(fake.attempts).toHaveLength(1);
  });

  test("of the client ends all its connections", async () => {
    const { client, fake } = world();
    const conns = [client.counter.get("a").connect(), client.counter.get("b").connect()];
    await settle();
    await client.dispose();
    expect(conns.map(({ connStatus }) => connStatus)).toEqual(["idle", "idle"]);
    expect(fake.attempts.map(({ closedBy }) => closedBy)).toEqual(["disposed", "disposed"]);
  });
});
