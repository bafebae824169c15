/**
 * What the receiver of an error does about it.
 *
 * - `retry`: nothing was consumed; try again after a backoff.
 * - `authenticate`: pause, ask for fresh credentials, keep the queue.
 * - `deny`: show the error, keep the queue.
 * - `outdate`: pause, tell the app once, keep the queue.
 * - `reject`: the call was consumed and will not be run again.
 * - `resync`: throw the confirmed state away and ask for it anew.
 * - `fix`: the program is wrong; nothing was sent.
 */
export type Reaction = "retry" | "authenticate" | "deny" | "outdate" | "reject" | "resync" | "fix";

export interface ErrorEntry {
  /** The HTTP status this error is answered with. */
  readonly status: number;
  readonly reaction: Reaction;
  readonly message: string;
}

/** Every error the runtime raises by itself, by `group/code`. Errors of actor code are `user/*`, reaction `reject`. */
export const CATALOG = {
  "action/not_found": { status: 404, reaction: "reject", message: "This actor has no such action." },
  "action/timed_out": { status: 408, reaction: "reject", message: "The action did not finish in time." },
  "action/interrupted": {
    status: 500,
    reaction: "reject",
    message: "The server stopped while the action ran. Its first effects are kept and it is not run again.",
  },
  "action/voided": { status: 410, reaction: "reject", message: "The action was discarded before it ran." },
  "action/unknown_client": {
    status: 410,
    reaction: "reject",
    message: "The server no longer knows this client, so it cannot tell whether the action already ran.",
  },
  "action/read_only": { status: 400, reaction: "reject", message: "An action made with read() wrote." },
  "action/server_only": { status: 400, reaction: "reject", message: "This action runs on the server only." },
  "action/unpredictable": { status: 400, reaction: "fix", message: "This is not available while predicting." },
  "action/revoked": { status: 400, reaction: "reject", message: "The action is over; its context takes no more writes." },
  "actor/not_found": { status: 404, reaction: "deny", message: "There is no such actor." },
  "actor/not_synced": { status: 400, reaction: "deny", message: "The actor is not synced. Define it with `sync: true`." },
  "actor/duplicate_key": { status: 409, reaction: "deny", message: "An actor with this key already exists." },
  "actor/restarting": { status: 503, reaction: "retry", message: "The actor is restarting." },
  "actor/state_not_enabled": { status: 400, reaction: "reject", message: "The actor defines no state." },
  "actor/vars_not_enabled": { status: 400, reaction: "reject", message: "The actor defines no vars." },
  "actor/conn_state_not_enabled": {
    status: 400,
    reaction: "reject",
    message: "The actor defines no connection state.",
  },
  "auth/denied": { status: 403, reaction: "deny", message: "The actor refused the connection." },
  "auth/unauthorized": { status: 401, reaction: "authenticate", message: "Sign in again." },
  "client/disposed": { status: 400, reaction: "fix", message: "The client was disposed." },
  "client/offline": { status: 503, reaction: "retry", message: "This needs the server, which cannot be reached." },
  "client/unsent": {
    status: 409,
    reaction: "fix",
    message: "There are actions that the server has not seen. Send or discard them first.",
  },
  "definition/invalid": { status: 400, reaction: "fix", message: "The definition is not valid." },
  "internal/internal_error": {
    status: 500,
    reaction: "reject",
    message: "Internal error. Read the server logs for more details.",
  },
  "limit/action_too_large": { status: 413, reaction: "fix", message: "The arguments of an action are too large." },
  "limit/queue_full": { status: 429, reaction: "fix", message: "Too many actions are waiting." },
  "limit/too_many": { status: 429, reaction: "deny", message: "Too many of these are open." },
  "protocol/malformed": { status: 400, reaction: "resync", message: "The message is not valid." },
  "protocol/too_large": { status: 413, reaction: "deny", message: "The message is too large." },
  "protocol/unsupported": { status: 400, reaction: "outdate", message: "The server does not speak this protocol." },
  "state/detached": { status: 400, reaction: "reject", message: "The value was removed from the state." },
  "state/invalid_type": { status: 400, reaction: "reject", message: "The state cannot hold this value." },
  "storage/closed": { status: 503, reaction: "retry", message: "The storage is closed." },
  "storage/conflict": { status: 409, reaction: "retry", message: "Somebody else changed what was to be written." },
  "storage/failed": { status: 503, reaction: "retry", message: "The storage failed." },
  "sync/gap": { status: 409, reaction: "resync", message: "An action id was left out." },
  "sync/wrong_epoch": { status: 409, reaction: "resync", message: "The actor has a new history." },
  "sync/slow_consumer": { status: 503, reaction: "resync", message: "The client reads too slowly." },
  "sync/not_owner": { status: 403, reaction: "resync", message: "The client id is held by another connection." },
  "version/outdated": { status: 409, reaction: "outdate", message: "The server runs another version of this actor." },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorName = keyof typeof CATALOG;

/** What to do about an error that came from elsewhere; codes we do not know are consumed, like errors of actor code. */
export function reactionTo(group: string, code: string): Reaction {
  const entries: Readonly<Record<string, ErrorEntry>> = CATALOG;
  const name = `${group}/${code}`;
  return Object.hasOwn(entries, name) ? (entries[name]?.reaction ?? "reject") : "reject";
}
