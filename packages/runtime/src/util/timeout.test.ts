import { expect, test } from "vitest";
import type { Timers } from "../ports/timers.ts";
import { must, unreachable } from "./assert.ts";
import { deferred } from "./deferred.ts";
import { withTimeout } from "./timeout.ts";

function handTimers() {
  const alarms = new Map<number, () => void>();
  let count = 0;
  const timers: Timers = {
    now: () => 0,
    after(_ms, callback) {
      const id = ++count;
      alarms.set(id, callback);
      return () => void alarms.delete(id);
    },
  };
  return { timers, alarms, ring: () => [...alarms.values()].forEach((run) => run()) };
}

test("a promise in time passes as it is, and leaves no timer behind", async () => {
  const { timers, alarms } = handTimers();
  await expect(withTimeout(Promise.resolve(7), 10, timers, () => "late")).resolves.toBe(7);
  await expect(withTimeout(Promise.reject(new Error("own")), 10, timers, () => "late")).rejects.toThrow("own");
  expect(alarms.size).toBe(0);
});

test("a late one is rejected, and what it says afterwards is ignored", async () => {
  const { timers, ring } = handTimers();
  const slow = deferred<number>();
  const limited = withTimeout(slow.promise, 10, timers, () => new Error("late"));
  ring();
  slow.reject(new Error("much later"));
  await expect(limited).rejects.toThrow("late");
});

test("what cannot be says so where it is met", () => {
  expect(() => unreachable("x" as never, "a kind")).toThrow('a kind: unexpected "x"');
  expect(() => must(undefined, "it is there")).toThrow("broken invariant: it is there");
  expect(must(0, "it is there")).toBe(0);
});
