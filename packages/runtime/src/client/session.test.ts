import { expect, test } from "vitest";
import type { LinkEvents } from "../ports/link.ts";
import { SILENT } from "../ports/logger.ts";
import { type ChannelMessage, openSession } from "./session.ts";

/** A session whose turns the test gives, of three messages each. */
function session() {
  const tasks: (() => void)[] = [];
  let events: LinkEvents | undefined;
  let restarts = 0;
  const made = openSession({
    url: "test",
    openLink(_url, given) {
      events = given;
      return { send() {}, hurry() {}, restart: () => restarts++, close() {} };
    },
    timers: { now: () => 0, after: () => () => {} },
    turns: { size: 3, later: (task) => tasks.push(task) },
    random: { bytes: (count) => new Uint8Array(count) },
    log: SILENT,
    watch: { hear: null },
    clients: () => [],
    unshown() {},
  });
  const taken: number[][] = [];
  const ch = made.join({
    up() {},
    down() {},
    frame: (messages: readonly ChannelMessage[]) => taken.push(messages.map((message) => ("req" in message ? message.req : -1))),
  });
  const frame = (...reqs: number[]): string => JSON.stringify(reqs.map((req) => ({ t: "answer", ch, req })));
  events?.up();
  events?.frame('[{"t":"welcome","protocol":1}]');
  return { made, taken, tasks, frame, hear: (text: string) => events?.frame(text), down: () => events?.down("cut"), restarts: () => restarts };
}

test("a frame of much is taken some at a time, and what comes meanwhile waits behind it", () => {
  const { taken, tasks, frame, hear } = session();
  hear(frame(1, 2, 3, 4, 5));
  expect(taken).toEqual([[1, 2, 3]]);
  hear(frame(6));
  expect(taken).toEqual([[1, 2, 3]]);
  expect(tasks).toHaveLength(1);
  tasks.shift()?.();
  expect(taken).toEqual([[1, 2, 3], [4, 5, 6]]);
  expect(tasks).toEqual([]);
  hear(frame(7));
  expect(taken.at(-1)).toEqual([7]);
});

test("what was not taken when the connection broke is never taken, and what the next one brings is (case 30)", () => {
  const { taken, tasks, frame, hear, down } = session();
  hear(frame(1, 2, 3, 4, 5, 6, 7));
  down();
  for (const task of tasks.splice(0)) task();
  expect(taken).toEqual([[1, 2, 3]]);
  hear(frame(8));
  expect(taken.at(-1)).toEqual([8]);
});

test("what cannot be understood in the middle of a frame makes the client connect anew", () => {
  const { hear, restarts } = session();
  hear("[1]");
  expect(restarts()).toBe(1);
});
