import { describe, expect } from "vitest";
import { makeLocalClient } from "../../src/client/client.ts";
import { actor } from "../../src/definition/actor.ts";
import { setup } from "../../src/definition/registry.ts";
import { SILENT_CHANNEL } from "../../src/ports/channel.ts";
import type { LinkEvents } from "../../src/ports/link.ts";
import { SILENT } from "../../src/ports/logger.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import { rng } from "../../src/util/rng.ts";
import { expectUnharmed, type Hostile, type HostileHost, hostileHost, isDocumented, KEY, NOW } from "../hostile-host.ts";
import { fuzz } from "./fuzz.ts";

/** A conversation of every kind of message, the way a client would have it. */
const conversation = (c: Hostile, cursor: unknown): readonly (readonly object[])[] => {
  const push = (actions: unknown[]): object => ({ t: "push", ch: 1, client: c.client, epoch: c.epoch, actions });
  return [
    [c.helloOf()],
    [c.openOf(), c.openOf({ ch: 2, params: { a: 1 }, cursor, create: { key: KEY, time: NOW, input: { deep: [1] } } })],
    [{ t: "listen", ch: 1, events: ["a", "b"] }, push([[1, "add", ["one", { a: [1] }], KEY, NOW], [2, "add", [["$Date", 1]], KEY, NOW, KEY]])],
    [{ t: "read", ch: 1, req: 1, name: "look", args: [] }, { t: "void", ch: 1, client: c.client, epoch: c.epoch, ids: [3, 4] }],
    [push([[5, "later", [], KEY, NOW]]), { t: "observed", ch: 1, client: c.client, through: 4 }],
    [{ t: "show", client: KEY, secret: KEY }, { t: "retire", client: KEY }, { t: "ping" }, { t: "close", ch: 1 }],
  ];
};

describe("chance, said by a client", () => {
  let host: HostileHost;
  fuzz("conversations", async (chance, number) => {
    if (number % 50 === 0) host = hostileHost();
    const client = host.connect();
    const spoilt = chance.below(6);
    for (let i = 0; i < 6 && client.socket.closed === null; i++) {
      const messages = conversation(client, [client.epoch, chance.below(9), "r"])[i] ?? [];
      const text = JSON.stringify(i === spoilt ? chance.spoiled(messages) : messages) ?? "";
      await client.raw(i === spoilt && chance.oneIn(4) ? chance.scratched(text) : text);
    }
    const { closed } = client.socket;
    if (closed !== null) expect(closed).toMatch(/^(1002|1008|1013) [a-z]+\.[a-z_]+$/);
    for (const { error } of client.heard as { error?: { group: string; code: string } }[]) {
      if (error !== undefined && !isDocumented(error.group, error.code)) expect(error).toBe("an error of the table");
    }
    client.gone();
    if (number % 50 === 49) await expectUnharmed(host, client);
  });
});

const notes = actor({ state: { notes: [] as string[] }, sync: true, actions: { add: (c, text: string) => c.state.notes.push(text) } });
const registry = setup({ use: { notes } });

/** A client whose server is a test: it hears what the test says. */
function listener() {
  const stream = rng("listener");
  let events: LinkEvents | null = null;
  let channel = 0;
  const restarts = { count: 0 };
  const client = makeLocalClient<typeof registry>(
    {
      openStorage: () => Promise.resolve(memoryStorage(new Map())),
      openLink(_url, given) {
        events = given;
        return {
          send(frame) {
            for (const { t, ch = 0 } of JSON.parse(frame) as { t: string; ch?: number }[]) if (t === "open") channel = ch;
          },
          hurry() {},
          restart: () => void restarts.count++,
          close() {},
        };
      },
      openChannel: () => SILENT_CHANNEL,
      locks: { acquire: () => Promise.resolve({ release() {} }), settled: () => Promise.resolve() },
      // Nothing comes later: whoever would try again is told everything anew by the next case.
      timers: { now: () => NOW, after: () => () => {} },
      turns: { size: Number.POSITIVE_INFINITY, later() {} },
      random: { bytes: (count) => Uint8Array.from({ length: count }, () => stream.uint32() & 255) },
      log: SILENT,
      loadRemote: () => Promise.reject(new Error("there is no other")),
      loadAdoption: () => Promise.reject(new Error("Nobody here is anybody else.")),
      watchPage: () => () => {},
    },
    { endpoint: "http://nowhere", registry, user: "" },
  );
  const conn = client.notes.getOrCreate(["a"]).connect();
  return { client, conn, restarts, channel: () => channel, events: (): LinkEvents | null => events };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("chance, said by a server", () => {
  let page: ReturnType<typeof listener>;
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);

  const messages = (ch: number): readonly object[] => {
    const error = { group: "user", code: "c", message: "m", metadata: { retryAfter: 5 } };
    const by = [KEY, "", 1];
    return [
      { t: "commit", ch, from: 1, to: 2, patch: [["splice", ["notes"], 0, 0, ["x"]], ["set", [], "more", ["$Map", [["a", 1]]]]], by, done: true },
      { t: "event", ch, name: "e", args: [1, ["$Date", 1]], by, nth: 0 },
      { t: "result", ch, client: KEY, id: 1, output: { a: 1 }, time: 5 },
      { t: "result", ch, client: KEY, id: 1, error },
      { t: "answer", ch, req: 1, output: 1 },
      { t: "closed", ch, error, actor: "missing" },
      { t: "resync", ch, error },
      { t: "unshown", client: KEY },
      { t: "pong" },
    ];
  };
  const opened = (ch: number, epoch: string): object => ({
    t: "opened", ch, actor: KEY, key: ["a"], conn: "c", cursor: [epoch, 1, "r"], progress: [[KEY, "", 1, []]],
    base: { how: "snapshot", state: { notes: ["kept"], at: ["$Date", 1] } },
  });

  fuzz("frames of servers", async (chance, number) => {
    if (number % 100 === 0) {
      process.on("unhandledRejection", note);
      page = listener();
      await turn();
    }
    const tell = (frame: string): void => page.events()?.frame(frame);
    page.events()?.up();
    tell('[{"t":"welcome","protocol":1,"time":1}]');
    await turn();
    const greeting = [opened(page.channel(), `e${number}`)];
    tell(JSON.stringify(chance.oneIn(3) ? chance.spoiled(greeting) : greeting) ?? "");
    for (let i = chance.below(3); i >= 0; i--) {
      const said = [chance.pick(messages(page.channel())), chance.pick(messages(page.channel()))];
      const text = JSON.stringify(chance.spoiled(said)) ?? "";
      tell(chance.oneIn(5) ? chance.scratched(text) : text);
    }
    page.events()?.down("that was all");
    await turn();
    if (unhandled.length > 0) throw unhandled[0];
    if (number % 100 !== 99) return;
    // Whatever it was told before: told right, it is right.
    page.conn.retry();
    page.events()?.up();
    tell('[{"t":"welcome","protocol":1,"time":1}]');
    await turn();
    tell(JSON.stringify([opened(page.channel(), "healed")]));
    await turn();
    expect(page.conn.state).toEqual({ notes: ["kept"], at: new Date(1) });
    expect(page.restarts.count).toBeGreaterThan(0);
    await page.client.dispose();
    process.off("unhandledRejection", note);
  });
});
