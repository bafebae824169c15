import type { Channel } from "../ports/channel.ts";
import type { Lease, Locks } from "../ports/locks.ts";
import type { MemoryDisk } from "../storage/memory.ts";
import type { Rng } from "../util/rng.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Process } from "./sim-process.ts";

/** What the tabs of one browser share: a disk, locks, and a way to talk. */
export interface SimDevice {
  readonly disk: MemoryDisk;
  isOnline: boolean;
  locks(process: Process): Locks;
  channel(process: Process): Channel;
  /** Frees what a dead tab held. */
  bury(process: Process): void;
}

interface Listener {
  readonly process: Process;
  readonly hear: (message: string) => void;
  /** What was said and not heard yet, in order. */
  readonly queue: string[];
}

interface Waiting {
  readonly process: Process;
  readonly grant: (lease: Lease) => void;
}

export function makeDevice(scheduler: Scheduler, rng: Rng): SimDevice {
  const holders = new Map<string, Process>();
  const queues = new Map<string, Waiting[]>();
  const listeners = new Set<Listener>();

  const grantNext = (name: string): void => {
    const queue = queues.get(name) ?? [];
    const next = queue.shift();
    if (next === undefined) return;
    if (!next.process.isAlive) return grantNext(name);
    holders.set(name, next.process);
    next.process.do(() => next.grant({ release: () => free(name, next.process) }));
  };
  const free = (name: string, process: Process): void => {
    if (holders.get(name) !== process) return;
    holders.delete(name);
    scheduler.at(scheduler.now() + 1 + (rng.uint32() % 30), () => {
      if (!holders.has(name)) grantNext(name);
    });
  };

  return {
    disk: new Map(),
    isOnline: true,
    locks: (process) => ({
      acquire: (name, signal) =>
        new Promise((grant, refuse) => {
          const waiting: Waiting = {
            process,
            grant(lease) {
              signal.removeEventListener("abort", leave);
              grant(lease);
            },
          };
          const queue = queues.get(name) ?? [];
          queues.set(name, queue);
          queue.push(waiting);
          const leave = (): void => {
            queues.set(name, (queues.get(name) ?? []).filter((other) => other !== waiting));
            refuse(signal.reason);
          };
          signal.addEventListener("abort", leave);
          if (!holders.has(name)) grantNext(name);
        }),
      settled: () => new Promise((resolve) => scheduler.at(scheduler.now(), () => process.do(resolve))),
    }),
    channel(process) {
      let own: Listener | null = null;
      return {
        post(message) {
          if (!process.isAlive) return;
          for (const listener of listeners) {
            if (listener === own) continue;
            listener.queue.push(message);
            scheduler.at(scheduler.now() + rng.random() * 10, () => {
              const next = listener.queue.shift();
              // Who is frozen misses it.
              if (next !== undefined && !listener.process.isFrozen && listeners.has(listener)) listener.process.do(() => listener.hear(next));
            });
          }
        },
        listen(hear) {
          own = { process, hear, queue: [] };
          listeners.add(own);
        },
        close() {
          if (own !== null) listeners.delete(own);
        },
      };
    },
    bury(process) {
      for (const [name, holder] of [...holders]) if (holder === process) free(name, process);
      for (const listener of [...listeners]) if (listener.process === process) listeners.delete(listener);
    },
  };
}
