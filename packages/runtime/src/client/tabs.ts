import type { Lease, Locks } from "../ports/locks.ts";
import type { Logger } from "../ports/logger.ts";
import { type Random, randomId } from "../ports/random.ts";
import { type Deferred, deferred } from "../util/deferred.ts";

/** A page's identity: one per page load, proved to the server by its secret. */
export interface Identity {
  readonly client: string;
  readonly secret: string;
}

/** Which clients of this device this tab speaks for: its own, and dead ones that it adopted. */
export interface Tabs {
  readonly own: Identity;
  /** The own identity's lock is held: rows may be written under it. */
  readonly ready: Promise<void>;
  /** All held clients with their secrets. */
  readonly held: ReadonlyMap<string, string>;
  /** Waits for another client's tab to die, to adopt what it left. Asked twice, it waits once. */
  await(client: string, secret: string): void;
  /** Resolves when every client that is waited for and whose tab is gone is held. */
  settled(): Promise<void>;
  /** Whether a client is held or waited for. */
  knows(client: string): boolean;
  /** Lets go of a client that is retired. */
  release(client: string): void;
  /** Leaves a client to other tabs for good, and waits for it no more. */
  leave(client: string): void;
  /** Lets whoever waits for a client speak for it, and waits itself. The own one is replaced by a fresh one. */
  giveUp(client: string): void;
  /** Waits for no lock until it is resumed; those that it has it keeps. */
  pause(): void;
  resume(): void;
  readonly isPaused: boolean;
  close(): void;
}

export interface TabsParts {
  readonly locks: Locks;
  readonly random: Random;
  readonly log: Logger;
  /** Names the locks of this device and user. */
  readonly scope: string;
  /** A dead tab's client is this tab's from now on. */
  readonly adopted: (client: string, secret: string) => void;
}

export function openTabs({ locks, random, log, scope, adopted }: TabsParts): Tabs {
  const held = new Map<string, string>();
  const leases = new Map<string, Lease>();
  /** Clients that are held or waited for, each with the one wait that counts. */
  const awaited = new Map<string, symbol>();
  let waits = new AbortController();
  let resumed: Deferred<void> | null = null;

  const acquire = async (client: string): Promise<boolean> => {
    const wait = Symbol(client);
    awaited.set(client, wait);
    while (awaited.get(client) === wait) {
      if (resumed !== null) {
        await resumed.promise;
        continue;
      }
      const { signal } = waits;
      try {
        const lease = await locks.acquire(`${scope}/${client}`, signal);
        if (!signal.aborted && awaited.get(client) === wait) {
          leases.set(client, lease);
          return true;
        }
        lease.release();
      } catch (error) {
        if (signal.aborted || awaited.get(client) !== wait) continue;
        awaited.delete(client);
        log.warn({ msg: "a lock could not be had", err: error });
      }
    }
    return false;
  };

  const newIdentity = (): Identity => {
    const identity = { client: randomId(random), secret: randomId(random) };
    held.set(identity.client, identity.secret);
    return identity;
  };
  let own = newIdentity();
  let ready = acquire(own.client).then(() => {});

  const leave = (client: string): void => {
    held.delete(client);
    leases.get(client)?.release();
    leases.delete(client);
  };
  const release = (client: string): void => {
    awaited.delete(client);
    leave(client);
  };

  return {
    get own() {
      return own;
    },
    get ready() {
      return ready;
    },
    held,
    knows: (client) => awaited.has(client),
    await(client, secret) {
      if (awaited.has(client)) return;
      void acquire(client).then((got) => {
        if (!got) return;
        held.set(client, secret);
        adopted(client, secret);
      });
    },
    settled: () => locks.settled(),
    release,
    leave,
    giveUp(client) {
      const secret = held.get(client);
      if (secret === undefined) return;
      release(client);
      this.await(client, secret);
      if (client !== own.client) return;
      own = newIdentity();
      ready = acquire(own.client).then(() => {});
    },
    pause() {
      resumed ??= deferred();
      waits.abort();
    },
    resume() {
      if (resumed === null) return;
      waits = new AbortController();
      resumed.resolve();
      resumed = null;
    },
    get isPaused() {
      return resumed !== null;
    },
    close() {
      awaited.clear();
      waits.abort();
      for (const lease of leases.values()) lease.release();
      leases.clear();
      held.clear();
    },
  };
}
