import type { Lease, Locks } from "../ports/locks.ts";
import type { Logger } from "../ports/logger.ts";
import { type Random, randomId } from "../ports/random.ts";

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
  /** Whether a client is held or waited for. */
  knows(client: string): boolean;
  /** Gives a client up: it is retired, or somebody else speaks for it. The own one is replaced by a fresh one. */
  release(client: string): void;
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
  const abort = new AbortController();
  const held = new Map<string, string>();
  const leases = new Map<string, Lease>();
  const awaited = new Set<string>();

  const acquire = async (client: string): Promise<boolean> => {
    awaited.add(client);
    try {
      const lease = await locks.acquire(`${scope}/${client}`, abort.signal);
      if (abort.signal.aborted || !awaited.has(client)) {
        lease.release();
        return false;
      }
      leases.set(client, lease);
      return true;
    } catch (error) {
      awaited.delete(client);
      if (!abort.signal.aborted) log.warn({ msg: "a lock could not be had", err: error });
      return false;
    }
  };

  const newIdentity = (): Identity => {
    const identity = { client: randomId(random), secret: randomId(random) };
    held.set(identity.client, identity.secret);
    return identity;
  };
  let own = newIdentity();
  let ready = acquire(own.client).then(() => {});

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
    release(client) {
      held.delete(client);
      awaited.delete(client);
      leases.get(client)?.release();
      leases.delete(client);
      if (client !== own.client) return;
      own = newIdentity();
      ready = acquire(own.client).then(() => {});
    },
    close() {
      abort.abort();
      for (const lease of leases.values()) lease.release();
      leases.clear();
      held.clear();
    },
  };
}
