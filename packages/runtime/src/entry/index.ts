/**
 * Define actors: `actor`, `setup`, and what an actor throws.
 *
 * @module
 */
export { actor } from "../definition/actor.ts";
export { read, serverOnly } from "../definition/marks.ts";
export { setup } from "../definition/registry.ts";
export { ActorError, UserError, type UserErrorOptions } from "../errors/actor-error.ts";
export type { ActorTypes } from "../contract/bag.ts";
export type * from "../contract/context.ts";
export type {
  ActorDefinition,
  ActorDefinitions,
  AnyActorDefinition,
  Registry,
  RegistryConfig,
  RegistryServers,
} from "../contract/definition.ts";
export type { Immutable } from "../contract/immutable.ts";
export type * from "../contract/infer.ts";
export type * from "../contract/kv.ts";
export type { ActorOptions, SyncOptions, SyncUpgrade } from "../contract/options.ts";
export type { FetchServer, LogLevel, RegistryOptions } from "../contract/registry-options.ts";
export type { Schedule } from "../contract/schedule.ts";
export type * from "../contract/socket.ts";
export type { StateOf, ViewOf } from "../contract/typed.ts";
export type { Logger } from "../ports/logger.ts";
