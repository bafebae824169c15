import { beforeEach, describe, expect, test } from "vitest";
import { createClient } from "../src/browser/create-client.ts";
import { scopeOf } from "../src/client/scope.ts";
import { actor } from "../src/definition/actor.ts";
import { setup } from "../src/definition/registry.ts";
import { UserError } from "../src/errors/actor-error.ts";
import { SILENT_CHANNEL } from "../src/ports/channel.ts";
import { SILENT } from "../src/ports/logger.ts";
import { type MemoryDisk, memoryStorage } from "../src/storage/memory.ts";
import type { Batch } from "../src/ports/storage.ts";
import { inProcess, type InProcess } from "../src/testing/in-process.ts";
import { type VirtualTime, virtualTime } from "../src/testing/virtual-time.ts";
import { type TestDevice, testDevice, type TestPage } from "./device.ts";
import { happensWithin } from "./within.ts";

/** Goes nowhere. */
class NoSocket {
  onopen = null;
  onclose = null;
  onmessage = null;
  onerror = null;
  send(): void {}
  close(): void {}
}

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
let serverDisk: MemoryDisk;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

beforeEach(() => {
  time = virtualTime(turn);
  serverDisk = new Map();
  w = inProcess(registry, { timers: time.timers, storage: memoryStorage(serverDisk) });
  device = testDevice();
});

const within = <T>(promise: Promise<T>, seconds?: number): Promise<T> => happensWithin(time, promise, seconds);

function tab(user: string, page: TestPage = device.page(w.openLink), adopt?: string) {
  const client = w.client({ user, ports: page.ports, ...(adopt === undefined ? {} : { adopt }) });
  return { client, page, list: client.list.getOrCreate("home").connect() };
}
const scope = (user: string) => scopeOf("http://in-process", "default", user);
const keysOf = (user: string) => [...(device.disks.get(scope(user))?.keys() ?? [])];

describe("what a device has of a user", () => {
  const odd = ["", "a", "A", "a:b", "a/b", "a%2Fb", '"', '","', "\\", "\u0000", "\ud800", "\ufffd", "é", "e\u0301", "-", "x".repeat(2_000), "__proto__"];

  test("L9: is named by that user, whatever characters the name has, by the server and by the namespace", () => {
    const names = new Set<string>();
    for (const endpoint of ["http://a", "http://a:80", "http://a:default"]) {
      for (const namespace of ["default", "80:default", 'b","c']) for (const user of odd) names.add(scopeOf(endpoint, namespace, user));
    }
    expect(names.size).toBe(9 * odd.length);
  });

  test("L9: is named by the endpoint as it is meant: without the token, with the namespace", async () => {
    const nameOf = (config: { endpoint: string; namespace?: string; token?: string }): Promise<string> =>
      new Promise((resolve) => {
        const storage = (name: string) => {
          resolve(name);
          return Promise.resolve(memoryStorage());
        };
        void createClient({ ...config, registry, user: "me", storage, WebSocket: NoSocket, logger: SILENT }).dispose();
      });
    const own = scopeOf("http://h:1/p", "default", "me");
    for (const endpoint of ["http://h:1/p", "http://h:1/p/", "http://default@h:1/p", "http://default:secret@h:1/p"]) {
      expect(await nameOf({ endpoint })).toBe(own);
    }
    expect(await nameOf({ endpoint: "http://h:1/p", token: "secret" })).toBe(own);
    const other = scopeOf("http://h:1/p", "n", "me");
    expect(await nameOf({ endpoint: "http://n:secret@h:1/p" })).toBe(other);
    expect(await nameOf({ endpoint: "http://h:1/p", namespace: "n" })).toBe(other);
    expect(() => createClient({ endpoint: "ftp://h", registry })).toThrow("http(s)");
  });

  test("L9: is never looked at by another one's client: not the storage, not the locks, not the channel (case 45, complaint 19)", async () => {
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
        openChannel: () => SILENT_CHANNEL,
      },
    });
    await within(two.list.add("second"));
    await time.advance(1_000);
    holds = [];
    const call = two.list.add("meanwhile");
    await time.advance(1_000);
    expect(two.list.outbox.pending).toMatchObject([{ saved: false }]);
    w.isOnline = false;
    await within(one.client.forget());
    await one.client.dispose();
    const held: (() => void)[] = holds;
    holds = null;
    for (const go of held) go();
    await within(call.saved);
    // It is somebody's whom the device knows, and lies beside nothing that is older than the wipe.
    const [row = ""] = keysOf("alice").filter((key) => key.startsWith("row/"));
    expect(keysOf("alice")).toContain(`client/${row.split("/").at(-1)}`);
    expect(keysOf("alice").filter((key) => /^(base|head|step)/.test(key))).toEqual([]);
    w.isOnline = true;
    await within(call);
    expect(two.list.state?.items).toEqual(["first", "second", "meanwhile"]);
    const third = tab("bob");
    await time.advance(1_000);
    expect(third.list.state?.items).toEqual(["first", "second", "meanwhile"]);
  });

  test("a tab that heard nothing finds out when it is shown again", async () => {
    const one = tab("alice");
    const page = device.page(w.openLink);
    const two = tab("alice", { ...page, ports: { ...page.ports, openChannel: () => SILENT_CHANNEL } });
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

  test("L6: a client that finds out while it is disposed of saves what it had for its user's next time, and is gone", async () => {
    const one = tab("alice");
    let holds: (() => void)[] | null = null;
    const page = device.page(w.openLink);
    const { openStorage } = page.ports;
    const slow = async (name: string) => {
      const storage = await openStorage(name);
      return { ...storage, write: async (batch: Batch) => (holds && (await new Promise<void>((go) => holds?.push(go))), storage.write(batch)) };
    };
    const two = tab("alice", { ...page, ports: { ...page.ports, openStorage: slow, openChannel: () => SILENT_CHANNEL } });
    await within(two.list.add("first"));
    w.isOnline = false;
    await time.advance(1_000);
    holds = [];
    void two.list.add("last");
    await time.advance(1_000);
    await within(one.client.forget());
    await within(one.client.dispose());
    const disposed = two.client.dispose();
    const held: (() => void)[] = holds;
    holds = null;
    for (const go of held) go();
    await within(disposed);
    let sockets = 0;
    const next = tab("alice", { ...page, ports: { ...device.page((url, events) => (sockets++, w.openLink(url, events))).ports } });
    w.isOnline = true;
    await time.advance(5_000);
    expect(sockets).toBe(1);
    expect(next.list.state?.items).toEqual(["first", "last"]);
    expect(next.list.sync).toMatchObject({ pending: 0, rejected: 0 });
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
    // The same where the tab that called is alive, and this one only shows what it has.
    w.isOnline = false;
    await time.advance(1_000);
    const alive = tab("alice");
    await alive.client.list.getOrCreate("of another tab").connect().add("right").saved;
    const third = device.page(w.openLink);
    w.client({ user: "alice", ports: third.ports });
    await time.advance(1_000);
    let opened = 0;
    w.intercept = (frame) => {
      opened += frame.split('"of another tab"').length - 1;
      return frame;
    };
    w.isOnline = true;
    await time.advance(5_000);
    expect(opened).toBe(2);
    const reader = tab("bob").client.list.get("never asked for again").connect();
    await time.advance(1_000);
    expect(reader.state?.items).toEqual(["left"]);
  });
});

describe("what was called before anybody signed in", () => {
  const TOKENS = ["token 1", "token 2", "token 3"];

  /** Leaves three actions of two actors, and one that was rejected, and is gone. */
  async function leaveWork(): Promise<void> {
    const before = tab("");
    await expect(within(before.list.add("refused"))).rejects.toMatchObject({ code: "no" });
    w.isOnline = false;
    await time.advance(1_000);
    const other = before.client.list.getOrCreate("made offline").connect();
    await Promise.all([before.list.add("token 1").saved, other.add("token 2").saved, before.list.add("token 3").saved]);
    await time.advance(1_000);
    before.page.kill();
  }
  const onServer = async (): Promise<string[]> => {
    const reader = w.client();
    const conns = ["home", "made offline"].map((key) => reader.list.get(key).connect());
    await time.advance(5_000);
    const items = conns.flatMap(({ state }) => state?.items ?? []);
    await within(reader.dispose());
    return items.sort();
  };
  const left = () => keysOf("").filter((key) => /^(row|box|moving|client)/.test(key));

  test("L6: becomes the user's who asks for it: waiting and rejected, sent as what it is (case 45)", async () => {
    await leaveWork();
    const bob = tab("bob");
    await time.advance(2_000);
    expect([bob.list.sync.pending, bob.list.sync.rejected]).toEqual([0, 0]);
    const alice = tab("alice", undefined, "");
    await time.advance(2_000);
    expect(alice.list.sync).toMatchObject({ pending: 2, rejected: 1 });
    expect(left()).toEqual([]);
    const retried = alice.list.outbox.rejected[0];
    expect(retried).toMatchObject({ args: ["refused"], error: { code: "no" } });
    w.isOnline = true;
    await time.advance(5_000);
    expect(alice.list.state?.items).toEqual(["token 1", "token 3"]);
    expect(await onServer()).toEqual(TOKENS);
    expect(keysOf("alice").filter((key) => key.startsWith("row"))).toEqual([]);
    await within(alice.client.dispose());
  });

  test("of a tab that is open stays its own until that tab is gone", async () => {
    w.isOnline = false;
    const before = tab("");
    await before.list.add("one").saved;
    const alice = tab("alice", undefined, "");
    await time.advance(5_000);
    expect([before.list.sync.pending, alice.list.sync.pending]).toEqual([1, 0]);
    await within(before.client.dispose());
    await time.advance(2_000);
    expect(alice.list.sync.pending).toBe(1);
    // Somebody who waited for the same tab finds nothing, and does not tell the server that its client is no more.
    w.isOnline = true;
    await time.advance(5_000);
    expect(await onServer()).toEqual(["one"]);
  });

  test("a tab without a user that waited for the same client does not retire it", async () => {
    w.isOnline = true;
    const before = tab("");
    await within(before.list.add("sent"));
    w.isOnline = false;
    await time.advance(1_000);
    await before.list.add("one").saved;
    const alice = tab("alice", undefined, "");
    await time.advance(1_000);
    const waiting = tab("");
    await time.advance(1_000);
    before.page.kill();
    await time.advance(2_000);
    expect(alice.list.sync.pending).toBe(1);
    let retired = 0;
    w.intercept = (frame) => {
      retired += frame.split('"retire"').length - 1;
      return frame;
    };
    w.isOnline = true;
    await time.advance(20_000);
    expect(waiting.list.sync).toMatchObject({ pending: 0, rejected: 0 });
    expect(alice.list.sync).toMatchObject({ pending: 0, rejected: 0 });
    // By the one whose it is now, once it is done with.
    expect(retired).toBe(1);
    expect(await onServer()).toEqual(["one", "sent"]);
  });

  test("forget() of nobody in particular refuses while it is on its way", async () => {
    await leaveWork();
    let writes = 0;
    const dying: TestPage = device.page(w.openLink, { afterWrite: (name) => void (name === scope("") && ++writes === 1 && dying.kill()) });
    tab("alice", dying, "");
    await time.advance(1_000);
    expect(left().filter((key) => key.startsWith("moving"))).toHaveLength(1);
    const rest = ["row/", "box/"].map((from) => ({ op: "clear", from, to: from.replace("/", "0") }) as const);
    await memoryStorage(device.disks.get(scope(""))).write({ ops: rest });
    const { client } = tab("");
    await expect(within(client.forget())).rejects.toMatchObject({ code: "not_empty" });
  });

  const steps = Array.from({ length: 12 }, (_, i) => i + 1);
  const places = steps.flatMap((step) => [[step, "before"], [step, "after"]] as const);
  test.each(places)("L2, L6: arrives once, whatever dies at write %d (%s it)", async (step, when) => {
    await leaveWork();
    w.isOnline = true;
    let writes = 0;
    const lost = new Set<string>();
    const look = (): void => {
      const kept = device.text() + JSON.stringify([...serverDisk]);
      for (const token of TOKENS) if (!kept.includes(token)) lost.add(token);
    };
    const count = (at: typeof when): void => {
      look();
      if (at === when && ++writes === step) dying.kill();
    };
    const dying: TestPage = device.page(w.openLink, { beforeWrite: () => count("before"), afterWrite: () => count("after") });
    tab("alice", dying, "");
    await time.advance(3_000);
    dying.kill();
    // Meanwhile somebody is here without a name, and leaves.
    const nobody = tab("");
    await time.advance(3_000);
    await within(nobody.client.dispose());
    // And the user, who asks for nothing: what has come is sent, and whose it was is forgotten.
    const plain = tab("alice");
    await time.advance(20_000);
    await within(plain.client.dispose());
    const alice = tab("alice", undefined, "");
    await time.advance(20_000);
    expect(await onServer()).toEqual(TOKENS);
    expect(alice.list.sync.pending).toBe(0);
    expect(alice.list.outbox.rejected).toMatchObject([{ args: ["refused"] }]);
    expect(left()).toEqual([]);
    expect(keysOf("alice").filter((key) => key.startsWith("row"))).toEqual([]);
    expect([...lost]).toEqual([]);
  });
});
