import { describe, expect, test, vi } from "vitest";
import type { SyncOptions } from "../src/contract/options.ts";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { keys } from "../src/host/records.ts";
import type { MemoryDisk } from "../src/storage/memory.ts";
import { ID, KEY, server } from "./host-by-hand.ts";

type Disk = MemoryDisk;

/** The app as it was deployed first. */
const first = setup({
  use: {
    thing: actor({
      state: { names: [] as string[] },
      sync: true,
      actions: {
        add: (c, name: string) => c.state.names.push(name),
        addLater: (c, ms: number, name: string) => void c.schedule.after(ms, "add", name),
        old: (c) => c.state.names.push("old"),
      },
    }),
  },
});

interface Items {
  items: { name: string; done: boolean }[];
}

const NOTHING: Items = { items: [] };

/** The app after a deploy: names have become items, and `add` takes an object. */
function later(sync: SyncOptions) {
  return setup({
    use: {
      thing: actor({
        state: NOTHING,
        sync,
        actions: {
          add(c, item: { name: string; done: boolean }) {
            if (typeof item !== "object") throw new Error("That is no item.");
            return c.state.items.push(item);
          },
        },
      }),
    },
  });
}

const toItems = (state: { names: string[] }): Items => ({ items: state.names.map((name) => ({ name, done: false })) });
const toItem = ([name]: readonly unknown[]): readonly unknown[] => [{ name, done: false }];
const second = later({ version: 2, upgrade: { 2: { state: toItems, actions: { add: toItem } } } });

async function firstDay(disk: Disk, names: readonly string[] = ["a", "b"]) {
  const s = server(first, disk);
  const c = s.client();
  await c.hello();
  await c.open();
  for (const [i, name] of names.entries()) await c.push(c.epoch, i + 1, "add", [name]);
  const opened = c.of("opened")[0] as unknown as { actor: string; cursor: [string, number, string] };
  return { s, c, id: opened.actor, epoch: c.epoch, run: opened.cursor[2] };
}

/** What of an actor lies in a storage, but for who owns it. */
const stored = (disk: Disk, id: string): Record<string, unknown> => {
  return Object.fromEntries([...disk].filter(([key]) => key.includes(id)));
};

describe("an actor that another version stored", () => {
  test("wakes with its state upgraded, as one step of its history, in one write", async () => {
    const disk: Disk = new Map();
    const { id, epoch } = await firstDay(disk);
    const s = server(second, disk);
    const c = s.client();
    await c.hello();
    await c.open({ version: 2 });
    expect(c.of("opened")).toMatchObject([{ cursor: [epoch, 3, expect.any(String)], base: { how: "snapshot", state: { items: [{ name: "a", done: false }, { name: "b", done: false }] } } }]);
    expect(JSON.parse(String(disk.get(keys.actor(id))))).toMatchObject({ epoch, schema: 2, runs: [[expect.any(String), 0], [expect.any(String), 2]] });
    expect(JSON.parse(String(disk.get(keys.snapshot(id))))).toMatchObject({ version: 3 });
    expect([...disk.keys()].filter((key) => key.startsWith("log/"))).toEqual([]);
    await c.push(epoch, 3, "add", [{ name: "c", done: true }]);
    expect(c.of("result")).toMatchObject([{ id: 3, output: 3 }]);
  });

  test("is shown anew: who was told of the view of a state before the upgrade is told all of what it sees now", async () => {
    const names = setup({
      use: {
        thing: actor({
          state: { names: [] as string[] },
          sync: { view: (_c, state) => ({ count: state.names.length }) },
          actions: { add: (c, name: string) => c.state.names.push(name) },
        }),
      },
    });
    const disk: Disk = new Map();
    const before = server(names, disk).client();
    await before.hello();
    await before.open();
    await before.push(before.epoch, 1, "add", ["a"]);
    const [epoch, , sight] = (before.of("opened")[0] as unknown as { cursor: [string, number, string] }).cursor;
    for (const version of [0, 1]) {
      const c = server(later({ version: 2, upgrade: { 2: { state: toItems } }, view: (_c, { items }) => ({ count: items.length, first: items[0] }) }), disk).client();
      await c.hello();
      await c.open({ version: 2, cursor: [epoch, version, sight] });
      expect(c.of("opened")).toMatchObject([{ cursor: [epoch, 2, expect.not.stringContaining(sight)], base: { how: "snapshot", view: true, state: { count: 1, first: { name: "a" } } } }]);
      expect(c.of("opened")[0]).not.toMatchObject({ restored: true });
    }
  });

  test("is upgraded once: the next server finds it so", async () => {
    const disk: Disk = new Map();
    const { id } = await firstDay(disk);
    const state = vi.fn(toItems);
    const registry = later({ version: 2, upgrade: { 2: { state } } });
    for (let i = 0; i < 3; i++) await server(registry, disk).host.wake(id);
    expect(state).toHaveBeenCalledTimes(1);
  });

  test("goes through every step in order; one that is missing changes nothing", async () => {
    const disk: Disk = new Map();
    const { id } = await firstDay(disk);
    const more = (text: string) => (state: Items) => ({ items: [...state.items, { name: text, done: true }] });
    const s = server(later({ version: 5, upgrade: { 5: { state: more("five") }, 2: { state: toItems }, 4: { state: more("four") } } }), disk);
    expect(JSON.parse((await s.host.wake(id)).stateText()).items.map(({ name }: { name: string }) => name)).toEqual(["a", "b", "four", "five"]);
    const again = server(later({ version: 6, upgrade: { 2: { state: toItems }, 5: { state: more("five again") }, 6: { state: more("six") } } }), disk);
    expect(JSON.parse((await again.host.wake(id)).stateText()).items.map(({ name }: { name: string }) => name)).toEqual(["a", "b", "four", "five", "six"]);
  });

  test("keeps its steps where no upgrade changes its state: replicas go on from where they are", async () => {
    const disk: Disk = new Map();
    const { epoch, run, id } = await firstDay(disk);
    const same = later({ version: 2, upgrade: { 2: { actions: { add: toItem } } } });
    const c = server(same, disk).client();
    await c.hello();
    await c.open({ version: 2, cursor: [epoch, 1, run] });
    expect(c.of("opened")).toMatchObject([{ base: { how: "steps", steps: [{ from: 1, to: 2 }] } }]);
    expect(JSON.parse(String(disk.get(keys.actor(id))))).toMatchObject({ schema: 2 });
  });

  test("L8: a cursor from before the upgrade gets a snapshot, wherever it stands; one from a run that went on elsewhere, a new history", async () => {
    const disk: Disk = new Map();
    const { epoch, run, s, c } = await firstDay(disk);
    const backup = new Map(disk);
    await c.push(epoch, 3, "add", ["only there"]);
    expect(s.log.error).not.toHaveBeenCalled();
    for (const version of [0, 1, 2]) {
      const own: Disk = new Map(backup);
      const reader = server(second, own).client("b".repeat(32));
      await reader.hello();
      await reader.open({ version: 2, cursor: [epoch, version, run] });
      expect(reader.of("opened")).toMatchObject([{ cursor: [epoch, 3, expect.any(String)], base: { how: "snapshot" } }]);
    }
    // The backup's upgrade made a version 3 of its own.
    const reader = server(second, new Map(backup)).client("b".repeat(32));
    await reader.hello();
    await reader.open({ version: 2, cursor: [epoch, 3, run] });
    expect(reader.of("opened")).toMatchObject([{ restored: true, base: { how: "snapshot" } }]);
    expect(reader.epoch).not.toBe(epoch);
  });

  test("stays asleep and as it was, where the upgrade throws, and wakes once that is mended", async () => {
    const broken = (state: { names: string[] }): Items => {
      state.names.length = 0;
      throw new Error("secret details");
    };
    for (const state of [broken, () => undefined, () => ({ items: () => {} }), async () => ({ items: [] })]) {
      const disk: Disk = new Map();
      const { id } = await firstDay(disk);
      const before = stored(disk, id);
      const s = server(later({ version: 2, upgrade: { 2: { state } } }), disk);
      const c = s.client();
      await c.hello();
      await c.open({ version: 2 });
      expect(c.of("closed")).toMatchObject([{ error: { group: "version", code: "upgrade_failed" } }]);
      expect(JSON.stringify(c.heard)).not.toContain("secret");
      expect(s.log.error).toHaveBeenCalledWith(expect.objectContaining({ msg: expect.stringContaining("could not be upgraded from version 1 to 2"), err: expect.anything() }));
      expect(stored(disk, id)).toEqual(before);
      expect(JSON.parse((await server(second, disk).host.wake(id)).stateText()).items).toHaveLength(2);
    }
  });

  test("stays asleep and as it was, where it was stored by a newer version, and says what to do", async () => {
    const disk: Disk = new Map();
    const { id } = await firstDay(disk);
    await server(second, disk).host.wake(id);
    const before = stored(disk, id);
    const s = server(first, disk);
    const c = s.client();
    await c.hello();
    await c.open({ version: 1 });
    expect(c.of("closed")).toMatchObject([{ error: { group: "version", code: "stored_newer", message: expect.stringContaining("Deploy version 2 or a later one again") } }]);
    expect(s.log.error).toHaveBeenCalled();
    expect(stored(disk, id)).toEqual(before);
  });

  test("can be destroyed all the same", async () => {
    const disk: Disk = new Map();
    const { id } = await firstDay(disk);
    const s = server(later({ version: 2, upgrade: { 2: { state: () => undefined } } }), disk);
    await s.host.destroy(id);
    expect(disk.has(keys.actor(id))).toBe(false);
  });

  test("was stored by version 1 where nothing says otherwise", async () => {
    const disk: Disk = new Map();
    const { id } = await firstDay(disk);
    const { schema: _, ...record } = JSON.parse(String(disk.get(keys.actor(id))));
    disk.set(keys.actor(id), JSON.stringify(record));
    expect(JSON.parse((await server(second, disk).host.wake(id)).stateText()).items).toHaveLength(2);
  });

  test("is left alone where it is not synced", async () => {
    const plain = (sync: boolean) => setup({ use: { thing: actor({ state: { names: [] as string[] }, sync, actions: {} }) } });
    const disk: Disk = new Map();
    const id = await server(plain(false), disk).host.create("thing", ["x"], { input: undefined, seed: KEY, time: 1 });
    await server(plain(false), disk).host.wake(id);
    expect(JSON.parse(String(disk.get(keys.actor(id))))).not.toHaveProperty("schema");
    await server(plain(true), disk).host.wake(id);
    expect(JSON.parse(String(disk.get(keys.actor(id))))).toMatchObject({ schema: 1 });
  });
});

describe("an action that was called under another version", () => {
  const open = async (sync?: SyncOptions) => {
    const disk: Disk = new Map();
    const { epoch } = await firstDay(disk, []);
    const s = server(sync === undefined ? second : later(sync), disk);
    const c = s.client();
    await c.hello();
    await c.open({ version: 2 });
    const push = (version: number | undefined, id: number, name: string, args: unknown[]) =>
      c.say({ t: "push", ch: 1, client: ID, epoch, ...(version === undefined ? {} : { version }), actions: [[id, name, args, KEY, 1_000_000]] });
    return { s, c, push };
  };

  test("runs with its arguments upgraded, and one of this version with them as they are", async () => {
    const { c, push } = await open();
    await push(1, 1, "add", ["x"]);
    await push(2, 2, "add", [{ name: "y", done: true }]);
    await push(undefined, 3, "add", [{ name: "z", done: true }]);
    expect(c.of("result")).toMatchObject([{ id: 1, output: 1 }, { id: 2, output: 2 }, { id: 3, output: 3 }]);
    expect(c.of("commit").map(({ patch }) => patch)).toMatchObject([[["splice", ["items"], 0, 0, [{ name: "x", done: false }]]], expect.anything(), expect.anything()]);
  });

  test("L2: is run once, whichever version its second sending names", async () => {
    const { c, push } = await open();
    await push(1, 1, "add", ["x"]);
    await push(2, 1, "add", ["x"]);
    expect(c.of("result")).toMatchObject([{ id: 1, output: 1 }, { id: 1, output: 1 }]);
    expect(c.of("commit")).toHaveLength(1);
  });

  test("whose arguments cannot be upgraded is rejected, as if it had thrown itself, and nothing else is (case 14)", async () => {
    const { c, push, s } = await open({ version: 2, upgrade: { 2: { state: toItems, actions: { add: () => { throw new Error("secret details"); } } } } });
    await push(1, 1, "add", ["x"]);
    await push(2, 2, "add", [{ name: "y", done: true }]);
    expect(c.of("result")).toMatchObject([{ id: 1, error: { group: "internal", code: "internal_error" } }, { id: 2, output: 1 }]);
    expect(s.log.error).toHaveBeenCalledWith(expect.objectContaining({ action: "add", err: expect.objectContaining({ message: "secret details" }) }));
  });

  test("L5: and whose action is gone is answered so, and consumed", async () => {
    const { c, push } = await open();
    await push(1, 1, "old", []);
    await push(1, 2, "add", ["x"]);
    expect(c.of("result")).toMatchObject([{ id: 1, error: { group: "action", code: "not_found" } }, { id: 2, output: 1 }]);
  });

  test("that is newer than the server's is not run, and not consumed: the client comes again (case 35)", async () => {
    const { c, push } = await open();
    await push(3, 1, "add", [{ what: "is this" }]);
    expect(c.of("closed")).toMatchObject([{ error: { group: "actor", code: "restarting" } }]);
    await c.open({ version: 2 }, 2);
    expect(c.of("opened").at(-1)).toMatchObject({ progress: [[ID, "", 0, []]] });
  });

  test("by a client that knows no version, is taken as it is", async () => {
    const { c, push } = await open();
    await push(0, 1, "add", [{ name: "x", done: true }]);
    expect(c.of("result")).toMatchObject([{ id: 1, output: 1 }]);
  });

  test("because it was scheduled before the deploy, runs with its arguments upgraded", async () => {
    const disk: Disk = new Map();
    const { c } = await firstDay(disk, []);
    await c.push(c.epoch, 1, "addLater", [5_000, "x"]);
    const s = server(second, disk);
    await s.settle();
    await s.pass(5_001);
    const [id] = [...disk.keys()].flatMap((key) => (key.startsWith("actor/") ? [key.slice(6)] : []));
    expect(JSON.parse(s.host.awake(id ?? "")?.stateText() ?? "{}")).toEqual({ items: [{ name: "x", done: false }] });
  });
});

describe("a client of another version", () => {
  test("that is older is outdated, whatever could be upgraded; one that is newer waits", async () => {
    const c = server(second).client();
    await c.hello();
    await c.open({ version: 1 });
    await c.open({ version: 3 }, 2);
    expect(c.of("closed")).toMatchObject([{ error: { group: "version", code: "outdated" } }, { error: { group: "actor", code: "restarting" } }]);
  });
});
