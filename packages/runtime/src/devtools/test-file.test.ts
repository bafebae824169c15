import { expect, test } from "vitest";
import type { Entry } from "./entry.ts";
import { makeRecord } from "./record.ts";
import { testFileOf } from "./test-file.ts";

const called = (n: number, name: string, ...args: unknown[]): Entry => {
  const row = { client: "c", lane: "", id: n, epoch: "e", kind: "action", name, schema: 1, args, key: `k${n}`, origin: "c", time: n, since: 0, self: null } as const;
  return { n, at: n, actor: "list/one", type: "called", row, run: { name: `c/k${n}`, prediction: { how: "predicted", output: undefined, events: [] }, patch: [], reads: null, impure: [] } };
};

test("what was called becomes a test of a simulated world, each call once", () => {
  const record = makeRecord();
  record.load([called(1, "add", "`${Milk}`"), called(2, "add", "`${Milk}`"), called(3, "tick", { id: 7 }, null), called(4, "at", new Date(5))]);
  const text = testFileOf({ name: "list", key: ["one"] }, 42, record.lives.all());
  expect(text).toContain('  ["add","`${Milk}`"],\n  ["tick",{"id":7},null],\n] as const;');
  expect(text).toContain('actor: "list",\n    key: ["one"],\n    seed: 42,');
});
