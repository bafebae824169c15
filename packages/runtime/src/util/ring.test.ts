import { expect, test } from "vitest";
import { makeRing } from "./ring.ts";

test("a million entries leave as many as there is room for, and the memory of those alone", () => {
  let dropped = 0;
  const ring = makeRing<number>({ items: 10_000, weight: 1_000_000 }, () => dropped++);
  for (let i = 0; i < 1_000_000; i++) ring.push(i, 64);
  expect([ring.size, ring.at(0), ring.at(9_999), dropped]).toEqual([10_000, 990_000, 999_999, 990_000]);
  expect([...ring].length).toBe(10_000);
});

test("what is heavy makes room for itself, and stays however heavy it is", () => {
  const ring = makeRing<string>({ items: 10, weight: 100 });
  ring.push("a", 60);
  ring.push("b", 60);
  expect([...ring]).toEqual(["b"]);
  ring.push("c", 5_000);
  expect([...ring]).toEqual(["c"]);
});

test("keeps the last, by number and by weight, and one that is too heavy alone", () => {
  const ring = makeRing<number>({ items: 3, weight: 100 });
  for (let n = 1; n <= 10; n++) ring.push(n, 1);
  expect([...ring]).toEqual([8, 9, 10]);
  ring.push(11, 99);
  expect([...ring]).toEqual([10, 11]);
  ring.push(12, 1_000);
  expect([...ring]).toEqual([12]);
});
