// What tabs do to each other's records on the device, and what a page leaves that dies while it writes. The numbers are those
// of docs/guarantees.md.

import { describe, expect, test } from "vitest";
import { makeBaseKeeper } from "../../src/client/base-keeper.ts";
import { makeDevice } from "../../src/client/device.ts";
import { guardedStorage } from "../../src/client/guarded-storage.ts";
import { assembleBase } from "../../src/client/stored-base.ts";
import { actorError } from "../../src/errors/actor-error.ts";
import type { Storage } from "../../src/ports/storage.ts";
import { type BaseChange, EMPTY, type ReplicaState } from "../../src/replica/state.ts";
import { type MemoryDisk, memoryStorage } from "../../src/storage/memory.ts";
import { virtualTime } from "../../src/testing/virtual-time.ts";

const ADDRESS = { name: "list", key: ["one"] };
const FIRST = { version: 1, upgrade: {} };

/** A device, by way of a storage that may do something else first. */
const deviceOn = (storage: Storage) => makeDevice(guardedStorage({ storage, random: { bytes: () => new Uint8Array() }, forgotten: () => {} }));

/** What keeps the base of one tab. Its state is a list of numbers: at version n those from 1 to n. */
function tabOn(storage: Storage) {
  const time = virtualTime(() => new Promise<void>((resolve) => setImmediate(resolve)));
  const device = deviceOn(storage);
  const errors: unknown[] = [];
  let version = 0;
  const stateAt = (at: number): string => `{"n":[${Array.from({ length: at }, (_, i) => i + 1).join()}]}`;
  const keeper = makeBaseKeeper({
    address: ADDRESS,
    device,
    timers: time.timers,
    actorId: () => "a",
    schema: 1,
    replica: {
      get state(): ReplicaState {
        return { ...EMPTY, cursor: ["e", version, "r"] };
      },
      onBase: (body) => body(upTo(version)),
    },
    hints: { post() {} },
    report: (error) => errors.push(error),
  });
  const keep = async (base: BaseChange): Promise<void> => {
    keeper.keep(base, { cursor: ["e", version, "r"], marks: new Map(), markedFrom: 0 }, [], undefined, () => {});
    await keeper.settled();
  };
  return {
    keeper,
    time,
    errors,
    load: async () => keeper.found(await device.load(ADDRESS)),
    /** The server told all of it. */
    told(at: number) {
      version = at;
      return keep({ how: "snapshot", state: {}, text: stateAt(at) });
    },
    /** Steps came, one by one. */
    async steps(to: number) {
      for (; version < to; ) {
        const [from, next] = [version, ++version];
        await keep({ how: "steps", steps: [{ from, to: next, patch: [["splice", ["n"], from, 0, [next]]], by: undefined, done: true }] });
      }
    },
  };
}

/** What a page finds that opens now. */
async function foundOn(storage: Storage): Promise<unknown> {
  return assembleBase(await deviceOn(storage).load(ADDRESS), FIRST)?.state;
}
const upTo = (version: number) => ({ n: Array.from({ length: version }, (_, i) => i + 1) });

describe("the stored state", () => {
  test("L8 that is newer is not written over by a tab that has an older one, neither whole nor by steps (case 15)", async () => {
    const disk: MemoryDisk = new Map();
    const [slow, fast] = [tabOn(memoryStorage(disk)), tabOn(memoryStorage(disk))];
    await slow.told(2);
    await fast.load();
    await fast.told(2);
    await fast.steps(6);
    await slow.steps(4);
    expect(await foundOn(memoryStorage(disk))).toEqual(upTo(6));
    await slow.steps(8);
    expect(await foundOn(memoryStorage(disk))).toEqual(upTo(8));
  });

  test.each([1, 2, 3, 4])("is read whole though another tab folds the steps into it, and clears them, after read %d (case 16)", async (reads) => {
    const disk: MemoryDisk = new Map();
    const writer = tabOn(memoryStorage(disk));
    await writer.told(2);
    await writer.steps(60);
    const steps = () => [...disk.keys()].filter((key) => key.startsWith("step/")).length;
    expect(steps()).toBe(58);
    const storage = memoryStorage(disk);
    let served = 0;
    let turn: Promise<unknown> = Promise.resolve();
    /** In the order of the calls, as transactions are. */
    const inTurn = <T>(read: () => Promise<T>): Promise<T> => {
      const own = turn.then(async () => {
        if (served++ === reads) await writer.time.advance(10_000);
        return read();
      });
      turn = own;
      return own;
    };
    const racing: Storage = { ...storage, get: (found) => inTurn(() => storage.get(found)), list: (range) => inTurn(() => storage.list(range)) };
    expect(await foundOn(racing)).toEqual(upTo(60));
    expect([served > reads, steps()]).toEqual([true, 0]);
  });

  test("is as good as before where folding fails, and is folded the next time (case 17)", async () => {
    const disk: MemoryDisk = new Map();
    const storage = memoryStorage(disk);
    let isBad = false;
    const tab = tabOn({ ...storage, write: (batch) => (isBad ? Promise.reject(actorError("storage/failed", "no room")) : storage.write(batch)) });
    await tab.told(2);
    await tab.steps(60);
    isBad = true;
    await tab.time.advance(10_000);
    expect(tab.errors).toMatchObject([{ group: "storage", code: "failed" }]);
    expect(await foundOn(storage)).toEqual(upTo(60));
    isBad = false;
    await tab.steps(61);
    await tab.time.advance(10_000);
    expect(await foundOn(storage)).toEqual(upTo(61));
    expect([...disk.keys()].filter((key) => key.startsWith("step/"))).toEqual([]);
  });
});
