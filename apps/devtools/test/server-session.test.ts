import { answering, answeringWatched, type Inspected, type Inspector, openInspector, seen, serveInspector, SERVER_COMMANDS, SERVER_TOPICS as T, toJson } from "@rivulet/runtime/inspector";
import { expect, test } from "vitest";
import { openServerSession } from "../src/server/session/open-session.ts";
import { takeSession } from "../src/server/session/take-session.ts";

const [A, B, GONE] = ["a", "b", "c"].map((sign) => sign.repeat(32));
const SECRET = "<img src=x onerror=alert(1)> my secret";

/** A server with two actors, one of which holds a secret wherever it can, and a third that is gone as one looks at it. */
function server(): Inspector {
  const state = { title: SECRET, items: [{ id: 1, text: SECRET }, { id: 2, text: "other" }], by: new Map([[7, SECRET]]) };
  const row = (id = "", key: string) => ({ id, name: "list", key: [key], status: "asleep" as const, createdAt: 0, connections: 0 });
  const rows = [row(A, "one"), row(B, "two"), row(GONE, "gone")];
  const only = <R>(id: string, items: R[]) => ({ items: id === A ? items : [] });
  const patch = toJson([["set", ["items", 0], "text", SECRET], ["splice", ["items"], 1, 0, [{ text: SECRET }]]]);
  const entry = { n: 1, time: 1, name: "list", key: ["one"] };
  const inspected: Inspected = {
    side: "server",
    version: "1.2.3",
    now: () => 5,
    topics: [
      answering(T.kinds, () => ({ kinds: [{ name: "list", synced: true, actions: [{ name: "add", kind: "action" as const }] }] })),
      answering(T.actors, () => ({ items: rows })),
      answering(T.actor, ({ id }) => {
        const found = rows.find((each) => each.id === id);
        if (found === undefined || id === GONE) throw new Error("gone");
        return { ...found, actions: [], registered: true, epochsBefore: 0, runs: 1, version: 3 };
      }),
      answering(T.state, ({ path = [], from = 0 }) => ({ status: "asleep" as const, version: 3, path, from, seen: seen(state) })),
      answering(T.connections, ({ id }) => only(id, [{ id: "conn", attached: true, params: seen({ token: SECRET }), state: seen({ note: SECRET }) }])),
      answering(T.schedule, ({ id }) => only(id, [{ entry: "e", due: 9, action: "add", args: seen([SECRET]), begun: false }])),
      answering(T.kv, ({ id }) => only(id, [{ hex: "6d79207365637265740a", text: "my secret", size: 3, value: seen(SECRET) }])),
      answering(T.log, ({ id }) => only(id, [{ from: 1, to: 2, size: 9, patch: { value: patch } }])),
      answering(T.results, ({ id }) => only(id, [{ client: "d".repeat(32), lane: "", id: 1, error: { group: "user", code: "full", message: SECRET, metadata: SECRET } }])),
      answering(T.clients, ({ id }) => only(id, [{ client: "d".repeat(32), lane: "", last: 4, settled: 3, running: [], heard: 1 }])),
      answeringWatched(T.activity, () => ({ entries: [{ ...entry, id: A ?? "", what: "action" as const, action: "add", args: seen([SECRET]), took: 1, from: 1, to: 2, output: seen(SECRET) }, { ...entry, n: 2, id: B ?? "", what: "life" as const, became: "awake" as const }] }), () => () => {}),
      answeringWatched(T.complaints, () => ({ entries: [{ n: 1, time: 1, level: "error" as const, msg: SECRET, error: `Error: ${SECRET}` }] }), () => () => {}),
      answeringWatched(T.metrics, () => ({ samples: [] }), () => () => {}),
    ],
    commands: [],
  };
  return openInspector((events) => {
    const session = serveInspector(inspected, { send: (message) => void Promise.resolve().then(() => events.hear(JSON.parse(JSON.stringify(message)))), end: () => events.closed("") });
    return { send: (message) => session.hear(JSON.parse(JSON.stringify(message))), close: session.close };
  });
}

const session = async (isRedacted: boolean) => {
  const text = await takeSession(server(), { now: 9, isRedacted });
  return { text, inspector: openInspector(openServerSession(text)) };
};

test("a session is asked as the server is, in all its topics, and cannot be changed", async () => {
  const { inspector } = await session(false);
  expect(await inspector.welcome).toMatchObject({ side: "server", version: "1.2.3", time: 9 });
  const real = server();
  expect(await inspector.ask(T.kinds, {})).toEqual(await real.ask(T.kinds, {}));
  for (const topic of [T.state, T.connections, T.schedule, T.kv, T.log, T.results, T.clients, T.actor] as const) {
    expect(await inspector.ask(topic, { id: A ?? "" })).toEqual(await real.ask(topic, { id: A ?? "" }));
  }
  const keysOf = async (params: object): Promise<string[]> => (await inspector.ask(T.actors, params)).items.map(({ key }) => key.join());
  expect([await keysOf({}), await keysOf({ search: "tw" }), await keysOf({ search: A }), await keysOf({ name: "x" }), await keysOf({ status: "live" }), await keysOf({ name: "list", key: ["one"] })]).toEqual([["one", "two", "gone"], ["two"], ["one"], [], [], ["one"]]);
  expect((await inspector.ask(T.activity, { id: B ?? "" })).entries).toMatchObject([{ what: "life" }]);
  expect((await inspector.ask(T.kv, { id: A ?? "", prefix: "no" })).items).toEqual([]);
  await expect(inspector.ask(T.actor, { id: GONE ?? "" })).rejects.toThrow("The session has nothing of it.");
  await expect(inspector.do(SERVER_COMMANDS.wake, { id: A ?? "" })).rejects.toThrow();
  const watched: unknown[] = [];
  inspector.watch(T.complaints, {}, { answer: ({ entries }) => watched.push(...entries), notice() {} });
  await expect.poll(() => watched).toHaveLength(1);
});

test("parts of its state are looked into as on the server", async () => {
  const { inspector } = await session(false);
  const part = async (path: unknown[], from?: number) => (await inspector.ask(T.state, { id: A ?? "", path, ...(from !== undefined && { from }) })).seen.value;
  expect(await part(["items", 0])).toEqual({ id: 1, text: SECRET });
  expect(await part(["by", 7])).toBe(SECRET);
  expect(await part(["items"], 1)).toEqual([{ id: 2, text: "other" }]);
});

test("without values nothing that an app put there can be read; shapes, names, keys and codes stay", async () => {
  const { text, inspector } = await session(true);
  expect(text).not.toContain("secret");
  expect(text).not.toContain("onerror");
  const { seen: state } = await inspector.ask(T.state, { id: A ?? "" });
  expect(state.value).toMatchObject({ items: [{ text: expect.stringMatching(/^text \d+$/) }, {}] });
  const { items: steps } = await inspector.ask(T.log, { id: A ?? "" });
  expect(steps[0]?.patch.value).toMatchObject([["set", ["items", 0], "text", expect.stringMatching(/^text/)], ["splice", ["items"], 1, 0, [{ text: expect.stringMatching(/^text/) }]]]);
  expect((await inspector.ask(T.results, { id: A ?? "" })).items).toMatchObject([{ error: { group: "user", code: "full", message: expect.stringMatching(/^text/) } }]);
  expect((await inspector.ask(T.actors, {})).items.map(({ key }) => key)).toEqual([["one"], ["two"], ["gone"]]);
});

test.each(["", "{}", "[]", '{"format":"rivulet.devtools.session","version":1}', '{"format":"rivulet.devtools.server-session","version":9}', '{"format":"rivulet.devtools.server-session","version":1,"at":1,"server":"1","answers":[{}]}'])("no session: %j", (text) => {
  expect(() => openServerSession(text)).toThrow(/^The file is/);
});
