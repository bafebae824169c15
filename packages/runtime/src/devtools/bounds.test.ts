import { expect, test } from "vitest";
import { CLIENT_TOPICS } from "../inspector/client-topics.ts";
import { openInspector } from "../inspector/connect.ts";
import { serveInspector } from "../inspector/serve.ts";
import { inspectedRecord } from "./agent.ts";
import { MOST_LIVES } from "./lives.ts";
import { makeRecord, type Record, RECORD_BOUNDS } from "./record.ts";
import { timelineOf } from "./timeline.ts";
import { LONGEST_FRAME, makeWire } from "./wire.ts";

const row = (n: number, arg: unknown) => ({ client: "c", lane: "", id: n, epoch: "e", kind: "action", name: "add", schema: 1, args: [arg], key: `k${n}`, origin: "c", time: n, since: 0, self: null }) as const;
const run = (n: number, patch: readonly (readonly ["set", readonly string[], string, unknown])[]) => ({ name: `c/k${n}`, prediction: { how: "predicted", output: undefined, events: [] }, patch, reads: [], impure: [] }) as const;

/** An action is called, and its effect comes: two entries. */
function live(record: Record, n: number, arg: unknown): void {
  const patch = [["set", [], "last", arg]] as const;
  record.add("a", n, { type: "called", row: row(n, arg), run: run(n, patch) });
  const step = { from: n - 1, to: n, patch, by: ["c", "", n], done: true } as const;
  record.add("a", n, { type: "rebase", trigger: "frame", before: ["e", n - 1, "r"], after: ["e", n, "r"], base: { how: "steps", steps: [step] }, rows: [], runs: [], confirmed: [`c/k${n}`], ms: 0 });
}

function started(): Record {
  const record = makeRecord();
  record.add("a", 0, { type: "rebase", trigger: "start", before: null, after: ["e", 0, "r"], base: { how: "snapshot", state: { last: 0 }, from: "start" }, rows: [], runs: [], confirmed: [], ms: 0 });
  return record;
}

test("a million entries: a record stays bounded in entries, actions, moments and rows, and each is taken in the same time", () => {
  const record = started();
  const tenth = (from: number): number => {
    const start = performance.now();
    for (let n = from + 1; n <= from + 50_000; n++) live(record, n, n);
    return performance.now() - start;
  };
  const times = Array.from({ length: 10 }, (_, i) => tenth(i * 50_000));
  expect(record.last).toBe(1_000_001);
  expect([record.size, record.dropped]).toEqual([RECORD_BOUNDS.items, 990_001]);
  expect([...record.lives.all()]).toHaveLength(MOST_LIVES);
  expect(record.travel("a")?.moments()).toHaveLength(RECORD_BOUNDS.items);
  expect(timelineOf(record).length).toBeLessThanOrEqual(RECORD_BOUNDS.items + MOST_LIVES);
  expect(record.travel("a")?.viewAt(record.last)?.state).toEqual({ last: 500_000 });
  // The first that is left can still be gone back to.
  const [first] = record.travel("a")?.moments() ?? [];
  expect(record.travel("a")?.viewAt(first?.n ?? 0)?.state).toEqual({ last: 495_001 });
  expect(Math.max(...times.slice(1))).toBeLessThan(20 * Math.min(...times));
}, 240_000);

test("texts of 5 MB in arguments, patches and states: what is recorded weighs no more than its bounds, and lines of it are short", async () => {
  const record = started();
  const html = "<img src=x onerror=alert(1)>";
  for (let n = 1; n <= 60; n++) live(record, n, html.repeat(180_000) + n);
  expect(record.size).toBeLessThan(20);
  const inspector = openInspector((events) => {
    const session = serveInspector(inspectedRecord({ record, version: "1", now: () => 0, later: (task) => task() }), { send: (message) => void Promise.resolve().then(() => events.hear(JSON.parse(JSON.stringify(message)))), end() {} });
    return { send: session.hear, close: session.close };
  });
  const { rows } = await inspector.ask(CLIENT_TOPICS.timeline, {});
  expect(JSON.stringify(rows).length).toBeLessThan(100_000);
  const { state } = await inspector.ask(CLIENT_TOPICS.view, { actor: "a" });
  expect(JSON.stringify(state).length).toBeLessThan(50_000);
  expect(state.cuts).toMatchObject([{ path: ["last"], what: "text" }]);
  const last = rows.findLast((each) => each.type === "action");
  const detail = await inspector.ask(CLIENT_TOPICS.action, { id: last?.type === "action" ? last.id : "" });
  expect(JSON.stringify(detail).length).toBeLessThan(100_000);
});

test("a million frames, and frames of 5 MB: the last ones are kept, as far as there is room", () => {
  const wire = makeWire();
  for (let n = 0; n < 1_000_000; n++) wire.add("sent", '[{"t":"ping"}]', n);
  expect([...wire.frames()]).toHaveLength(2_000);
  const long = `[{"t":"push","text":"${"x".repeat(5_000_000)}"}]`;
  for (let n = 0; n < 100; n++) wire.add("heard", long, n);
  const kept = [...wire.frames()];
  expect(kept.reduce((sum, { text }) => sum + 2 * text.length, 0)).toBeLessThan(17_000_000);
  expect(kept.at(-1)).toMatchObject({ size: long.length, n: 1_000_100 });
  expect(kept.at(-1)?.text.length).toBe(LONGEST_FRAME);
});
