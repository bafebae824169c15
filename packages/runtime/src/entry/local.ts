/**
 * The client with replicas: actions run at once on the device and are confirmed by the server when it is there.
 *
 * @module
 */
export { createClient, type LocalClientConfig } from "../browser/create-client.ts";
export { guardUnload } from "../browser/guard-unload.ts";
export { reloadWhenOutdated } from "../browser/reload.ts";
export type { ConnStatus as ActorConnStatus, CreateOptions, GetOptions, GetOrCreateOptions, KeyInput } from "../contract/client.ts";
export type { ActionCall, PredictedOutcome } from "../client/action-call.ts";
export type { ActorEvent } from "../client/delivered.ts";
export type { Outbox, OutboxExport, PendingAction, RejectedAction } from "../client/outbox.ts";
export type { Outdated } from "../client/outdated.ts";
export type { ActionSettlement } from "../client/page-parts.ts";
export type { Durability } from "../client/resilient-storage.ts";
export type { ConnStatus, Phase } from "../client/status.ts";
export type {
  ActorAccessor,
  ActorConn,
  ActorConnBase,
  ActorHandle,
  ActorHandleBase,
  Client,
  ClientBase,
  ForgetOptions,
  SyncStatus,
} from "../client/types.ts";
export type { Immutable } from "../contract/immutable.ts";
export type { Selected } from "../replica/view.ts";
export { ActorError, UserError } from "../errors/actor-error.ts";
export { ActorConnDisposed } from "../errors/client-errors.ts";
