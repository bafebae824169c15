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

/** An HTTP status, and what to do. */
export type ErrorEntry = readonly [status: number, reaction: Reaction];

/** Every error the runtime raises by itself, by `group/code`. Errors of actor code are `user/*`: 400, `reject`. */
export const CATALOG = {
  "action/not_found": [404, "reject"],
  "action/timed_out": [408, "reject"],
  "action/interrupted": [500, "reject"],
  "action/voided": [410, "reject"],
  "action/unknown_client": [410, "reject"],
  "action/read_only": [400, "reject"],
  "action/unpredictable": [400, "fix"],
  "action/revoked": [400, "reject"],
  "actor/not_found": [404, "deny"],
  "actor/not_synced": [400, "deny"],
  "actor/duplicate_key": [409, "deny"],
  "actor/restarting": [503, "retry"],
  "actor/state_not_enabled": [400, "reject"],
  "actor/vars_not_enabled": [400, "reject"],
  "actor/conn_state_not_enabled": [400, "reject"],
  "actor/destroyed": [410, "deny"],
  "auth/denied": [403, "deny"],
  "auth/forbidden": [403, "deny"],
  "auth/token_expired": [401, "authenticate"],
  "auth/unauthorized": [401, "authenticate"],
  "client/connection_lost": [503, "reject"],
  "client/disposed": [400, "fix"],
  "client/get_params_failed": [503, "retry"],
  "client/malformed_response": [502, "reject"],
  "client/offline": [503, "retry"],
  "client/told_elsewhere": [410, "reject"],
  "definition/invalid": [400, "fix"],
  "encoding/invalid": [400, "deny"],
  "feature/unsupported": [400, "reject"],
  "guard/query_duplicate_param": [400, "fix"],
  "guard/query_empty_actor_name": [400, "fix"],
  "guard/query_get_disallowed_params": [400, "fix"],
  "guard/query_invalid_base64_input": [400, "fix"],
  "guard/query_invalid_cbor_input": [400, "fix"],
  "guard/query_invalid_params": [400, "fix"],
  "guard/query_invalid_percent_encoding": [400, "fix"],
  "guard/query_path_token_syntax": [400, "fix"],
  "handler/invalid_request_handler_response": [500, "reject"],
  "handler/request_not_defined": [404, "reject"],
  "handler/websocket_not_defined": [404, "reject"],
  "internal/internal_error": [500, "reject"],
  "limit/action_too_large": [413, "fix"],
  "limit/key_too_large": [413, "fix"],
  "limit/name_too_long": [413, "fix"],
  "limit/queue_full": [429, "fix"],
  "limit/rate": [429, "retry"],
  "limit/too_many": [429, "deny"],
  "message/incoming_too_long": [413, "reject"],
  "message/outgoing_too_long": [500, "reject"],
  "outbox/forgotten": [410, "reject"],
  "outbox/not_empty": [409, "fix"],
  "outbox/not_found": [404, "fix"],
  "outbox/other_tab": [409, "fix"],
  "params/invalid": [400, "deny"],
  "protocol/malformed": [400, "resync"],
  "protocol/silent": [408, "retry"],
  "protocol/too_large": [413, "deny"],
  "protocol/unsupported": [400, "outdate"],
  "request/invalid": [400, "fix"],
  "route/not_found": [404, "fix"],
  "state/detached": [400, "reject"],
  "state/invalid_type": [400, "reject"],
  "storage/closed": [503, "retry"],
  "storage/conflict": [409, "retry"],
  "storage/corrupt": [500, "reject"],
  "storage/failed": [503, "retry"],
  "sync/gap": [409, "resync"],
  "sync/wrong_epoch": [409, "resync"],
  "sync/slow_consumer": [503, "resync"],
  "sync/view_failed": [500, "deny"],
  "version/outdated": [409, "outdate"],
  "version/device_newer": [409, "outdate"],
  "version/stored_newer": [503, "retry"],
  "version/upgrade_failed": [503, "retry"],
} as const satisfies Record<string, ErrorEntry>;

export type ErrorName = keyof typeof CATALOG;

/** The HTTP status of an error; what is not in the table and not of actor code is a fault of the server. */
export function statusOf(group: string, code: string): number {
  const entries: Readonly<Record<string, ErrorEntry>> = CATALOG;
  return Object.hasOwn(entries, `${group}/${code}`) ? (entries[`${group}/${code}`]?.[0] ?? 500) : group === "user" ? 400 : 500;
}
