import { beforeEach, describe, expect, test } from "vitest";
import { scopeOf } from "../src/client/scope.ts";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { UserError } from "../src/errors/actor-error.ts";
import { inProcess, type InProcess } from "../src/testing/in-process.ts";
import { type VirtualTime, virtualTime } from "../src/testing/virtual-time.ts";
import { type TestDevice, testDevice, type TestPage } from "./device.ts";

const list = actor({
  state: { items: [] as string[] },
  sync: true,
  actions: {
    add(c, item: string) {
      if (c.mode === "authoritative" && item === "refused") throw new UserError("no", { code: "no" });
      c.state.items.push(item);
      return c.state.items.length;
    },
  },
});
const registry = setup({ use: { list } });

let time: VirtualTime;
let w: InProcess<typeof registry>;
let device: TestDevice;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

beforeEach(() => {
  time = virtualTime(turn);
  w = inProcess(registry, { timers: time.timers });
  device = testDevice();
});

/** What has not happened by then does not happen. */
async function within<T>(promise: Promise<T>, seconds = 120): Promise<T> {
  let isOver = false;
  const end = (): void => void (isOver = true);
  promise.then(end, end);
  for (let i = 0; i < seconds && !isOver; i++) await time.advance(1_000);
  if (!isOver) throw new Error(`It has not happened within ${seconds} seconds.`);
  return promise;
}

function tab(user: string, page: TestPage = device.page(w.openLink)) {
  const client = w.client({ user, ports: page.ports });
  return { client, page, list: client.list.getOrCreate(user === "" ? "anonymous" : "home").connect() };
}
const scope = (user: string) => scopeOf("http://in-process", "default", user);
const keysOf = (user: string) => [...(device.disks.get(scope(user))?.keys() ?? [])];

describe("what a device has of a user", () => {
  const odd = ["", "a", "A", "a:b", "a/b", "a%2Fb", '"', '","', "\\", "\u0000", "\ud800", "\ufffd", "é", "e\u0301", "-", "x".repeat(2_000), "__proto__"];

  test("L9: is named by that user, whatever characters the name has, by the server and by the namespace", () => {
    const names = new Set<string>();
    for (const endpoint of ["http://a", "http://a:80", "http://a/"]) {
      for (const namespace of ["default", "b", 'b","c']) for (const user of odd) names.add(scopeOf(endpoint, namespace, user));
    }
    expect(names.size).toBe(9 * odd.length);
  });

  test("L9: is never looked at by another one's client: not the storage, not the locks, not the channel", async () => {
    const [alice, bob] = [tab("alice"), tab("bob")];
    await within(alice.list.add("of alice"));
    w.isOnline = false;
    await time.advance(1_000);
    await alice.list.add("not sent").saved;
    await bob.list.add("of bob").saved;
    await time.advance(1_000);
    expect(bob.list.state?.items ?? []).not.toContain("not sent");
    expect(bob.list.outbox.pending).toHaveLength(1);
    expect(alice.list.outbox.pending).toHaveLength(1);
    expect([...device.disks.keys()].sort()).toEqual([scope("alice"), scope("bob")]);
    expect([...device.channelNames].sort()).toEqual([scope("alice"), scope("bob")]);
    for (const name of device.lockNames) expect([scope("alice"), scope("bob")].some((one) => name.startsWith(`${one}/`)), name).toBe(true);
    expect(JSON.stringify([...(device.disks.get(scope("bob")) ?? [])])).not.toContain("not sent");
    // Signing out, and in as somebody else, in one page: what waits stays with whose it is.
    await within(alice.client.dispose());
    const again = tab("bob");
    await time.advance(1_000);
    expect(again.list.outbox.pending).toMatchObject([{ args: ["of bob"] }]);
    const back = tab("alice");
    await time.advance(1_000);
    expect(back.list.outbox.pending).toMatchObject([{ args: ["not sent"] }]);
  });
});

describe("forget()", () => {
  test("wipes the user's data, here and in every tab, and starts afresh", async () => {
    const [one, two, other] = [tab("alice"), tab("alice"), tab("bob")];
    await within(one.list.add("first"));
    await within(other.list.add("of bob"));
    const selected = two.list.select((state) => state.items.length);
    const heard: unknown[] = [];
    const whole: unknown[] = [];
    two.list.subscribe((state) => state.items.length, (length) => heard.push(length));
    two.list.subscribe(() => whole.push(two.list.state));
    await time.advance(1_000);
    expect(selected.value).toBe(2);
    w.isOnline = false;
    await time.advance(1_000);
    const bobs = keysOf("bob");
    await within(one.client.forget());
    await time.advance(1_000);
    expect(keysOf("alice")).toEqual(["life"]);
    expect(keysOf("bob")).toEqual(bobs);
    for (const { list: conn } of [one, two]) {
      expect(conn.state?.items ?? []).toEqual([]);
      expect(conn.sync).toMatchObject({ phase: "offline", pending: 0, rejected: 0 });
    }
    expect(other.list.state?.items).toEqual(["first", "of bob"]);
    expect(whole.at(-1)).toEqual({ items: [] });
    w.isOnline = true;
    await time.advance(5_000);
    // Whoever is still there learns it anew; old listeners hear of it.
    await within(other.list.add("later"));
    await time.advance(1_000);
    expect(two.list.state?.items).toEqual(["first", "of bob", "later"]);
    expect([selected.value, heard.at(-1)]).toEqual([3, 3]);
    await within(two.list.add("goes on"));
    expect(two.list.state?.items).toEqual(["first", "of bob", "later", "goes on"]);
    expect(w.host).toBeDefined();
  });

  test.each([["waits", "offline"], ["lies rejected in the box", "refused"]])("L6: refuses while something %s", async (_name, item) => {
    const [one, two] = [tab("alice"), tab("alice")];
    await within(one.list.add("first"));
    if (item === "offline") w.isOnline = false;
    await time.advance(1_000);
    const call = one.list.add(item);
    await call.saved;
    await time.advance(1_000);
    const before = keysOf("alice");
    for (const { client } of [one, two]) {
      await expect(within(client.forget())).rejects.toMatchObject({ group: "outbox", code: "not_empty" });
    }
    expect(keysOf("alice")).toEqual(before);
    expect(two.list.sync.pending + two.list.sync.rejected).toBe(1);
    w.isOnline = true;
    await time.advance(5_000);
    for (const { id } of two.list.outbox.rejected) await two.list.outbox.discard(id);
    await within(two.client.forget());
    expect(keysOf("alice").filter((key) => /^(row|box)/.test(key))).toEqual([]);
  });

  test("told so, it drops what was not sent, in every tab, and says so to whoever called", async () => {
    const [one, two] = [tab("alice"), tab("alice")];
    await within(one.list.add("first"));
    w.isOnline = false;
    await time.advance(1_000);
    const settled: unknown[] = [];
    two.client.onActionSettled(({ args, error }) => settled.push([args[0], error?.code]));
    const calls = [one.list.add("lost 1"), two.list.add("lost 2")];
    await time.advance(1_000);
    await within(one.client.forget({ evenUnsent: true }));
    for (const call of calls) await expect(within(call)).rejects.toMatchObject({ group: "outbox", code: "forgotten" });
    expect(settled).toContainEqual(["lost 2", "forgotten"]);
    w.isOnline = true;
    await time.advance(5_000);
    expect(one.list.state?.items).toEqual(["first"]);
    expect(two.list.state?.items).toEqual(["first"]);
    // Numbers begin anew, under other clients: nothing is answered by what another action gave.
    expect(await within(two.list.add("second"))).toBe(2);
    expect(await within(one.list.add("third"))).toBe(3);
  });

  test("L6: what another tab is just about to save is not lost, and what it was about to write is not brought back", async () => {
    const one = tab("alice");
    await within(one.list.add("first"));
    let holds: (() => void)[] | null = null;
    const page = device.page(w.openLink);
    const { openStorage } = page.ports;
    const two = tab("alice", {
      ...page,
      ports: {
        ...page.ports,
        async openStorage(name) {
          const storage = await openStorage(name);
          return {
            ...storage,
            async write(batch) {
              if (holds !== null) await new Promise<void>((resolve) => holds?.push(resolve));
              return storage.write(batch);
            },
          };
        },
        // It hears nothing.
        openChannel: () => ({ post() {}, listen: () => () => {}, close() {} }),
      },
    });
    await time.advance(1_000);
    holds = [];
    const call = two.list.add("meanwhile");
    await time.advance(1_000);
    expect(two.list.outbox.pending).toMatchObject([{ saved: false }]);
    await within(one.client.forget());
    await one.client.dispose();
    const held: (() => void)[] = holds;
    holds = null;
    for (const go of held) go();
    await within(call);
    expect(two.list.state?.items).toEqual(["first", "meanwhile"]);
    const third = tab("bob");
    await time.advance(1_000);
    expect(third.list.state?.items).toEqual(["first", "meanwhile"]);
  });

  test("a tab that heard nothing finds out when it is shown again", async () => {
    const one = tab("alice");
    const page = device.page(w.openLink);
    const two = tab("alice", { ...page, ports: { ...page.ports, openChannel: () => ({ post() {}, listen: () => () => {}, close() {} }) } });
    await within(one.list.add("first"));
    w.isOnline = false;
    await time.advance(1_000);
    await within(one.client.forget());
    expect(two.list.state?.items).toEqual(["first"]);
    page.wake();
    await time.advance(1_000);
    expect(two.list.state?.items ?? []).toEqual([]);
    expect(keysOf("alice")).toEqual(["life"]);
  });

  test("the server forgets the clients, too, and a second time works as the first", async () => {
    const one = tab("alice");
    await within(one.list.add("first"));
    await within(one.client.forget());
    await time.advance(1_000);
    expect(await within(one.list.add("second"))).toBe(2);
    await within(one.client.forget());
    await time.advance(1_000);
    expect(await within(one.list.add("third"))).toBe(3);
    await within(one.client.dispose());
    await expect(one.client.forget()).rejects.toMatchObject({ code: "disposed" });
  });

  test("rejects where the storage cannot be reached", async () => {
    const page = device.page(w.openLink);
    const { client } = tab("alice", { ...page, ports: { ...page.ports, openStorage: () => Promise.reject(new Error("refused")) } });
    await time.advance(1_000);
    await expect(within(client.forget())).rejects.toMatchObject({ group: "storage", code: "failed" });
  });
});

describe("actors without anybody's eyes", () => {
  test("keep() holds them in step and on the device until it is ended", async () => {
    const { client } = tab("alice");
    const stop = client.keep([client.list.getOrCreate("kept"), client.list.getOrCreate("kept, too")]);
    const writer = tab("bob").client.list.getOrCreate("kept").connect();
    await within(writer.add("one"));
    await time.advance(1_000);
    const stored = () => device.disks.get(scope("alice"));
    const baseOf = (key: string) => JSON.stringify([...(stored() ?? [])].filter(([at]) => at.includes(encodeURIComponent(`list/${key}`))));
    expect(baseOf("kept")).toContain("one");
    w.isOnline = false;
    await time.advance(1_000);
    expect(client.list.getOrCreate("kept").connect().state?.items).toEqual(["one"]);
    w.isOnline = true;
    await time.advance(5_000);
    stop();
    await time.advance(1_000);
    await within(client.forget());
    await time.advance(1_000);
    expect(keysOf("alice").filter((key) => key.includes("too"))).toEqual([]);
  });

  test("L6: at its start a client opens every actor that has rows, whether the app asks for it or not", async () => {
    const before = tab("alice");
    await time.advance(1_000);
    w.isOnline = false;
    await time.advance(1_000);
    await before.client.list.getOrCreate("never asked for again").connect().add("left").saved;
    before.page.kill();
    w.isOnline = true;
    const page = device.page(w.openLink);
    const client = w.client({ user: "alice", ports: page.ports });
    const settled: unknown[] = [];
    client.onActionSettled(({ args }) => settled.push(args[0]));
    await time.advance(5_000);
    expect(settled).toEqual(["left"]);
    expect(keysOf("alice").filter((key) => key.startsWith("row"))).toEqual([]);
    const reader = tab("bob").client.list.get("never asked for again").connect();
    await time.advance(1_000);
    expect(reader.state?.items).toEqual(["left"]);
  });
});
