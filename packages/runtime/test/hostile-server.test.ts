// A server that says what no server says. The client is not to be corrupted: it connects anew, or asks anew, and keeps
// what waits.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { inProcess } from "../src/testing/in-process.ts";
import { brackets } from "./hostile-host.ts";

const notes = actor({
  state: { notes: [] as string[], at: new Date(0), tags: new Set<string>(), byId: { a: { n: 1 } } },
  sync: true,
  actions: {
    add(c, text: string) {
      c.state.notes.push(text);
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
const soon = <T>(read: () => T) => expect.poll(read, { interval: 1 });

const rejections: unknown[] = [];
const note = (error: unknown): void => void rejections.push(error);
beforeEach(() => void process.on("unhandledRejection", note));
afterEach(() => {
  process.off("unhandledRejection", note);
  expect(rejections.splice(0)).toEqual([]);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect([({} as Record<string, unknown>)["polluted"], ([] as { polluted?: unknown }).polluted]).toEqual([undefined, undefined]);
});

/** Where a client stands when the bad frame comes. */
interface Place {
  readonly ch: number;
  readonly version: number;
  readonly client: string;
}

/** A client on a disk, live, with one note in its state; and the means to tell it anything. */
async function meet() {
  const world = inProcess(registry, { timers });
  const disk = new Map();
  let hear = (_frame: string): void => {};
  let sessions = 0;
  /** Frames of the server that go nowhere, so that what was called waits. */
  let isDeaf = false;
  const place = { ch: 0, version: 0, client: "" };
  const { session } = world;
  world.session = (given, ended) => {
    if (ended === undefined) return session(given);
    sessions++;
    hear = given;
    return session((frame) => {
      for (const message of JSON.parse(frame) as { t: string; ch: number; cursor: [string, number]; to: number }[]) {
        if (message.t === "opened") [place.ch, place.version] = [message.ch, message.cursor[1]];
        if (message.t === "commit") place.version = message.to;
      }
      if (!isDeaf) given(frame);
    }, ended);
  };
  world.intercept = (frame) => {
    for (const message of JSON.parse(frame) as { t: string; clients: [string, string][] }[]) {
      if (message.t === "hello") place.client = message.clients[0]?.[0] ?? "";
    }
    return frame;
  };
  const client = world.client({ disk });
  const conn = client.notes.getOrCreate(["a"]).connect();
  await conn.add("kept");
  return {
    world,
    disk,
    client,
    conn,
    place,
    sessions: () => sessions,
    tell: (frame: string) => hear(frame),
    deaf: (deaf: boolean) => void (isDeaf = deaf),
  };
}

type Bad = (at: Place) => unknown;
const commit = (at: Place, patch: unknown, more: object = {}) => ({ t: "commit", ch: at.ch, from: at.version, to: at.version + 1, patch, ...more });

const GARBAGE: [string, Bad | string][] = [
  ["no JSON", "{"],
  ["nothing", ""],
  ["no list", "{}"],
  ["null", "null"],
  ["a list of no messages", "[1,null]"],
  ["a message of no type", '[{"x":1}]'],
  ["endless brackets", brackets],
  ["an unknown message for the channel", ({ ch }) => ({ t: "hack", ch })],
  ["a type that objects inherit", ({ ch }) => ({ t: "__proto__", ch })],
  ["a commit of no patch", (at) => commit(at, undefined)],
  ["a commit of no list", (at) => commit(at, { 0: "set" })],
  ["an op that is none", (at) => commit(at, [["hack", [], "x", 1]])],
  ["an op of an inherited name", (at) => commit(at, [["constructor", [], "x", 1]])],
  ["an op cut short", (at) => commit(at, [["set", []]])],
  ["a tag that is none", (at) => commit(at, [["set", [], "notes", ["$Nothing", 1]]])],
  ["a value with a key named __proto__", (at) => commit(at, [["set", [], "x", JSON.parse('{"__proto__":{"polluted":1}}')]])],
  ["a result with an error that is none", ({ ch, client }) => ({ t: "result", ch, client, id: 2, error: 5 })],
  ["an event without arguments", ({ ch }) => ({ t: "event", ch, name: "added" })],
  ["an opening without a cursor", ({ ch }) => ({ t: "opened", ch, base: { how: "match" } })],
  ["an opening of an unknown base", ({ ch }) => ({ t: "opened", ch, cursor: ["e", 1, "r"], base: { how: "hack" }, progress: [] })],
  ["an opening with a state that cannot be", ({ ch }) => ({ t: "opened", ch, cursor: ["e", 1, "r"], base: { how: "snapshot", state: ["$Map", 1] }, progress: [] })],
  ["a closing without a reason", ({ ch }) => ({ t: "closed", ch })],
];

const MISFITS: [string, Bad][] = [
  ["that leaves versions out", (at) => commit(at, [["set", [], "notes", []]], { from: at.version + 5, to: at.version + 6 })],
  ["at a path that is not there", (at) => commit(at, [["set", ["nowhere", 3], "x", 1]])],
  ["at a path through a text", (at) => commit(at, [["set", ["notes", 0], "x", 1]])],
  ["at an inherited path", (at) => commit(at, [["set", ["__proto__"], "polluted", 1]])],
  ["at a path through constructors", (at) => commit(at, [["set", ["constructor", "prototype"], "polluted", 1]])],
  ["at a path through a list's own", (at) => commit(at, [["set", ["notes", "__proto__"], "polluted", 1]])],
  ["that sets __proto__", (at) => commit(at, [["set", [], "__proto__", { polluted: 1 }]])],
  ["that sets __proto__ inside", (at) => commit(at, [["set", ["byId"], "__proto__", { polluted: 1 }]])],
  ["that deletes __proto__", (at) => commit(at, [["delete", ["byId"], "__proto__"]])],
  ["beyond a list's end", (at) => commit(at, [["set", ["notes"], 1e9, "x"]])],
  ["at a list's length", (at) => commit(at, [["set", ["notes"], "length", 0]])],
  ["that splices what is not there", (at) => commit(at, [["splice", ["notes"], -1, 5, []]])],
  ["that splices without end", (at) => commit(at, [["splice", ["notes"], 0, 1e12, []]])],
  ["that moves to a mess", (at) => commit(at, [["move", ["notes"], [0, 0, 7]]])],
  ["that reuses what was not taken", (at) => commit(at, [["reuse", [], "notes", 3]])],
  ["that twins nothing", (at) => commit(at, [["twin", ["notes"], 9, 8]])],
  ["that adds an object to a Set", (at) => commit(at, [["add", ["tags"], {}]])],
  ["that clears a list", (at) => commit(at, [["clear", ["notes"]]])],
  ["that sets the time of a list", (at) => commit(at, [["time", ["notes"], 1]])],
  ["that writes bytes into a Date", (at) => commit(at, [["bytes", ["at"], 0, ["$Uint8Array", "AAAA"]]])],
  ["whose second op does not fit", (at) => commit(at, [["splice", ["notes"], 0, 1, ["half"]], ["set", ["nowhere"], "x", 1]])],
];

const toFrame = (bad: Bad | string, at: Place): string => (typeof bad === "string" ? bad : JSON.stringify([bad(at)]));

describe("a frame that cannot be understood: the client connects anew, and loses nothing", () => {
  test.each(GARBAGE)("%s", async (_name, bad) => {
    const w = await meet();
    const before = w.conn.state;
    w.deaf(true);
    const call = w.conn.add("waiting");
    await soon(() => w.place.version).toBe(2);
    w.tell(toFrame(bad, { ...w.place, version: 1 }));
    w.deaf(false);
    expect(w.conn.state?.notes).toEqual(["kept", "waiting"]);
    expect(await call).toBe(2);
    expect(w.conn.state?.notes).toEqual(["kept", "waiting"]);
    expect([w.sessions(), w.conn.sync]).toMatchObject([2, { phase: "live", pending: 0, rejected: 0 }]);
    expect(w.conn.state?.byId).toBe(before?.byId);
  });
});

describe("a commit that does not fit: the client asks anew, and loses nothing (case 2)", () => {
  test.each(MISFITS)("%s", async (_name, bad) => {
    const w = await meet();
    w.deaf(true);
    const call = w.conn.add("waiting");
    await soon(() => w.place.version).toBe(2);
    w.deaf(false);
    w.tell(toFrame(bad, { ...w.place, version: 1 }));
    expect(await call).toBe(2);
    expect(w.conn.state).toEqual({ notes: ["kept", "waiting"], at: new Date(0), tags: new Set(), byId: { a: { n: 1 } } });
    expect([w.sessions(), w.conn.sync]).toMatchObject([1, { phase: "live", pending: 0, rejected: 0 }]);
    await w.client.dispose();
    const again = w.world.client({ disk: w.disk }).notes.getOrCreate(["a"]).connect();
    await soon(() => again.sync.phase).toBe("live");
    expect(again.state).toEqual(w.conn.state);
  });

  test.each(MISFITS)("and what is on the disk is still good, should the page end then: %s", async (_name, bad) => {
    const w = await meet();
    w.deaf(true);
    const call = w.conn.add("waiting");
    await call.saved;
    await soon(() => w.place.version).toBe(2);
    w.tell(toFrame(bad, { ...w.place, version: 1 }));
    await new Promise((resolve) => setImmediate(resolve));
    w.world.isOnline = false;
    await w.client.dispose();
    const again = w.world.client({ disk: w.disk }).notes.getOrCreate(["a"]).connect();
    await soon(() => again.state?.notes).toEqual(["kept", "waiting"]);
    expect(again.sync.pending).toBe(1);
    w.deaf(false);
    w.world.isOnline = true;
    await soon(() => again.sync).toMatchObject({ phase: "live", pending: 0 });
    expect(again.state?.notes).toEqual(["kept", "waiting"]);
  });
});

describe("what is merely odd changes nothing", () => {
  test.each<[string, Bad]>([
    ["an unknown message", () => ({ t: "hack" })],
    ["a second welcome", () => ({ t: "welcome", protocol: 1, time: 0 })],
    ["a message for a channel that is not there", (at) => commit({ ...at, ch: 999 }, [["set", [], "notes", []]])],
    ["a commit that it has already", (at) => commit(at, [["set", [], "notes", []]], { from: 0, to: 1 })],
    ["a result of a stranger's action", ({ ch }) => ({ t: "result", ch, client: "f".repeat(32), id: 1, output: 1 })],
    ["a result of an action never called", ({ ch, client }) => ({ t: "result", ch, client, id: 99, output: 1 })],
    ["an answer to no question", ({ ch }) => ({ t: "answer", ch, req: 99, output: 1 })],
    ["a pong", () => ({ t: "pong" })],
    ["an event nobody listens for", ({ ch }) => ({ t: "event", ch, name: "__proto__", args: [1] })],
    ["somebody else's client not shown", () => ({ t: "unshown", client: "f".repeat(32) })],
    ["its own client not shown", ({ client }) => ({ t: "unshown", client })],
  ])("%s", async (_name, bad) => {
    const w = await meet();
    w.tell(toFrame(bad, w.place));
    expect(await w.conn.add("more")).toBe(2);
    expect(w.conn.state?.notes).toEqual(["kept", "more"]);
    expect([w.sessions(), w.conn.sync]).toMatchObject([1, { phase: "live", pending: 0, rejected: 0 }]);
  });
});

test("L8 a commit that leads nowhere is none: it changes nothing, and the client connects anew (case 4)", async () => {
  const w = await meet();
  const { version } = w.place;
  w.tell(toFrame((at) => commit(at, [["set", [], "notes", ["drift"]]], { to: version }), w.place));
  expect(w.conn.state?.notes).toEqual(["kept"]);
  expect(await w.conn.add("more")).toBe(2);
  expect([w.conn.state?.notes, w.sessions()]).toEqual([["kept", "more"], 2]);
  await w.client.dispose();
  w.world.isOnline = false;
  const again = w.world.client({ disk: w.disk }).notes.getOrCreate(["a"]).connect();
  await soon(() => again.state?.notes).toEqual(["kept", "more"]);
});
