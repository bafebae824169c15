import type { CATALOG, ErrorName, Reaction } from "./catalog.ts";

/** What a receiver does by itself. The other reactions are its app's or its author's: it shows the error to them. */
export type OwnReaction = Extract<Reaction, "retry" | "authenticate" | "outdate" | "resync">;

type ReactionTo<N extends ErrorName> = (typeof CATALOG)[N][1];

/** An excerpt of the catalog, which clients do not load; the compiler holds it to that. */
const REACTIONS: { readonly [N in ErrorName as ReactionTo<N> extends OwnReaction ? N : never]: ReactionTo<N> } = {
  "actor/restarting": "retry",
  "auth/token_expired": "authenticate",
  "auth/unauthorized": "authenticate",
  "client/get_params_failed": "retry",
  "client/offline": "retry",
  "limit/rate": "retry",
  "protocol/malformed": "resync",
  "protocol/silent": "retry",
  "protocol/unsupported": "outdate",
  "storage/closed": "retry",
  "storage/conflict": "retry",
  "storage/failed": "retry",
  "sync/gap": "resync",
  "sync/wrong_epoch": "resync",
  "sync/slow_consumer": "resync",
  "version/outdated": "outdate",
  "version/device_newer": "outdate",
  "version/stored_newer": "retry",
  "version/upgrade_failed": "retry",
};

/** What to do by oneself about an error that came from elsewhere; about codes that are not known there is nothing. */
export function reactionTo(group: string, code: string): OwnReaction | undefined {
  const reactions: Readonly<Record<string, OwnReaction>> = REACTIONS;
  return reactions[`${group}/${code}`];
}
