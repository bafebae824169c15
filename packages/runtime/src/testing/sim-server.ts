import type { Registry } from "../contract/definition.ts";
import { type Host, makeHost } from "../host/host.ts";
import { openSession } from "../host/session.ts";
import { makeShown } from "../host/shown.ts";
import type { Logger } from "../ports/logger.ts";
import type { Random } from "../ports/random.ts";
import type { Socket, SocketEvents } from "../ports/socket.ts";
import type { MemoryDisk } from "../storage/memory.ts";
import type { Rng } from "../util/rng.ts";
import type { Scheduler } from "./scheduler.ts";
import { type MortalProcess, type Process, startProcess } from "./sim-process.ts";
import { simStorage } from "./sim-storage.ts";

/** One server over one disk, which can be killed and started, on the same disk or on an older copy of it, with the same app or another version. */
export interface SimServer {
  readonly host: Host | null;
  disk: MemoryDisk;
  /** What it serves from its next start on. */
  registry: Registry;
  start(): void;
  /** Stops it for good in the middle of whatever it does. */
  kill(): void;
  accept(socket: Socket): SocketEvents | null;
}

export interface SimServerParts {
  readonly registry: Registry;
  readonly scheduler: Scheduler;
  readonly rng: Rng;
  readonly random: Random;
  readonly log: Logger;
}

export function makeSimServer({ registry, scheduler, rng, random, log }: SimServerParts): SimServer {
  let running: { readonly host: Host; readonly shown: ReturnType<typeof makeShown>; readonly process: MortalProcess } | null = null;
  const server: SimServer = {
    disk: new Map(),
    registry,
    get host() {
      return running?.host ?? null;
    },
    start() {
      if (running !== null) return;
      const process = startProcess();
      const storage = simStorage(server.disk, process, scheduler, rng);
      const timers = whileAlive(scheduler, process);
      const host = makeHost(server.registry, { storage, timers, random, log });
      running = { host, process, shown: makeShown(storage, (error) => log.error({ msg: "shown", err: error })) };
    },
    kill() {
      if (running === null) return;
      running.process.kill();
      running = null;
    },
    accept(socket) {
      if (running === null) return null;
      const { host, shown, process } = running;
      const session = openSession(host, shown, {
        ...socket,
        send: (frame) => {
          if (process.isAlive) socket.send(frame);
        },
      });
      return {
        frame: (frame) => {
          if (process.isAlive) session.frame(frame);
        },
        closed: () => {
          if (process.isAlive) session.closed();
        },
      };
    },
  };
  return server;
}

/** Timers that die with their process. */
export function whileAlive(scheduler: Scheduler, process: Process, skew = 0) {
  const timers = scheduler.timers(skew);
  return {
    now: timers.now,
    after: (ms: number, callback: () => void) =>
      timers.after(ms, () => process.do(callback)),
  };
}
