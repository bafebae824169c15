import { expect, vi } from "vitest";
import { actor } from "../src/definition/actor.ts";
import { read } from "../src/definition/marks.ts";
import { setup } from "../src/definition/registry.ts";
import type { Ctx } from "../src/contract/infer.ts";
import { CATALOG } from "../src/errors/catalog.ts";
import { makeHost } from "../src/host/host.ts";
import { openSession } from "../src/host/session.ts";
import { makeShown } from "../src/host/shown.ts";
import { SILENT } from "../src/ports/logger.ts";
import type { Storage } from "../src/ports/storage.ts";
import { memoryStorage } from "../src/storage/memory.ts";
import { rng } from "../src/util/rng.ts";

/** Each draws ids of its own. */
let hosts = 0;

export type Message = Record<string, unknown> & { readonly t: string };

export const KEY = "0123456789abcdef0123456789abcdef";
export const clientId = (n: number): string => n.toString(16).padStart(32, "0");
export const NOW = 1_700_000_000_000;

/** Stands for endless brackets, which no writer of JSON would write. */
export const DEEP = "endless brackets";
export const brackets = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;

interface State {
  log: unknown[];
}
export const thing = actor({
  state: { log: [] as unknown[] },
  sync: true,
  actions: {
    add: (c, item: unknown) => c.state.log.push(item),
    look: read((c: Ctx<{ state: State }>) => c.state.log.length),
    echo: read((_c: Ctx<{ state: State }>, size: number) => "x".repeat(size)),
    later: async (c) => {
      await Promise.resolve();
      c.state.log.push("later");
    },
  },
});
/** Not synced: nobody may see its state. */
const secret = actor({ state: { password: "hunter2" }, actions: {} });
export const registry = setup({ use: { thing, secret } });

/** A server in this process, and clients that say what they like. `storage`: that of a server before it. */
export function hostileHost(storage: Storage = memoryStorage()) {
  let now = NOW;
  const alarms = new Set<{ due: number; run: () => void }>();
  const stream = rng(`hostile ${++hosts}`);
  const log = { ...SILENT, error: vi.fn(), warn: vi.fn(), child: () => log };
  const timers = {
    now: () => now,
    after(ms: number, run: () => void) {
      const alarm = { due: now + ms, run };
      alarms.add(alarm);
      return () => void alarms.delete(alarm);
    },
  };
  const random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => stream.uint32() & 255) };
  const host = makeHost(registry, { storage, timers, random, log });
  const shown = makeShown(storage, (error) => log.error(error));
  let clients = 0;

  const settle = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
  };

  const connect = () => {
    const heard: Message[] = [];
    const socket = { closed: null as string | null, buffered: 0, sent: 0 };
    const session = openSession(host, shown, {
      send(frame) {
        socket.sent += frame.length;
        heard.push(...(JSON.parse(frame) as Message[]));
      },
      buffered: () => socket.buffered,
      close: (code, reason) => (socket.closed ??= `${code} ${reason}`),
    });
    const client = clientId(++clients);
    const conn = {
      client,
      heard,
      socket,
      /** Ends as if the network had. */
      gone: () => session.closed(),
      async raw(frame: string | null) {
        session.frame(frame);
        await settle();
      },
      say: (...messages: object[]) => conn.raw(JSON.stringify(messages).replaceAll(JSON.stringify(DEEP), brackets)),
      of: (t: string) => heard.filter((message) => message.t === t),
      helloOf: (more: object = {}) => ({ t: "hello", protocol: [1, 1], connect: KEY, clients: [[client, client]], ...more }),
      openOf: (more: object = {}) => {
        return { t: "open", ch: 1, name: "thing", at: { key: ["x"] }, create: { key: KEY, time: NOW }, seen: [[client, "", 0]], version: 1, ...more };
      },
      pushOf: (id: number, name: unknown, args: unknown[] = [], more: object = {}) => {
        return { t: "push", ch: 1, client, epoch: conn.epoch, actions: [[id, name, args, KEY, NOW]], ...more };
      },
      /** Greets, and opens a channel. */
      async begin(more: object = {}) {
        await conn.say(conn.helloOf());
        await conn.say(conn.openOf(more));
        return conn;
      },
      get epoch(): string {
        const opened = conn.of("opened").at(-1) as { cursor?: [string, number, string] } | undefined;
        return opened?.cursor?.[0] ?? "";
      },
    };
    return conn;
  };

  return {
    host,
    log,
    storage,
    settle,
    connect,
    async pass(ms: number) {
      now += ms;
      for (const alarm of [...alarms]) {
        if (alarm.due > now || !alarms.delete(alarm)) continue;
        alarm.run();
        await settle();
      }
    },
  };
}

export type HostileHost = ReturnType<typeof hostileHost>;
export type Hostile = ReturnType<HostileHost["connect"]>;

/** Whether an error that travels is one that receivers know what to do about. */
export function isDocumented(group: unknown, code: unknown): boolean {
  return group === "user" || Object.hasOwn(CATALOG, `${String(group)}/${String(code)}`);
}

/** What was said to a client, and how it was hung up on, is all by the book; and nobody else came to harm. */
export async function expectUnharmed(s: HostileHost, hostile: Hostile): Promise<void> {
  const { closed } = hostile.socket;
  if (closed !== null) {
    const [, group, code] = /^(?:1002|1008|1013) (\w+)\.(\w+)$/.exec(closed) ?? [];
    expect(isDocumented(group, code), `closed with ${closed}`).toBe(true);
  }
  for (const { error } of hostile.heard as { error?: { group: string; code: string } }[]) {
    if (error !== undefined) expect(isDocumented(error.group, error.code), JSON.stringify(error)).toBe(true);
  }
  expect(s.log.error.mock.calls).toEqual([]);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect([({} as Record<string, unknown>)["polluted"], ([] as unknown[] & { polluted?: unknown }).polluted]).toEqual([undefined, undefined]);
  const good = await s.connect().begin();
  await good.say(good.pushOf(1, "add", ["good"]));
  expect(good.of("result")).toMatchObject([{ id: 1, output: expect.any(Number) }]);
  expect(good.socket.closed).toBeNull();
  good.gone();
}
