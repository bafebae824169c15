import { expect, test } from "vitest";
import type { Entry } from "./entry.ts";
import { openInspector } from "../inspector/connect.ts";
import { CLIENT_TOPICS } from "../inspector/client-topics.ts";
import { openSession } from "./open-session.ts";
import { makeRecord, type Record } from "./record.ts";
import { exportSession, importSession } from "./session.ts";

const row = { client: "c".repeat(32), lane: "", id: 1, epoch: "e", kind: "action", name: "add", schema: 1, args: ["<img src=x onerror=alert(1)>", 7n, new Map([["secret", new Date(5)]])], key: "k".repeat(32), origin: "c".repeat(32), time: 5, since: 0, self: null } as const;
const name = `${row.client}/${row.key}`;

function recorded(error: unknown): Record {
  const record = makeRecord();
  const entries: Entry[] = [
    { n: 1, at: 1, actor: "list/one", type: "rebase", trigger: "start", before: null, after: ["e", 0, "r"], base: { how: "snapshot", state: { items: ["secret", "y".repeat(5_000_000)] }, from: "start" }, rows: [], runs: [], confirmed: [], ms: 0 },
    { n: 2, at: 2, actor: "list/one", type: "called", row, run: { name, prediction: { how: "threw", error }, patch: [["splice", ["items"], 2, 0, ["secret"]]], reads: [{ path: ["items"], key: "length", all: true }], impure: [] } },
    { n: 3, at: 3, actor: "list/one", type: "answered", name, answer: { ok: false, error: { group: "user", code: "full", message: "secret", metadata: error } } },
  ];
  record.load(entries);
  return record;
}

const circle: { [key: string]: unknown } = { secret: "secret" };
circle["self"] = circle;

test.each([["an error", new Error("secret")], ["what holds itself", circle], ["a function", () => "secret"]])("a session survives its export and import, whatever was thrown: %s", (_, error) => {
  const text = exportSession(recorded(error), { now: 9 });
  const entries = importSession(text);
  expect(entries.map(({ type }) => type)).toEqual(["rebase", "called", "answered"]);
  expect(entries[1]).toMatchObject({ row: { args: row.args }, run: { patch: [["splice", ["items"], 2, 0, ["secret"]]] } });
});

test("without values nothing that an app put there can be read, and what was equal still is", () => {
  const text = exportSession(recorded(new Error("secret")), { now: 9, redact: true });
  expect(text).not.toContain("secret");
  expect(text).not.toContain("onerror");
  expect(text.length).toBeLessThan(10_000);
  const [base, called] = importSession(text);
  expect(base).toMatchObject({ base: { state: { items: ["text 1", "text 2"] } } });
  expect(called).toMatchObject({ row: { name: "add" }, run: { patch: [["splice", ["items"], 2, 0, ["text 1"]]] } });
});

test("a session is asked as a page is", async () => {
  const inspector = openInspector(openSession(exportSession(recorded(new Error("no")), { now: 9 }), () => 9));
  const { isKnown, state } = await inspector.ask(CLIENT_TOPICS.view, { actor: "list/one", n: 1 });
  expect(isKnown).toBe(true);
  expect(state.cuts).toEqual([{ path: ["items", 1], what: "text", size: 5_000_000 }]);
  await expect(inspector.ask(CLIENT_TOPICS.queue, {})).rejects.toMatchObject({ group: "route" });
});

test.each(["", "{}", '{"format":"rivulet.devtools.session","version":9}', '{"format":"rivulet.devtools.session","version":1,"entries":[{"type":"x"}]}', '{"format":"rivulet.devtools.session","version":1}'])("no session: %j", (text) => {
  expect(() => importSession(text)).toThrow(/^The file is/);
});
