import { expect, test } from "vitest";
import type { Patch } from "../track/patch.ts";
import type { RowRun } from "./entry.ts";
import { outcomeOf } from "./fork.ts";

const run = (how: "predicted" | "threw" | "unpredictable", patch: Patch = []): RowRun => {
  const prediction = how === "predicted" ? ({ how, output: undefined, events: [] } as const) : how === "threw" ? ({ how, error: new Error("no") } as const) : ({ how, why: "it is the server's" } as const);
  return { name: "a", prediction, patch, reads: null, impure: [] };
};
const one: Patch = [["set", [], "n", 1]];
const two: Patch = [["set", [], "n", 2]];

test.each<[string, RowRun, RowRun | null, string]>([
  ["as before", run("predicted", one), run("predicted", one), "same"],
  ["another change", run("predicted", two), run("predicted", one), "different"],
  ["for the first time", run("predicted", one), null, "different"],
  ["an error now", run("threw"), run("predicted", one), "threw"],
  ["an error as before", run("threw"), run("threw"), "same"],
  ["no error any more", run("predicted", one), run("threw"), "different"],
  ["not to be known here", run("unpredictable"), run("predicted", one), "unknown"],
  ["still not to be known here", run("unpredictable"), run("unpredictable"), "unknown"],
])("a run on a new base, %s", (_, after, before, outcome) => expect(outcomeOf(after, before)).toBe(outcome));
