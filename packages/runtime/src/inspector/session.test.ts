import * as v from "valibot";
import { describe, expect, test, vi } from "vitest";
import { actorError, UserError } from "../errors/actor-error.ts";
import { type Inspector, openInspector } from "./connect.ts";
import type { FromInspected } from "./envelope.ts";
import { INSPECTOR_LIMITS } from "./limits.ts";
import { answering, answeringWatched, type Inspected, serveInspector } from "./serve.ts";
import { topic, watchedTopic } from "./topic.ts";

const DOUBLE = topic("double", v.object({ n: v.number() }), v.object({ n: v.number() }));
const TICKS = watchedTopic("ticks", v.object({}), v.object({ n: v.number() }), v.object({ n: v.number() }));
const RESET = topic("reset", v.object({}), v.object({}));

function inspected() {
  const listeners = new Set<(notice: { n: number }) => void>();
  const reset = vi.fn(() => ({}));
  const side: Inspected = {
    side: "server",
    version: "1.2.3",
    now: () => 7,
    topics: [
      answering(DOUBLE, ({ n }) => {
        if (n === 13) throw new UserError("unlucky", { code: "unlucky", metadata: { why: new Map([["n", 13n]]) } });
        if (n === 14) throw new Error("full text");
        return { n: 2 * n };
      }),
      answeringWatched(TICKS, () => ({ n: listeners.size }), (_, notify) => {
        listeners.add(notify);
        return () => void listeners.delete(notify);
      }),
    ],
    commands: [answering(RESET, reset)],
  };
  const tick = (n: number): void => [...listeners].forEach((tell) => tell({ n }));
  return { side, listeners, reset, tick };
}

/** An inspector and what it inspects, with nothing between them but JSON. */
function connected(side: Inspected, options: { mayChange?: boolean } = {}, mayEnter?: () => void): Inspector {
  return openInspector((events) => {
    const sink = {
      send: (message: FromInspected) => void Promise.resolve().then(() => events.hear(JSON.parse(JSON.stringify(message)))),
      end: () => void Promise.resolve().then(() => events.closed("")),
    };
    const session = serveInspector(side, sink, mayEnter);
    return { send: (message) => session.hear(JSON.parse(JSON.stringify(message))), close: session.close };
  }, options);
}

const nameOf = (promise: Promise<unknown>) => promise.then((value) => value, (error: { group: string; code: string }) => `${error.group}/${error.code}`);
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("who is inspected says so, and answers by topic", async () => {
  const { side } = inspected();
  const inspector = connected(side);
  expect(await inspector.welcome).toMatchObject({ side: "server", version: "1.2.3", time: 7, topics: ["double", "ticks"], commands: ["reset"], mayChange: false });
  expect(await inspector.ask(DOUBLE, { n: 4 })).toEqual({ n: 8 });
  expect(await Promise.all([1, 2, 3].map((n) => inspector.ask(DOUBLE, { n })))).toEqual([{ n: 2 }, { n: 4 }, { n: 6 }]);
});

test("an error comes with its name and its metadata, one of nobody's with its full text", async () => {
  const inspector = connected(inspected().side);
  await expect(inspector.ask(DOUBLE, { n: 13 })).rejects.toMatchObject({ group: "user", code: "unlucky", message: "unlucky", metadata: { why: ["$Map", [["n", ["$BigInt", "13"]]]] } });
  await expect(inspector.ask(DOUBLE, { n: 14 })).rejects.toMatchObject({ group: "internal", message: "full text" });
});

test("who watches hears the answer first and then what comes, until it wants no more", async () => {
  const { side, listeners, tick } = inspected();
  const inspector = connected(side);
  const heard: unknown[] = [];
  const stop = inspector.watch(TICKS, {}, { answer: (answer) => heard.push(["answer", answer.n]), notice: ({ n }) => heard.push(n) });
  expect(listeners.size).toBe(1);
  tick(1);
  await settle();
  tick(2);
  await settle();
  expect(heard).toEqual([["answer", 1], 1, 2]);
  stop();
  expect(listeners.size).toBe(0);
  tick(3);
  await settle();
  expect(heard).toHaveLength(3);
});

test("whatever it watched is let go when an inspector leaves", () => {
  const { side, listeners } = inspected();
  const inspector = connected(side);
  for (let i = 0; i < 3; i++) inspector.watch(TICKS, {}, { answer() {}, notice() {} });
  expect(listeners.size).toBe(3);
  inspector.close();
  expect(listeners.size).toBe(0);
});

test("a command is done only for an inspector that said it may change something", async () => {
  const { side, reset } = inspected();
  expect(await nameOf(connected(side).do(RESET, {}))).toBe("auth/forbidden");
  expect(reset).not.toHaveBeenCalled();
  expect(await connected(side, { mayChange: true }).do(RESET, {})).toEqual({});
  expect(reset).toHaveBeenCalledOnce();
});

test("a token that is good no longer ends what is watched, too", async () => {
  const { side, listeners, tick } = inspected();
  let good = true;
  const inspector = connected(side, {}, () => {
    if (!good) throw actorError("auth/unauthorized", "The token is good no longer.");
  });
  const failed = vi.fn();
  inspector.watch(TICKS, {}, { answer() {}, notice() {}, failed });
  await settle();
  good = false;
  tick(1);
  await settle();
  expect(failed).toHaveBeenCalledWith(expect.objectContaining({ group: "auth", code: "unauthorized" }));
  expect(listeners.size).toBe(0);
  expect(await nameOf(inspector.ask(DOUBLE, { n: 1 }))).toBe("auth/unauthorized");
});

describe("what an inspector may not say", () => {
  const said = async (...messages: unknown[]) => {
    const sent: FromInspected[] = [];
    const end = vi.fn();
    const { side, listeners } = inspected();
    const session = serveInspector(side, { send: (message) => void sent.push(message), end });
    for (const message of messages) session.hear(message);
    await settle();
    const told = sent.map((message) => ("error" in message ? `${message.t} ${message.error.group}/${message.error.code}` : message.t));
    return { told, ended: end.mock.calls.length, listeners };
  };
  const HELLO = { t: "hello", protocol: [1, 1] };

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["a text", "hello"],
    ["a message of no kind", { t: "constructor" }],
    ["a question without hello", { t: "ask", id: 1, topic: "double" }],
    ["a number that is none", { t: "ask", id: -1, topic: "double" }],
    ["a name that is too long", { t: "ask", id: 1, topic: "x".repeat(10_000) }],
  ])("%s: it is hung up on", async (_, message) => {
    expect(await said(message)).toMatchObject({ told: ["refused protocol/malformed"], ended: 1 });
    expect(await said(message, HELLO)).toMatchObject({ told: ["refused protocol/malformed"], ended: 1 });
  });

  test("a protocol that nobody speaks here", async () => {
    expect((await said({ t: "hello", protocol: [3, 9] })).told).toEqual(["refused protocol/unsupported"]);
    expect((await said({ t: "hello", protocol: [0, 0] })).told).toEqual(["refused protocol/unsupported"]);
  });

  test.each<[string, object, string]>([
    ["a topic that is none", { t: "ask", id: 1, topic: "toString" }, "route/not_found"],
    ["a command that is none", { t: "do", id: 1, command: "double" }, "route/not_found"],
    ["params that are not the topic's", { t: "ask", id: 1, topic: "double", params: { n: "1" } }, "request/invalid"],
    ["params that are none", { t: "ask", id: 1, topic: "double", params: 7 }, "request/invalid"],
    ["a watch of what can only be asked", { t: "watch", id: 1, topic: "double" }, "request/invalid"],
  ])("%s: that alone fails", async (_, message, error) => {
    expect((await said(HELLO, message, { t: "ask", id: 2, topic: "double", params: { n: 1 } })).told.sort()).toEqual(["answer", `failed ${error}`, "welcome"]);
  });

  test("more than so many watches, and one number twice", async () => {
    const watches = Array.from({ length: INSPECTOR_LIMITS.watched + 1 }, (_, id) => ({ t: "watch", id, topic: "ticks" }));
    const { told, listeners } = await said(HELLO, ...watches, { t: "watch", id: 0, topic: "ticks" });
    expect(told.filter((each) => each.startsWith("failed"))).toEqual(["failed limit/too_many", "failed request/invalid"]);
    expect(listeners.size).toBe(INSPECTOR_LIMITS.watched);
  });
});
