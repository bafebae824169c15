import { expect, test } from "vitest";
import type { Op, Patch } from "../track/patch.ts";
import type { Read } from "./entry.ts";
import { touchedBy } from "./touches.ts";
import { traceBack } from "./trace.ts";

const at = (path: readonly unknown[], key: unknown): Read => ({ path, key, all: false });
const all = (path: readonly unknown[], key?: unknown): Read => ({ path, key, all: true });
const isTouched = (op: Op, read: Read): boolean => touchedBy([op], [read]).length === 1;

test.each<[Op, Read, boolean]>([
  [["set", [], "count", 1], at([], "count"), true],
  [["set", [], "count", 1], at([], "other"), false],
  [["set", [], "count", 1], all([]), true],
  [["set", ["items", 0], "title", "x"], at(["items", 0], "title"), true],
  [["set", ["items", 0], "title", "x"], at(["items", 1], "title"), false],
  [["set", [], "items", []], at(["items", 1], "title"), true],
  [["splice", ["items"], 1, 1, []], at(["items", 0], "id"), false],
  [["splice", ["items"], 1, 1, []], at(["items", 2], "id"), true],
  [["splice", ["items"], 1, 1, []], all(["items"], "length"), true],
  [["splice", ["items"], 1, 1, ["x"]], all(["items"], "length"), false],
  [["splice", ["items"], 1, 1, ["x"]], at(["items", 2], "id"), false],
  [["move", ["items"], [1, 0, 2]], at(["items", 0], "id"), true],
  [["move", ["items"], [1, 0, 2]], at(["items", 2], "id"), false],
  [["add", ["tags"], "x"], all(["tags"]), true],
  [["time", ["at"], 5], at([], "at"), true],
  [["state", {}], at(["items", 2], "id"), true],
  [["delete", ["a/b"], "c"], at(["a"], "b"), false],
])("%j touches %j: %s", (op, read, expected) => expect(isTouched(op, read)).toBe(expected));

test("a path is followed back to where its value came from, through shifts and moves", () => {
  const patch: Patch = [
    ["splice", ["items"], 0, 0, [{ title: "new" }]],
    ["move", ["items"], [2, 0, 1]],
    ["set", ["items", 1], "title", "renamed"],
  ];
  expect(traceBack(patch, ["items", 0, "title"])).toMatchObject({ wrote: null, path: ["items", 1, "title"] });
  expect(traceBack(patch, ["items", 1, "title"]).wrote).toEqual(patch[2]);
  expect(traceBack(patch, ["items", 1]).inside).toEqual([patch[2]]);
  expect(traceBack(patch, ["items", 1]).wrote).toEqual(patch[0]);
  expect(traceBack(patch, ["other"])).toMatchObject({ wrote: null, inside: [], path: ["other"] });
  expect(traceBack([["state", 1]], ["other"]).wrote).toEqual(["state", 1]);
});
