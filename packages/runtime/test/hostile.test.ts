import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LIMITS, SERVER_LIMITS } from "../src/protocol/limits.ts";
import { PROTOCOL } from "../src/protocol/version.ts";
import { brackets, clientId, DEEP, expectUnharmed, type Hostile, type HostileHost, hostileHost, KEY, NOW } from "./hostile-host.ts";

const rejections: unknown[] = [];
const note = (error: unknown): void => void rejections.push(error);
let s: HostileHost;
let secretId: string;
beforeEach(async () => {
  s = hostileHost();
  secretId = await s.host.create("secret", ["x"], { input: undefined, seed: KEY, time: NOW });
  process.on("unhandledRejection", note);
});
afterEach(() => {
  process.off("unhandledRejection", note);
  expect(rejections.splice(0)).toEqual([]);
});

const hello = JSON.stringify({ t: "hello", protocol: [1, 1], connect: KEY, clients: [] });
const MALFORMED = "1002 protocol.malformed";
const TOO_MANY = "1008 limit.too_many";

describe("a first frame that is no greeting ends the connection", () => {
  test.each<[string, string | null, string]>([
    ["nothing", "", MALFORMED],
    ["one cut short", `[${hello}`, MALFORMED],
    ["one cut in a text", `[${hello.slice(0, -40)}`, MALFORMED],
    ["a number", "5", MALFORMED],
    ["null", "null", MALFORMED],
    ["a message without its list", hello, MALFORMED],
    ["a list of nothing that is a message", "[1,null,[]]", MALFORMED],
    ["a message of no type", "[{}]", MALFORMED],
    ["a message of an unknown type", '[{"t":"hack"}]', MALFORMED],
    ["a type that objects inherit", '[{"t":"__proto__"}]', MALFORMED],
    ["a message of the server", '[{"t":"welcome","protocol":1,"time":1}]', MALFORMED],
    ["bytes", null, MALFORMED],
    ["endless brackets", brackets, MALFORMED],
    ["endless brackets in a message", `[{"t":"open","params":${brackets}}]`, MALFORMED],
    ["too many messages", `[${Array(LIMITS.messages + 1).fill('{"t":"ping"}').join(",")}]`, TOO_MANY],
    ["one too large", `["${"x".repeat(SERVER_LIMITS.clientFrame)}"]`, "1002 protocol.too_large"],
    ["one of a protocol to come", `[${hello.replace("[1,1]", `[${PROTOCOL + 1},99]`)}]`, "1013 actor.restarting"],
    ["one of a protocol that is gone", `[${hello.replace("[1,1]", "[0,0]")}]`, "1008 protocol.unsupported"],
    ["two greetings", `[${hello},${hello}]`, MALFORMED],
    ["a ping", '[{"t":"ping"}]', MALFORMED],
    ["a push", JSON.stringify([{ t: "push", ch: 1, client: KEY, epoch: "e", actions: [[1, "add", [], KEY, 1]] }]), MALFORMED],
    ["an opening", JSON.stringify([{ t: "open", ch: 1, name: "thing", at: { key: [] }, seen: [], version: 1 }]), MALFORMED],
    ["too many clients", JSON.stringify([{ ...JSON.parse(hello), clients: Array(LIMITS.clients + 1).fill([KEY, KEY]) }]), TOO_MANY],
  ])("%s", async (_name, frame, closed) => {
    const hostile = s.connect();
    await hostile.raw(frame);
    expect(hostile.socket.closed).toBe(closed);
    // Nothing it says is heard any more.
    const heard = hostile.heard.length;
    await hostile.say(hostile.helloOf());
    expect(hostile.heard).toHaveLength(heard);
    await expectUnharmed(s, hostile);
  });

  test("and none at all ends it too, after a while", async () => {
    const silent = s.connect();
    const polite = await s.connect().begin();
    await s.pass(60_000);
    expect(silent.socket.closed).toBe("1008 protocol.silent");
    expect(polite.socket.closed).toBeNull();
    await expectUnharmed(s, silent);
  });
});

describe("on an open channel", () => {
  /** What was said, and what came back: errors of channels, errors of results, or the end of the connection. */
  const said = async (...frames: ((c: Hostile) => object | readonly object[])[]) => {
    const c = await s.connect().begin();
    for (const frame of frames) await c.say(...[frame(c)].flat());
    await expectUnharmed(s, c);
    const codes = c.heard.flatMap(({ t, error }) => {
      const { group, code } = (error ?? {}) as { group?: string; code?: string };
      return error === undefined ? [] : [`${t} ${group}/${code}`];
    });
    return { c, codes };
  };

  test.each<[string, (c: Hostile) => object | object[]]>([
    ["on a channel that was never opened", (c) => c.pushOf(1, "add", [], { ch: 99 })],
    ["on a channel that was closed", (c) => [{ t: "close", ch: 1 }, c.pushOf(1, "add")]],
    ["in a read, on a channel that was never opened", () => ({ t: "read", ch: 99, req: 1, name: "look", args: [] })],
  ])("what is said %s is not answered", async (_name, frame) => {
    const { c, codes } = await said(frame);
    expect([codes, c.of("result"), c.of("answer"), c.socket.closed]).toEqual([[], [], [], null]);
  });

  test.each<[string, (c: Hostile) => object | object[], string[]]>([
    ["a gap", (c) => [c.pushOf(1, "add", [1]), c.pushOf(3, "add", [3])], ["resync sync/gap"]],
    ["a first id from nowhere", (c) => c.pushOf(7, "add"), ["result action/unknown_client"]],
    ["an id from the end of numbers", (c) => c.pushOf(Number.MAX_SAFE_INTEGER, "add"), ["result action/unknown_client"]],
    ["a void id from nowhere", (c) => [c.pushOf(1, "add"), { t: "void", ch: 1, client: c.client, epoch: c.epoch, ids: [9] }], ["resync sync/gap"]],
    ["another epoch", (c) => c.pushOf(1, "add", [], { epoch: "other" }), ["resync sync/wrong_epoch"]],
    ["an inherited name", (c) => ["__proto__", "constructor", "prototype", "toString"].map((name, i) => c.pushOf(i + 1, name)), Array(4).fill("result action/not_found")],
    ["an inherited name to read", () => ({ t: "read", ch: 1, req: 1, name: "__proto__", args: [] }), ["answer action/not_found"]],
    ["a write to read", () => ({ t: "read", ch: 1, req: 1, name: "add", args: [1] }), ["answer action/read_only"]],
    ["a key named __proto__", (c) => c.pushOf(1, "add", [JSON.parse('{"a":{"__proto__":{"polluted":1}}}')]), ["resync protocol/malformed"]],
    ["a tag that is none", (c) => c.pushOf(1, "add", [["$Nothing", 1]]), ["resync protocol/malformed"]],
    ["a tag that does not fit", (c) => c.pushOf(1, "add", [["$Map", 5]]), ["resync protocol/malformed"]],
    ["a value too deep", (c) => c.pushOf(1, "add", [DEEP]), ["resync protocol/malformed"]],
    ["a value too deep to read with", () => ({ t: "read", ch: 1, req: 1, name: "look", args: [DEEP] }), ["resync protocol/malformed"]],
    ["NaN, which no state holds", (c) => c.pushOf(1, "add", [["$Number", "NaN"]]), ["result state/invalid_type"]],
    ["a client never shown", (c) => c.pushOf(1, "add", [], { client: clientId(999) }), []],
    ["a channel opened by two names", (c) => c.openOf({ ch: 2, name: "__proto__" }), ["closed actor/not_found"]],
    ["an actor of an inherited name", (c) => c.openOf({ ch: 2, name: "constructor" }), ["closed actor/not_found"]],
    ["an actor that is not synced", (c) => c.openOf({ ch: 2, name: "secret" }), ["closed actor/not_synced"]],
    ["an actor that is not there", (c) => c.openOf({ ch: 2, at: { id: clientId(5) } }), ["closed actor/not_found"]],
    ["an actor that keeps its state to itself, by its id", (c) => c.openOf({ ch: 2, at: { id: secretId } }), ["closed actor/not_found"]],
    ["an actor by an id that is none", (c) => c.openOf({ ch: 2, at: { id: "\ud800/../x" } }), ["closed actor/not_found"]],
    ["a version to come", (c) => c.openOf({ ch: 2, version: 99 }), ["closed actor/restarting"]],
    ["an input that cannot be", (c) => c.openOf({ ch: 2, at: { key: ["new"] }, create: { key: KEY, time: 1, input: ["$Map", 1] } }), ["resync protocol/malformed"]],
    ["too many channels", (c) => Array.from({ length: SERVER_LIMITS.channels }, (_, i) => c.openOf({ ch: i + 2 })), ["closed limit/too_many"]],
    ["a key no URL can carry", (c) => c.openOf({ ch: 2, at: { key: ["\ud800"] } }), ["resync protocol/malformed"]],
  ])("%s is answered by name", async (_name, frame, expected) => {
    const { c, codes } = await said(frame);
    expect(codes).toEqual(expected);
    expect(c.socket.closed).toBeNull();
  });

  test.each<[string, (c: Hostile) => object | object[], string]>([
    ["a second greeting", (c) => c.helloOf(), MALFORMED],
    ["a channel opened twice", (c) => c.openOf(), MALFORMED],
    ["too many clients", () => Array.from({ length: LIMITS.clients }, (_, i) => ({ t: "show", client: clientId(i + 500), secret: KEY })), TOO_MANY],
    ["params that cannot be", (c) => c.openOf({ ch: 2, params: ["$Date", {}] }), MALFORMED],
    ["params with a key named __proto__", (c) => c.openOf({ ch: 2, params: JSON.parse('{"__proto__":{"polluted":1}}') }), MALFORMED],
    ["params too deep", (c) => c.openOf({ ch: 2, params: DEEP }), MALFORMED],
    ["a push without actions", (c) => c.pushOf(1, "add", [], { actions: [] }), MALFORMED],
    ["a push of too many", (c) => c.pushOf(1, "add", [], { actions: Array.from({ length: LIMITS.messages + 1 }, (_, i) => [i + 1, "add", [], KEY, NOW]) }), TOO_MANY],
    ["too many ids to void", (c) => ({ t: "void", ch: 1, client: c.client, epoch: c.epoch, ids: Array.from({ length: LIMITS.messages + 1 }, (_, i) => i + 1) }), TOO_MANY],
    ["too many clients to have seen", (c) => c.openOf({ ch: 2, seen: Array(LIMITS.clients + 1).fill([c.client, "", 0]) }), TOO_MANY],
    ["a name too long", (c) => c.pushOf(1, "x".repeat(LIMITS.name + 1)), "1008 limit.name_too_long"],
    ["an actor's name too long", (c) => c.openOf({ ch: 2, name: "x".repeat(LIMITS.name + 1) }), "1008 limit.name_too_long"],
    ["a name too long to read by", () => ({ t: "read", ch: 1, req: 1, name: "x".repeat(LIMITS.name + 1), args: [] }), "1008 limit.name_too_long"],
    ["a key with a part too long", (c) => c.openOf({ ch: 2, at: { key: ["x".repeat(129)] } }), "1008 limit.key_too_large"],
    ["a key of too many parts", (c) => c.openOf({ ch: 2, at: { key: Array(33).fill("x") } }), "1008 limit.key_too_large"],
    ["an id of zero", (c) => c.pushOf(0, "add"), MALFORMED],
    ["an id below zero", (c) => c.pushOf(-1, "add"), MALFORMED],
    ["an id that is no whole number", (c) => c.pushOf(1.5, "add"), MALFORMED],
    ["a client id that is none", (c) => c.pushOf(1, "add", [], { client: "../../etc" }), MALFORMED],
    ["too many events", () => ({ t: "listen", ch: 1, events: Array(LIMITS.events + 1).fill("e") }), TOO_MANY],
  ])("%s ends the connection", async (_name, frame, closed) => {
    const { c } = await said(frame);
    expect(c.socket.closed).toBe(closed);
  });

  test.each<[string, (c: Hostile) => object | object[], (c: Hostile) => unknown]>([
    ["a push", (c) => c.pushOf(1, "add", [], { actions: Array.from({ length: LIMITS.messages }, (_, i) => [i + 1, "look", [], KEY, NOW]) }), (c) => c.of("result").length === LIMITS.messages],
    ["a void", (c) => ({ t: "void", ch: 1, client: c.client, epoch: c.epoch, ids: Array.from({ length: LIMITS.messages }, (_, i) => i + 1) }), (c) => c.of("result").length === LIMITS.messages],
    ["a frame", () => Array(LIMITS.messages).fill({ t: "ping" }) as object[], (c) => c.of("pong").length === LIMITS.messages],
    ["a list of events", () => ({ t: "listen", ch: 1, events: Array.from({ length: LIMITS.events }, (_, i) => String(i)) }), () => true],
    ["a list of clients to have seen", (c) => c.openOf({ ch: 2, seen: Array(LIMITS.clients).fill([c.client, "", 0]) }), (c) => c.of("opened").length === 2],
    ["a name", (c) => c.pushOf(1, "x".repeat(LIMITS.name)), (c) => c.of("result").length === 1],
    ["a key", (c) => c.openOf({ ch: 2, at: { key: Array(32).fill("x".repeat(128)) } }), (c) => c.of("opened").length === 2],
    ["a row of channels", (c) => Array.from({ length: SERVER_LIMITS.channels - 1 }, (_, i) => c.openOf({ ch: i + 2 })), (c) => c.of("opened").length === SERVER_LIMITS.channels],
    ["a row of clients", () => Array.from({ length: LIMITS.clients - 1 }, (_, i) => ({ t: "show", client: clientId(i + 500), secret: KEY })), () => true],
  ])("%s of just as much as may be is taken", async (_name, frame, isTaken) => {
    const { c } = await said(frame);
    await expect.poll(() => isTaken(c)).toBe(true);
    expect(c.socket.closed).toBeNull();
  });

  test("an endless time ends the connection: JSON has no infinity but 1e999", async () => {
    const c = await s.connect().begin();
    await c.raw(JSON.stringify([c.pushOf(1, "add")]).replace(String(NOW), "1e999"));
    expect(c.socket.closed).toBe(MALFORMED);
    await expectUnharmed(s, c);
  });

  test("ids that go back are answered by what is stored, and nothing runs twice", async () => {
    const c = await s.connect().begin();
    const actions = [1, 2, 1, 2, 3, 1].map((id) => [id, "add", [id], KEY, NOW]);
    await c.say(c.pushOf(1, "add", [], { actions }));
    const results = c.of("result").map(({ id, output }) => [id, output]);
    expect(results.sort()).toEqual([[1, 1], [1, 1], [1, 1], [2, 2], [2, 2], [3, 3]]);
    await expectUnharmed(s, c);
  });

  test("what comes before a bad action in a push has run, once, and what comes after has not", async () => {
    const c = await s.connect().begin();
    const actions = [[1, "add", ["one"], KEY, NOW], [2, "add", [["$Nothing", 0]], KEY, NOW], [3, "add", ["three"], KEY, NOW]];
    await c.say(c.pushOf(1, "add", [], { actions }));
    await c.say(c.openOf({ ch: 2 }));
    expect(c.of("opened").at(-1)).toMatchObject({ base: { state: { log: ["one"] } }, progress: [[c.client, "", 1, []]] });
    await expectUnharmed(s, c);
  });

  test("results observed beyond the last are none, and the next id goes on from the last", async () => {
    const c = await s.connect().begin();
    await c.say(c.pushOf(1, "add", ["x"]), { t: "observed", ch: 1, client: c.client, through: 999_999 });
    await c.say(c.pushOf(2, "add", ["y"]), c.pushOf(1, "add"));
    expect(c.of("result")).toMatchObject([{ id: 1, output: 1 }, { id: 2, output: 2 }, { id: 1, settled: true }]);
    await expectUnharmed(s, c);
  });
});
