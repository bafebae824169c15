import { expect, test } from "vitest";
import type { Patch } from "../track/patch.ts";
import { alike } from "./alike.ts";

test.each<[Patch, Patch, boolean]>([
  [[["set", ["items", 1], "done", true]], [["set", ["items", 0], "done", true]], true],
  [[["set", ["items", 1], "done", true]], [["set", ["items", 1], "done", false]], false],
  [[["set", ["items", 1], "done", true]], [["set", ["others", 1], "done", true]], false],
  [[["splice", ["items"], 3, 0, ["x"]]], [["splice", ["items"], 2, 0, ["x"]]], true],
  [[["splice", ["items"], 3, 1, []]], [["splice", ["items"], 3, 2, []]], false],
  [[["set", [], "n", 1]], [], false],
  [[["move", ["items"], [1, 0]]], [["move", ["items"], [0, 1]]], false],
  [[["state", 1]], [["state", 2]], false],
])("%j and %j: %s", (a, b, expected) => expect(alike(a, b)).toBe(expected));
