import { expect, test } from "vitest";
import { makeQueue } from "./queue.ts";

test("is taken from at both ends, and counts from the first that is there", () => {
  const queue = makeQueue<{ n: number }>();
  for (let n = 0; n < 5; n++) queue.push({ n });
  expect([queue.shift()?.n, queue.pop()?.n, queue.size]).toEqual([0, 4, 3]);
  expect([queue.at(0)?.n, queue.at(2)?.n, queue.at(3), queue.at(-1)]).toEqual([1, 3, undefined, undefined]);
  expect([...queue].map(({ n }) => n)).toEqual([1, 2, 3]);
});

test("empty, it gives nothing from either end, and what is put there afterwards is found", () => {
  const queue = makeQueue<{ n: number }>();
  queue.push({ n: 1 });
  queue.shift();
  expect([queue.shift(), queue.pop(), queue.at(0), queue.size]).toEqual([undefined, undefined, undefined, 0]);
  queue.push({ n: 2 });
  expect([queue.at(0)?.n, queue.size]).toEqual([2, 1]);
});

test("a million that come and go keep their order", () => {
  const queue = makeQueue<{ n: number }>();
  let next = 0;
  for (let n = 0; n < 1_000_000; n++) {
    queue.push({ n });
    if (queue.size > 5_000 && queue.shift()?.n !== next++) throw new Error(`${String(next - 1)} was not the first`);
  }
  expect([queue.size, queue.at(0)?.n, queue.at(4_999)?.n]).toEqual([5_000, 995_000, 999_999]);
});
