import { expect, test } from "vitest";
import type { Row } from "../replica/row.ts";
import { EMPTY, type ReplicaState } from "../replica/state.ts";
import { newEntry } from "../replica/entries.ts";
import { Call } from "./action-call.ts";
import { noticeText } from "./notice.ts";
import { makeSettling } from "./settling.ts";

const ROW: Row = {
  client: "before",
  lane: "l",
  id: 1,
  epoch: "e",
  kind: "action",
  schema: 1,
  name: "add",
  args: [1],
  key: "k",
  origin: "before",
  time: 0,
  since: 0,
  self: null,
};
const NAME = "before/k";
const TEXT = noticeText({ actor: "list", key: ["one"], row: ROW, answer: { ok: true, output: "out" } });

/** A page that called something under a client which it has given up. */
function settling(kept: () => Promise<readonly string[]> = () => Promise.resolve([TEXT])) {
  const heard: unknown[] = [];
  const told: string[] = [];
  let state: ReplicaState = EMPTY;
  const made = makeSettling({
    address: { name: "list", key: ["one"] },
    key: () => ["one"],
    replica: {
      get state() {
        return state;
      },
    },
    delivered: { over() {} },
    tabs: { own: { client: "now", secret: "" } },
    timers: { now: () => 7 },
    device: { notices: kept },
    hints: { post() {} },
    settled: ({ id }) => told.push(id),
  });
  const call = new Call("id", { how: "unpredictable", why: "a test" });
  call.then(
    (output) => heard.push(output),
    (error: unknown) => heard.push(error),
  );
  made.expect(ROW, call);
  return { made, heard, told, become: (next: ReplicaState) => void (state = next) };
}

test("what was found on the device is not told again when the hint comes late", async () => {
  const { made, heard, told } = settling();
  await made.gone([NAME]);
  made.heard([TEXT]);
  await Promise.resolve();
  expect(heard).toEqual(["out"]);
  expect(told).toHaveLength(1);
});

test("a hint that comes while the device is read is told once", async () => {
  let answer = (_found: readonly string[]): void => {};
  const { made, heard, told } = settling(() => new Promise((resolve) => (answer = resolve)));
  const looked = made.gone([NAME]);
  made.heard([TEXT]);
  answer([TEXT]);
  await looked;
  expect(heard).toEqual(["out"]);
  expect(told).toHaveLength(1);
});

test("a call settles when this page shows its effect, not before (case 9)", async () => {
  const { made, heard, become } = settling();
  const entry = newEntry(ROW, 1);
  become({ ...EMPTY, saved: [entry] });
  made.heard([TEXT]);
  made.catchUp();
  await Promise.resolve();
  expect(heard).toEqual([]);
  become({ ...EMPTY, saved: [{ ...entry, applied: true }] });
  made.catchUp();
  await Promise.resolve();
  expect(heard).toEqual(["out"]);
});

test("notices are kept for other pages alone", () => {
  const { made } = settling();
  const answer = { ok: true, output: 1 } as const;
  expect(made.noticesOf([{ row: { ...ROW, client: "now" }, answer }, { row: ROW, answer: { ok: "told" } }])).toEqual([]);
  expect(made.noticesOf([{ row: ROW, answer }])).toMatchObject([{ at: 7, row: NAME, texts: [TEXT.replace('"output":"out"', '"output":1')] }]);
});

test("a hint that another version of the app wrote is passed over", () => {
  const { made, told } = settling();
  made.heard(['{"v":2}', "null"]);
  expect(told).toEqual([]);
});
