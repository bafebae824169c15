// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { ActorError, answering, answeringWatched, type Inspected, seen, serveInspector, SERVER_COMMANDS, SERVER_TOPICS } from "@rivulet/runtime/inspector";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { memoryRouter } from "../src/frame/route.ts";
import { Shell } from "../src/frame/shell.tsx";
import { sectionOf } from "../src/server/section.tsx";
import { makeLink } from "../src/server/link.ts";
import { patchText } from "../src/server/patch-text.ts";
import { pathOf } from "../src/server/chart.tsx";

const HOSTILE = '<img src=x onerror="globalThis.owned = true">';
const ID = "a".repeat(32);

// Rows are made for what is in sight, and here nothing has a size of its own.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(800);
  vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A server with one actor, whose inspector takes a token. */
function server({ token = "" } = {}) {
  const state = { title: HOSTILE, done: false };
  const done: object[] = [];
  const row = { id: ID, name: "list", key: [HOSTILE], status: "asleep" as const, createdAt: 0, connections: 0 };
  const T = SERVER_TOPICS;
  const none = { items: [] };
  const inspected: Inspected = {
    side: "server",
    version: "1.2.3",
    now: () => 0,
    topics: [
      answering(T.kinds, () => ({ kinds: [{ name: "list", synced: true, actions: [] }] })),
      answering(T.actors, ({ search = "" }) => ({ items: HOSTILE.includes(search) ? [row] : [] })),
      answering(T.actor, () => ({ ...row, actions: [{ name: "rename", kind: "action" as const }], registered: true, epochsBefore: 0, runs: 1, version: 3 })),
      answering(T.state, ({ path = [], from = 0 }) => ({ status: "asleep" as const, version: 3, path, from, seen: seen(state) })),
      ...[T.connections, T.schedule, T.kv, T.log, T.results, T.clients].map((topic) => answering(topic, () => none)),
      answeringWatched(T.activity, () => ({ entries: [] }), () => () => {}),
      answeringWatched(T.complaints, () => ({ entries: [{ n: 1, time: 0, level: "error" as const, msg: HOSTILE, error: `Error: ${HOSTILE}\n  at line` }] }), () => () => {}),
      answeringWatched(T.metrics, () => ({ samples: [] }), () => () => {}),
    ],
    commands: [
      answering(SERVER_COMMANDS.edit, (params) => {
        done.push(params);
        if (params.path[0] === "title" && params.change.how === "set") state.title = String(params.change.value);
        return { version: 4 };
      }),
      answering(SERVER_COMMANDS.call, ({ args }) => {
        if (args.length === 0) throw new ActorError("user", "empty", HOSTILE);
        return { output: args[0] };
      }),
      answering(SERVER_COMMANDS.destroy, ({ id }) => (done.push({ destroyed: id }), {})),
    ],
  };
  let shown: string | null = null;
  const kept = vi.fn();
  const link = makeLink({
    token: null,
    keep: kept,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    open(given, events) {
      shown = given;
      const session = serveInspector(
        inspected,
        { send: (message) => void Promise.resolve().then(() => events.hear(JSON.parse(JSON.stringify(message)))), end: () => void Promise.resolve().then(() => events.closed("")) },
        () => {
          if (token !== "" && given !== token) throw new ActorError("auth", given === null ? "unauthorized" : "forbidden", given === null ? "It takes a token." : "Another one.");
        },
      );
      return { send: (message) => session.hear(JSON.parse(JSON.stringify(message))), close: session.close };
    },
  });
  const router = memoryRouter();
  render(<Shell sections={[sectionOf(link)]} router={router} theme="light" onTheme={() => {}} onClose={null} />);
  return { done, kept, router, link, shown: () => shown };
}

/** The one row of a table, besides its head. */
const findRow = () => screen.findByRole("row", { selected: false });
const button = (name: string | RegExp) => screen.getByRole("button", { name });

test("whatever an actor holds, in its key, its state and its errors, is text", async () => {
  const { router } = server();
  fireEvent.click(await findRow());
  expect(router.current.params["id"]).toBe(ID);
  expect(await screen.findByRole("tree", { name: "State" })).toBeDefined();
  expect(screen.getAllByText((text) => text.includes("<img src=x")).length).toBeGreaterThan(1);
  fireEvent.click(button(/Errors/));
  fireEvent.click(await findRow());
  expect(await screen.findByText((text) => text.startsWith("Error: <img"), { selector: "pre" })).toBeDefined();
  expect(document.querySelector("img")).toBeNull();
  expect("owned" in globalThis).toBe(false);
});

test("a value is changed after one has said so twice, and only where it is what was seen", async () => {
  const { done } = server();
  fireEvent.click(await findRow());
  fireEvent.click(await screen.findByText("title:"));
  const field = await screen.findByRole("textbox", { name: "Value of title" });
  expect((button("Change…") as HTMLButtonElement).disabled).toBe(true);
  fireEvent.change(field, { target: { value: "{" } });
  expect((button("Change…") as HTMLButtonElement).disabled).toBe(true);
  fireEvent.change(field, { target: { value: '"new"' } });
  fireEvent.click(button("Change…"));
  expect(await screen.findByRole("alertdialog")).toBeDefined();
  expect(done).toEqual([]);
  fireEvent.click(button("Cancel"));
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
  expect(done).toEqual([]);
  fireEvent.click(button("Change…"));
  fireEvent.click(await screen.findByRole("button", { name: "Change it" }));
  await waitFor(() => expect(done).toEqual([{ id: ID, path: ["title"], change: { how: "set", value: "new" }, expected: { value: HOSTILE } }]));
  expect(await screen.findByText('"new"')).toBeDefined();
});

test("an actor is destroyed after one has said so twice", async () => {
  const { done } = server();
  fireEvent.click(await findRow());
  fireEvent.click(await screen.findByRole("button", { name: "Destroy" }));
  expect(done).toEqual([]);
  fireEvent.click(await screen.findByRole("button", { name: "Destroy it" }));
  await waitFor(() => expect(done).toEqual([{ destroyed: ID }]));
});

test("an action is called by hand, and its output and its error are shown", async () => {
  server();
  fireEvent.click(await findRow());
  fireEvent.click(await screen.findByRole("tab", { name: "Console" }));
  fireEvent.click(await screen.findByRole("button", { name: "Call" }));
  expect(await screen.findByText("user/empty")).toBeDefined();
  fireEvent.change(screen.getByRole("textbox", { name: "Arguments" }), { target: { value: '["hello"]' } });
  fireEvent.click(button("Call"));
  expect(await screen.findByText('"hello"')).toBeDefined();
  fireEvent.change(screen.getByRole("textbox", { name: "Arguments" }), { target: { value: "{}" } });
  expect((button("Call") as HTMLButtonElement).disabled).toBe(true);
});

test("where a token is needed one is asked for, and kept once it was let in", async () => {
  const { kept } = server({ token: "right" });
  const field = await screen.findByLabelText("Token");
  fireEvent.change(field, { target: { value: "wrong" } });
  fireEvent.click(button("Look"));
  expect(await screen.findByText(/Another one\./)).toBeDefined();
  expect(kept).not.toHaveBeenCalled();
  fireEvent.change(screen.getByLabelText("Token"), { target: { value: "right" } });
  fireEvent.click(button("Look"));
  expect(await findRow()).toBeDefined();
  expect(kept).toHaveBeenCalledWith("right");
});

test("a server that is not there is tried again, longer each time", async () => {
  const waits: number[] = [];
  let run = (): void => {};
  const opened: { closed: (reason: string) => void }[] = [];
  const link = makeLink({
    token: null,
    keep() {},
    after: (ms, then) => {
      waits.push(ms);
      run = then;
      return () => {};
    },
    open: (_, events) => (opened.push(events), { send() {}, close() {} }),
  });
  link.subscribe(() => {});
  for (let i = 0; i < 7; i++) {
    opened.at(-1)?.closed("");
    await Promise.resolve();
    expect(link.state.at).toBe("lost");
    run();
  }
  expect(waits).toEqual([500, 1_000, 2_000, 5_000, 10_000, 10_000, 10_000]);
});

test.each<[unknown, string]>([
  [[["set", ["items", 3], "done", true]], "items[3].done = true"],
  [[["splice", ["items"], 2, 1, []]], "items[2] − 1"],
  [[["splice", [], 0, 0, [{ id: 1 }]]], "[0] + {id: 1}"],
  [[["delete", ["by"], "x"], ["clear", []]], "delete by.x; all emptied"],
  [[["state", { n: 1 }]], "all = {n: 1}"],
  [[["unheard", ["of"]]], '["unheard", ["of"]]'],
  ["no patch", '"no patch"'],
])("a step of the log reads as what it changed: %j", (patch, text) => expect(patchText(patch)).toBe(text));

test("a chart's line ends at its right, and is broken where nothing was counted", () => {
  expect(pathOf([1, null, 1, 0], 1)).toBe("M269.0 2.0M289.7 2.0L300.0 62.0");
  expect(pathOf([], 1)).toBe("");
});
