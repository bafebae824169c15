import { vi } from "vitest";
import type { Registry } from "../../src/contract/definition.ts";
import { makeGateway } from "../../src/host/gateway.ts";
import { makeHost } from "../../src/host/host.ts";
import type { HostPorts } from "../../src/host/ports.ts";
import type { ActionOutcome, ActorQuery, Caller, Connection } from "../../src/ports/gateway.ts";
import { SILENT } from "../../src/ports/logger.ts";
import type { Batch, Storage } from "../../src/ports/storage.ts";
import { type MemoryDisk, memoryStorage } from "../../src/storage/memory.ts";
import { rng } from "../../src/util/rng.ts";

export const CALLER: Caller = { params: undefined };

/** A getOrCreate query by one part of a key. */
export const thing = (key = "x", input?: unknown): ActorQuery => ({ by: "key", name: "thing", key: [key], create: { input } });

export interface Heard {
  readonly connection: Connection;
  /** What it was told, in order: `opened`, `event name [args]`, `closed reason`, `done name outcome`. */
  readonly told: string[];
  action(name: string, ...args: unknown[]): Promise<unknown>;
}

/** A host whose storage and clock the test holds in its hand. */
export function startHost(registry: Registry, disk: MemoryDisk = new Map(), more: Partial<HostPorts> = {}, start = 1_000_000) {
  let now = start;
  const alarms = new Set<{ readonly due: number; readonly run: () => void }>();
  const stream = rng(`host test ${disk.size}`);
  let held: (() => void)[] | null = null;
  let failure: Error | null = null;
  let isDead = false;
  let writes = 0;
  const memory = memoryStorage(disk);
  const never = new Promise<never>(() => {});
  const storage: Storage = {
    ...memory,
    get: (keys) => (isDead ? never : memory.get(keys)),
    list: (range) => (isDead ? never : memory.list(range)),
    async write(batch: Batch) {
      if (held !== null) await new Promise<void>((resolve) => held?.push(resolve));
      if (isDead) return never;
      if (failure !== null) throw failure;
      writes++;
      return memory.write(batch);
    },
  };
  const log = { ...SILENT, error: vi.fn(), warn: vi.fn(), info: vi.fn(), child: () => log };
  const ports: HostPorts = {
    storage,
    timers: {
      now: () => now,
      after(ms, run) {
        const alarm = { due: now + ms, run: () => (isDead ? undefined : run()) };
        alarms.add(alarm);
        return () => void alarms.delete(alarm);
      },
    },
    random: { bytes: (count) => Uint8Array.from({ length: count }, () => stream.uint32() & 255) },
    log,
    ...more,
  };
  const host = makeHost(registry, ports);
  const gateway = makeGateway(host);
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  const world = {
    host,
    gateway,
    log,
    disk,
    settle,
    get now() {
      return now;
    },
    get writes() {
      return writes;
    },
    /** Writes wait from now on, until they are released. */
    hold: () => void (held = []),
    async release() {
      const waiting = held ?? [];
      held = null;
      for (const resolve of waiting) resolve();
      await settle();
    },
    failWrites: (error: Error | null) => void (failure = error),
    /** Lets time pass, instant by instant. */
    async pass(ms: number) {
      await settle();
      const end = now + ms;
      for (;;) {
        let due = Number.POSITIVE_INFINITY;
        for (const alarm of alarms) due = Math.min(due, alarm.due);
        if (due > end) break;
        now = Math.max(now, due);
        for (const alarm of [...alarms].filter((each) => each.due === due)) if (alarms.delete(alarm)) alarm.run();
        await settle();
      }
      now = end;
    },
    get timers() {
      return alarms.size;
    },
    /** The process dies here: nothing of it is ever heard again. Another one starts over the same disk. */
    kill() {
      isDead = true;
      return startHost(registry, disk, more, now);
    },
    call: (key: string, name: string, ...args: unknown[]) => gateway.action(thing(key), name, args, CALLER),
    connect(key = "x", params?: unknown): Heard {
      const told: string[] = [];
      const connection = gateway.connect(thing(key), { params }, {
        opened: () => void told.push("opened"),
        event: (name, args) => void told.push(`event ${name} ${JSON.stringify(args)}`),
        closed: (reason, error) => void told.push(`closed ${error === undefined ? reason : nameOf(error)}`),
      });
      return {
        connection,
        told,
        action: (name, ...args) =>
          new Promise((resolve, reject) =>
            connection.action(name, args, (outcome: ActionOutcome) => {
              told.push(`done ${name} ${outcome.how === "returned" ? JSON.stringify(outcome.output) : nameOf(outcome.error)}`);
              if (outcome.how === "returned") resolve(outcome.output);
              else reject(outcome.error);
            }),
          ),
      };
    },
  };
  return world;
}

export type World = ReturnType<typeof startHost>;

export function nameOf(error: unknown): string {
  return typeof error === "object" && error !== null && "group" in error && "code" in error ? `${error.group}/${error.code}` : String(error);
}

/** The name of what a promise rejects with. */
export async function failure(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    (value) => `resolved with ${JSON.stringify(value)}`,
    nameOf,
  );
}
