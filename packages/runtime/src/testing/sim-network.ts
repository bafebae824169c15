import type { LinkEvents, OpenLink } from "../ports/link.ts";
import type { Socket, SocketEvents } from "../ports/socket.ts";
import type { Rng } from "../util/rng.ts";
import type { Process } from "./sim-process.ts";
import type { Scheduler } from "./scheduler.ts";

/** How bad the network is. Chances are from 0 to 1, per frame. */
export interface Weather {
  readonly cut: number;
  /** The connection goes silent: nobody is told until somebody tries. */
  readonly silence: number;
  readonly duplicate: number;
  /** The most a frame takes, in milliseconds. */
  readonly delay: number;
}

export const FAIR: Weather = { cut: 0, silence: 0, duplicate: 0, delay: 20 };

/** The server's end: takes a connection, or not. */
export type Accept = (socket: Socket) => SocketEvents | null;

export interface SimNetwork {
  weather: Weather;
  /** How a tab reaches the server. `isOnline`: whether this device has a network at all. */
  link(process: Process, isOnline: () => boolean): OpenLink;
  /** Cuts every connection. */
  cutAll(): void;
}

interface Connection {
  cut(reason: string): void;
}

export function makeNetwork(scheduler: Scheduler, rng: Rng, accept: Accept): SimNetwork {
  const connections = new Set<Connection>();
  const chance = (p: number): boolean => p > 0 && rng.random() < p;

  const connect = (events: { frame(frame: string): void; ended(reason: string): void }): ((frame: string) => void) & Connection => {
    let isOpen = true;
    let isSilent = false;
    /** Frames of one direction keep their order. */
    const line = (deliver: (frame: string) => void): ((frame: string) => void) => {
      let last = 0;
      const queue: string[] = [];
      return (frame) => {
        if (!isOpen || isSilent) return;
        if (chance(network.weather.cut)) return end("cut");
        if (chance(network.weather.silence)) isSilent = true;
        const copies = chance(network.weather.duplicate) ? 2 : 1;
        for (let i = 0; i < copies; i++) {
          last = Math.max(last + 0.001, scheduler.now() + rng.random() * network.weather.delay);
          queue.push(frame);
          scheduler.at(last, () => {
            const next = queue.shift();
            if (isOpen && !isSilent && next !== undefined) deliver(next);
          });
        }
      };
    };
    const toClient = line((frame) => events.frame(frame));
    const server = accept({
      send: toClient,
      buffered: () => 0,
      close: (_code, reason) => scheduler.at(scheduler.now() + 1, () => end(reason)),
    });
    const toServer = line((frame) => server?.frame(frame));
    const end = (reason: string): void => {
      if (!isOpen) return;
      isOpen = false;
      connections.delete(connection);
      server?.closed();
      events.ended(reason);
    };
    const connection = Object.assign((frame: string) => toServer(frame), { cut: end });
    if (server === null) scheduler.at(scheduler.now(), () => end("refused"));
    connections.add(connection);
    return connection;
  };

  const network: SimNetwork = {
    weather: FAIR,
    link: (process, isOnline) => (_url, events) => openLink(process, isOnline, events),
    cutAll() {
      for (const connection of [...connections]) connection.cut("cut");
    },
  };

  const openLink = (process: Process, isOnline: () => boolean, events: LinkEvents) => {
    let current: (((frame: string) => void) & Connection) | null = null;
    let failures = 0;
    let isClosed = false;
    let cancel = (): void => {};
    const attempt = (): void => process.do(connectNow);
    const connectNow = (): void => {
      if (isClosed || current !== null) return;
      if (!isOnline()) return failed("offline");
      let isUp = false;
      const own = connect({
        frame(frame) {
          process.do(() => {
            if (current === own) events.frame(frame);
          });
        },
        ended(reason) {
          process.do(() => {
            if (current !== own) return;
            current = null;
            if (isUp) events.down(reason);
            failed(reason, isUp);
          });
        },
      });
      current = own;
      scheduler.at(scheduler.now() + 1 + rng.random() * 10, () => {
        process.do(() => {
          if (current !== own) return;
          isUp = true;
          failures = 0;
          events.up();
        });
      });
    };
    const failed = (reason: string, wasUp = false): void => {
      if (!wasUp) events.down(reason);
      cancel();
      cancel = scheduler.at(scheduler.now() + Math.min(2_000, 50 * 2 ** failures++), attempt);
    };
    cancel = scheduler.at(scheduler.now(), attempt);
    return {
      send: (frame: string) => current?.(frame),
      hurry() {
        if (current !== null) return;
        cancel();
        cancel = scheduler.at(scheduler.now(), attempt);
      },
      restart: () => current?.cut("restarted"),
      close() {
        isClosed = true;
        cancel();
        const open = current;
        current = null;
        open?.cut("closed");
      },
    };
  };
  return network;
}
