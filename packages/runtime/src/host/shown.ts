import type { Storage } from "../ports/storage.ts";
import { keys } from "./records.ts";

/** Whoever pushes for a client: one connection of this server. */
export interface Holder {
  /** Another connection has shown the client's secret; pushes of this one are not taken any more. */
  lost(client: string): void;
}

/** Which connection holds which client id. An id belongs to whoever showed its secret first, for good. */
export interface Shown {
  /** Resolves to whether the secret is right; if so, the client is the holder's from now on. */
  show(client: string, secret: string, holder: Holder): Promise<boolean>;
  isHeldBy(client: string, holder: Holder): boolean;
  /** The client is about to do something that lasts: its secret must last, too. */
  keep(client: string): void;
  /** The client is never coming back. Resolves to whether it was the holder's to say so. */
  retire(client: string, holder: Holder): Promise<boolean>;
  release(holder: Holder): void;
}

interface Claim {
  readonly secret: string;
  readonly holder: Holder;
  kept: boolean;
}

export function makeShown(storage: Storage, report: (error: unknown) => void): Shown {
  const claims = new Map<string, Claim>();
  return {
    async show(client, secret, holder) {
      const [stored] = await storage.get([keys.client(client)]);
      const before = claims.get(client);
      const known = typeof stored === "string" ? stored : before?.secret;
      if (known !== undefined && known !== secret) return false;
      claims.set(client, { secret, holder, kept: stored !== undefined });
      if (before !== undefined && before.holder !== holder) before.holder.lost(client);
      return true;
    },
    isHeldBy: (client, holder) => claims.get(client)?.holder === holder,
    keep(client) {
      const claim = claims.get(client);
      if (claim === undefined || claim.kept) return;
      claim.kept = true;
      storage.write({ ops: [{ op: "put", key: keys.client(client), value: claim.secret }] }).catch((error: unknown) => {
        claim.kept = false;
        report(error);
      });
    },
    async retire(client, holder) {
      if (claims.get(client)?.holder !== holder) return false;
      claims.delete(client);
      await storage.write({ ops: [{ op: "delete", key: keys.client(client) }] });
      return true;
    },
    release(holder) {
      for (const [client, claim] of claims) if (claim.holder === holder) claims.delete(client);
    },
  };
}
