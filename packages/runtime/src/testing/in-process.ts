import { startAdoption } from "../client/adoption.ts";
import { makeLocalClient } from "../client/client.ts";
import type { ClientPorts } from "../client/ports.ts";
import type { Client } from "../client/types.ts";
import type { Registry } from "../contract/definition.ts";
import { makeGateway } from "../host/gateway.ts";
import { type Host, makeHost } from "../host/host.ts";
import { inlineClient } from "../host/inline-client.ts";
import { makeLimiter } from "../host/limiter.ts";
import { openSession, type Session } from "../host/session.ts";
import { makeShown } from "../host/shown.ts";
import { SILENT_CHANNEL } from "../ports/channel.ts";
import type { LinkEvents, OpenLink } from "../ports/link.ts";
import { type Logger, SILENT } from "../ports/logger.ts";
import type { Random } from "../ports/random.ts";
import type { Storage } from "../ports/storage.ts";
import type { Timers } from "../ports/timers.ts";
import { type MemoryDisk, memoryStorage } from "../storage/memory.ts";
import { type Emitter, emitter } from "../util/emitter.ts";
import { rng } from "../util/rng.ts";
import type { Rate } from "../util/token-bucket.ts";

export interface InProcessOptions {
  readonly timers: Timers;
  readonly log?: Logger;
  readonly storage?: Storage;
  /** What one connection may ask of the server. Default: whatever it likes. */
  readonly rate?: Rate;
}

export interface InProcessClientOptions {
  /** What the device has stored. Default: nothing. */
  readonly disk?: MemoryDisk;
  /** Whether the client knows the registry. Default true. */
  readonly predicts?: boolean;
  /** Whose data it is. Default: nobody's in particular. */
  readonly user?: string;
  /** Whose unsent work becomes this user's. */
  readonly adopt?: string;
  /** In the place of what a client that is alone on its device gets. */
  readonly ports?: Partial<ClientPorts>;
}

/** A server and its clients in one process, joined without a network, over memory. */
export interface InProcess<R extends Registry> {
  readonly host: Host;
  /** Whether clients can reach the server. Cut, they are told at once; joined again, they come back at once. */
  isOnline: boolean;
  /** Hears every frame that the server is sent; what it returns goes on, `null` goes nowhere. */
  intercept: (frame: string) => string | null;
  /** A client on a device of its own, or on a given one. */
  client(options?: InProcessClientOptions): Client<R>;
  /** How clients reach the server, for those who bring other ports. */
  readonly openLink: OpenLink;
  /** A bare connection, for those who speak the protocol themselves. */
  session(hear: (frame: string) => void, ended?: (reason: string) => void): Session;
}

export function inProcess<R extends Registry>(registry: R, { timers, log = SILENT, storage, rate }: InProcessOptions): InProcess<R> {
  const random = seededRandom();
  const host = makeHost(registry, { storage: storage ?? memoryStorage(), timers, random, log });
  const shown = makeShown(host.ports.storage, (error) => log.error({ msg: "shown", err: error }));
  const switched: Emitter<[]> = emitter();
  let isOnline = true;

  const world: InProcess<R> = {
    host,
    get isOnline() {
      return isOnline;
    },
    set isOnline(online) {
      if (isOnline === online) return;
      isOnline = online;
      switched.emit();
    },
    intercept: (frame) => frame,
    openLink: (url, events) => directLink(world, switched, timers)(url, events),
    session: (hear, ended = () => {}) =>
      openSession(
        host,
        shown,
        { send: hear, buffered: () => 0, close: (_code, reason) => ended(reason) },
        makeLimiter(rate ?? null, timers.now),
      ),
    client({ disk = new Map(), predicts = true, user = "", adopt, ports } = {}) {
      return makeLocalClient<R>(
        {
          openStorage: () => Promise.resolve(memoryStorage(disk)),
          openLink: world.openLink,
          openChannel: () => SILENT_CHANNEL,
          locks: { acquire: (name) => grantOnce(name), settled: () => Promise.resolve() },
          timers,
          // Frames arrive in microtasks, and so does the rest of them.
          turns: { size: 250, later: (task) => void Promise.resolve().then(task) },
          random,
          log,
          loadRemote: () => Promise.resolve(inlineClient({ timers, random, log }, makeGateway(host))),
          loadAdoption: () => Promise.resolve(startAdoption),
          watchPage: () => () => {},
          ...ports,
        },
        { endpoint: "http://in-process", registry: predicts ? registry : null, user, adopt: adopt ?? null },
      );
    },
  };
  return world;
}

/** Frames arrive in later microtasks, in order: nobody is called back in the middle of what it does. */
function directLink<R extends Registry>(world: InProcess<R>, switched: Emitter<[]>, timers: Timers): OpenLink {
  return (_url, events: LinkEvents) => {
    let session: Session | null = null;
    let isClosed = false;
    const later = (task: () => void): void => void Promise.resolve().then(task);
    const connect = (): void => {
      if (isClosed || session !== null) return;
      if (!world.isOnline) return events.down("offline");
      const own = world.session(
        (frame) => later(() => session === own && events.frame(frame)),
        (reason) => later(() => session === own && lose(reason)),
      );
      session = own;
      events.up();
    };
    const lose = (reason: string): void => {
      const before = session;
      session = null;
      before?.closed();
      if (isClosed) return;
      events.down(reason);
      // Not in a microtask: whoever is hung up on again and again lets others do something in between.
      timers.after(0, connect);
    };
    const stop = switched.on(() => (world.isOnline ? connect() : lose("offline")));
    later(connect);
    return {
      send(frame) {
        const own = session;
        later(() => {
          const passed = session === own && own !== null ? world.intercept(frame) : null;
          if (passed !== null) own?.frame(passed);
        });
      },
      hurry: connect,
      restart: () => lose("restarted"),
      close() {
        isClosed = true;
        stop();
        lose("closed");
      },
    };
  };
}

/** Each client is alone on its device: it gets its own lock, and nobody else's. */
function grantOnce(_name: string): Promise<{ release(): void }> {
  return Promise.resolve({ release() {} });
}

function seededRandom(): Random {
  const stream = rng(`in process ${Math.random()}`);
  return { bytes: (count) => Uint8Array.from({ length: count }, () => stream.uint32() & 255) };
}
