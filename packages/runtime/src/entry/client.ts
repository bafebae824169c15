/**
 * RivetKit's client: calls actors where they are, over HTTP and WebSocket.
 *
 * @module
 */
export type { ClientConfig } from "../browser/client-config.ts";
export { createClient } from "../browser/create-remote-client.ts";
export type {
  ActionRequest,
  ActorAccessor,
  ActorConn,
  ActorConnBase,
  ActorHandle,
  ActorHandleBase,
  Client,
  ClientBase,
  ConnStatus,
  ConnStatus as ActorConnStatus,
  CreateOptions,
  GetOptions,
  GetOrCreateOptions,
  GetWithIdOptions,
  KeyInput,
  ResolveOptions,
} from "../contract/client.ts";
export { ActorError, UserError } from "../errors/actor-error.ts";
export { ActorConnDisposed, ManagerError, MalformedResponseMessage } from "../errors/client-errors.ts";
export type { Logger } from "../ports/logger.ts";
