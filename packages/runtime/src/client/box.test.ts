import { expect, test } from "vitest";
import { guardedStorage } from "./guarded-storage.ts";
import { memoryStorage } from "../storage/memory.ts";
import type { BoxedRow, Row } from "../replica/row.ts";
import { makeBox } from "./box.ts";
import { makeDevice } from "./device.ts";
import type { StoredBoxed } from "./read-rows.ts";

const ADDRESS = { name: "list", key: ["one"] };
const row = (key: string): Row => ({ client: "c", lane: "", id: 1, epoch: "e", kind: "action", name: "add", schema: 1, args: [], key, origin: "c", time: 1, since: 0, self: null });
const rejected = (key: string, rejectedAt = 1): BoxedRow => ({ row: row(key), error: { group: "user", code: "no", message: "no" }, rejectedAt });

/** A box, and reads of the device that are under way until the test ends them. */
function boxOf() {
  let waiting: (() => void)[] = [];
  const box = makeBox({
    address: ADDRESS,
    device: makeDevice(guardedStorage({ storage: memoryStorage(), random: { bytes: () => new Uint8Array() }, forgotten: () => {} })),
    hints: { post: () => {}, close: () => {} },
    paramsOf: () => undefined,
    changed: () => {},
    afterReads: (what) => void waiting.push(what),
  });
  return {
    box,
    keys: () => box.boxed.map(({ row: { key }, rejectedAt }) => `${key} ${rejectedAt}`),
    readsOver() {
      for (const each of waiting) each();
      waiting = [];
    },
    /** What a read found that began when all of this was on the device. */
    records: (): StoredBoxed[] => box.boxed.map(({ row: own, error, rejectedAt, params, text }) => ({ record: { address: ADDRESS, params, row: own, error, rejectedAt }, text })),
  };
}

test("L6 what is rejected while the device is being read stays in the box", () => {
  const { box, keys, readsOver } = boxOf();
  const { kept } = box.add([rejected("a")]);
  box.found([]);
  kept();
  box.found([]);
  expect(keys()).toEqual(["a 1"]);
  // From now on it is the device that tells: another tab may have discarded it.
  readsOver();
  box.found([]);
  expect(keys()).toEqual([]);
});

test("what is called again while the device is being read does not come back, and is there once where it is rejected again", () => {
  const { box, keys, records, readsOver } = boxOf();
  box.add([rejected("a")]).kept();
  readsOver();
  const before = records();
  box.found(before);
  const [boxed] = box.boxed;
  if (boxed !== undefined) box.claim(boxed, row("a"));
  box.claimed(box.claims);
  box.add([rejected("a", 2)]);
  box.found(before);
  expect(keys()).toEqual(["a 2"]);
});

test("what is discarded while the device is being read does not come back", async () => {
  const { box, keys, records, readsOver } = boxOf();
  box.add([rejected("a"), rejected("b")]).kept();
  readsOver();
  const before = records();
  await box.drop("a");
  box.found(before);
  expect(keys()).toEqual(["b 1"]);
});
