import { vi } from "vitest";
import type { Registry } from "../src/contract/definition.ts";
import { makeHost } from "../src/host/host.ts";
import { openSession } from "../src/host/session.ts";
import { makeShown } from "../src/host/shown.ts";
import { SILENT } from "../src/ports/logger.ts";
import type { Batch, Storage } from "../src/ports/storage.ts";
import { type MemoryDisk, memoryStorage } from "../src/storage/memory.ts";
import { rng } from "../src/util/rng.ts";

type Message = Record<string, unknown> & { t: string };

export const ID = "a".repeat(32);
export const KEY = "0123456789abcdef0123456789abcdef";

/** A server whose storage and clock the test holds in its hand, and clients that speak the protocol by hand. */
export function server(registry: Registry, disk: MemoryDisk = new Map()) {
  let now = 1_000_000;
  const alarms = new Set<{ due: number; run: () => void }>();
  const stream = rng(`host test ${disk.size}`);
  let gate: { held: (() => void)[] } | null = null;
  let failure: Error | null = null;
  const memory = memoryStorage(disk);
  const storage: Storage = {
    ...memory,
    async write(batch: Batch) {
      if (gate !== null) await new Promise<void>((resolve) => gate?.held.push(resolve));
      if (failure !== null) throw failure;
      return memory.write(batch);
    },
  };
  const log = { ...SILENT, error: vi.fn(), warn: vi.fn(), child: () => log };
  const ports = {
    storage,
    timers: {
      now: () => now,
      after(ms: number, run: () => void) {
        const alarm = { due: now + ms, run };
        alarms.add(alarm);
        return () => void alarms.delete(alarm);
      },
    },
    random: { bytes: (count: number) => Uint8Array.from({ length: count }, () => stream.uint32() & 255) },
    log,
  };
  const host = makeHost(registry, ports);
  const shown = makeShown(storage, (error) => log.error(error));
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    host,
    log,
    disk,
    settle,
    hold: () => void (gate = { held: [] }),
    release: async () => {
      const held = gate?.held ?? [];
      gate = null;
      for (const resolve of held) resolve();
      await settle();
    },
    failWrites: (error: Error | null) => void (failure = error),
    async pass(ms: number) {
      now += ms;
      for (const alarm of [...alarms].sort((a, b) => a.due - b.due)) {
        if (alarm.due > now || !alarms.delete(alarm)) continue;
        alarm.run();
        await settle();
      }
    },
    client(client = ID) {
      const heard: Message[] = [];
      let closed: string | null = null;
      const session = openSession(host, shown, {
        send: (frame) => heard.push(...(JSON.parse(frame) as Message[])),
        buffered: () => 0,
        close: (code, reason) => (closed = `${code} ${reason}`),
      });
      const say = async (...messages: object[]): Promise<void> => {
        session.frame(JSON.stringify(messages));
        await settle();
      };
      return {
        session,
        heard,
        say,
        get closed() {
          return closed;
        },
        of: (t: string) => heard.filter((message) => message.t === t),
        hello: (secret = client) => say({ t: "hello", protocol: [1, 1], connect: KEY, clients: [[client, secret]] }),
        open: (more: object = {}, ch = 1) =>
          say({ t: "open", ch, name: "thing", at: { key: ["x"] }, create: { key: KEY, time: 1 }, seen: [[client, "", 0]], version: 1, ...more }),
        push: (epoch: string, id: number, name: string, args: unknown[] = [], time = 1_000_000) =>
          say({ t: "push", ch: 1, client, epoch, actions: [[id, name, args, KEY, time]] }),
        get epoch() {
          const opened = heard.filter(({ t }) => t === "opened").at(-1) as { cursor?: [string, number, string] } | undefined;
          return opened?.cursor?.[0] ?? "";
        },
      };
    },
  };
}
