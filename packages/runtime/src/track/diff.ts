// What leads from one value to another, for values that share what is the same: the parts that are one object in both
// are not looked into.

import { commonEnds, deepEqual } from "../value/equal.ts";
import { isObject, isPlainObject, isTypedArray, type TypedArray } from "../value/kind.ts";
import { keepsOrder } from "./key-order.ts";
import type { Op, Patch, Path } from "./patch.ts";

/** The patch that makes `after` of `before`, the order of keys included. The values in it are parts of `after`. */
export function diff(before: unknown, after: unknown): Patch {
  const ops: Op[] = [];
  return changeInside(ops, [], before, after) ? ops : [["state", after]];
}

/** Adds what makes `after` of `before`, which stands at the path; `false`, having added nothing, where it must be replaced. */
function changeInside(ops: Op[], path: Path, before: unknown, after: unknown): boolean {
  if (Object.is(before, after)) return true;
  if (Array.isArray(before) && Array.isArray(after)) return changeItems(ops, path, before, after);
  if (before instanceof Map && after instanceof Map) return changeEntries(ops, path, "map", before, after);
  if (before instanceof Set && after instanceof Set) return changeMembers(ops, path, before, after);
  if (before instanceof Date && after instanceof Date) {
    if (!deepEqual(before, after)) ops.push(["time", path, after.getTime()]);
    return true;
  }
  if (isTypedArray(before) && isTypedArray(after)) return changeBytes(ops, path, before, after);
  if (!isPlainObject(before) || !isPlainObject(after)) return deepEqual(before, after);
  const [old, now] = [before, after].map((object) => new Map<unknown, unknown>(Object.entries(object)));
  return old !== undefined && now !== undefined && changeEntries(ops, path, "object", old, now);
}

function changePart(ops: Op[], path: Path, key: unknown, before: unknown, after: unknown): void {
  if (!changeInside(ops, [...path, key], before, after)) ops.push(["set", path, key, after]);
}

type Entries = ReadonlyMap<unknown, unknown>;

function changeEntries(ops: Op[], path: Path, kind: "map" | "object", before: Entries, after: Entries): boolean {
  if (!keepsOrder(kind, before, after)) return false;
  for (const key of before.keys()) if (!after.has(key)) ops.push(["delete", path, key]);
  for (const [key, value] of after) {
    if (before.has(key)) changePart(ops, path, key, before.get(key), value);
    else ops.push(["set", path, key, value]);
  }
  return true;
}

function changeMembers(ops: Op[], path: Path, before: ReadonlySet<unknown>, after: ReadonlySet<unknown>): boolean {
  if (!keepsOrder("set", before, after)) return false;
  for (const member of before) if (!after.has(member)) ops.push(["remove", path, member]);
  for (const member of after) if (!before.has(member)) ops.push(["add", path, member]);
  return true;
}

function changeBytes(ops: Op[], path: Path, before: TypedArray, after: TypedArray): boolean {
  if (before.constructor !== after.constructor || before.length !== after.length) return false;
  const [head, tail] = commonEnds(before, after, Object.is);
  if (head < after.length) ops.push(["bytes", path, head, after.slice(head, after.length - tail)]);
  return true;
}

type Items = readonly unknown[];

/** Between the ends that are the same, items that are one object in both keep their identity; the rest is changed in place where it stands. */
function changeItems(ops: Op[], path: Path, before: Items, after: Items): true {
  const [head, tail] = commonEnds(before, after, deepEqual);
  const ends = [before.length - tail, after.length - tail] as const;
  const kept = keptItems(before.slice(head, ends[0]), after.slice(head, ends[1]));
  const places = [before, after].map((items, i) => placesOf(items, head, ends[i] ?? 0, kept));
  const [from = [], to = []] = places;
  if (from.every((place, i) => before[place] === after[to[i] ?? -1])) changeBetween(ops, path, before, after, head, ends, from, to);
  else rearrange(ops, path, before, after, from, to, [head, tail]);
  return true;
}

/** The containers that stand once in both. */
function keptItems(before: Items, after: Items): ReadonlySet<unknown> {
  const once = (items: Items): Set<unknown> => {
    const seen = new Set<unknown>();
    const twice = items.filter((item) => seen.size === seen.add(item).size);
    for (const item of twice) seen.delete(item);
    return seen;
  };
  const there = once(before);
  return new Set([...once(after)].filter((item) => isObject(item) && there.has(item)));
}

function placesOf(items: Items, start: number, end: number, kept: ReadonlySet<unknown>): number[] {
  const places: number[] = [];
  for (let i = start; i < end; i++) if (kept.has(items[i])) places.push(i);
  return places;
}

/** The kept items stay in their order: what lies between two of them is changed one by one, and the difference in number put in or taken out. */
function changeBetween(
  ops: Op[],
  path: Path,
  before: Items,
  after: Items,
  head: number,
  ends: readonly [number, number],
  from: readonly number[],
  to: readonly number[],
): void {
  const splices: Op[] = [];
  const pairs: (readonly [index: number, before: unknown])[] = [];
  let [a, b] = [head, head];
  for (let i = 0; i <= from.length; i++) {
    const [aEnd, bEnd] = [from[i] ?? ends[0], to[i] ?? ends[1]];
    const common = Math.min(aEnd - a, bEnd - b);
    for (let j = 0; j < common; j++) pairs.push([b + j, before[a + j]]);
    if (aEnd - a !== bEnd - b) splices.push(["splice", path, a + common, aEnd - a - common, after.slice(b + common, bEnd)]);
    [a, b] = [aEnd + 1, bEnd + 1];
  }
  // From the end on, so that the places of those before stay right.
  ops.push(...splices.reverse());
  for (const [index, item] of pairs) changePart(ops, path, index, item, after[index]);
}

/** Takes out what does not stay, brings the rest into its order, puts in what is new. */
function rearrange(
  ops: Op[],
  path: Path,
  before: Items,
  after: Items,
  from: readonly number[],
  to: readonly number[],
  [head, tail]: readonly [number, number],
): void {
  for (const [start, end] of runsBetween(from, head, before.length - tail).reverse()) ops.push(["splice", path, start, end - start, []]);
  const places = new Map(from.map((place, i) => [before[place], head + i]));
  const order = Array.from({ length: head + from.length + tail }, (_, i) => i);
  for (const [i, place] of to.entries()) order[head + i] = places.get(after[place]) ?? head + i;
  ops.push(["move", path, order]);
  for (const [start, end] of runsBetween(to, head, after.length - tail)) ops.push(["splice", path, start, 0, after.slice(start, end)]);
}

/** The stretches between these places, from one index up to another. */
function runsBetween(places: readonly number[], start: number, end: number): (readonly [from: number, to: number])[] {
  const edges = [start - 1, ...places, end];
  return edges.slice(1).flatMap((to, i) => {
    const from = (edges[i] ?? 0) + 1;
    return from < to ? [[from, to] as const] : [];
  });
}
