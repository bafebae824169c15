import { expect, test } from "vitest";
import { deferred } from "./deferred.ts";
import { Serial } from "./serial.ts";

test("what is synchronous runs at once, in order", () => {
  const ran: number[] = [];
  const queue = new Serial(() => {});
  queue.run(() => void ran.push(1));
  queue.run(() => void ran.push(2));
  expect(ran).toEqual([1, 2]);
});

test("a task waits for the one before, however that ends, and what was thrown is reported", async () => {
  const reported: unknown[] = [];
  const ran: string[] = [];
  const queue = new Serial((error) => reported.push(error));
  const gate = deferred<void>();
  queue.run(() => gate.promise.then(() => void ran.push("first")));
  queue.run(() => {
    throw new Error("thrown");
  });
  queue.run(() => Promise.reject(new Error("rejected")));
  const last = deferred<void>();
  queue.run(() => (ran.push("last"), last.resolve()));
  expect(ran).toEqual([]);
  gate.resolve();
  await last.promise;
  expect(ran).toEqual(["first", "last"]);
  expect(reported).toEqual([new Error("thrown"), new Error("rejected")]);
});

test.each([
  ["at once", () => undefined],
  ["after one that took its time", () => Promise.resolve()],
])("a task that adds one while it runs %s is not interrupted by it, nor by those that wait", async (_when, before) => {
  const ran: string[] = [];
  const queue = new Serial(() => {});
  const last = deferred<void>();
  queue.run(before);
  queue.run(() => {
    ran.push("one begins");
    queue.run(() => (ran.push("three"), last.resolve()));
    ran.push("one ends");
  });
  queue.run(() => void ran.push("two"));
  await last.promise;
  expect(ran.slice(0, 2)).toEqual(["one begins", "one ends"]);
  expect(ran.slice(2).sort()).toEqual(["three", "two"]);
});
