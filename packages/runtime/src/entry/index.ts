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
export type {
  ActionContext,
  ActorContext,
  BaseContext,
  Conn,
  ConnContext,
  CreateContext,
  CreateVarsContext,
  Mode,
  SaveStateOptions,
} from "../contract/context.ts";
export type {
  ActorDefinition,
  ActorDefinitions,
  ActorOptions,
  AnyActorDefinition,
  Registry,
  SyncOptions,
} from "../contract/definition.ts";
export type {
  ActionContextOf,
  ActorContextOf,
  ConnContextOf,
  ConnOf,
  CreateContextOf,
  CreateVarsContextOf,
  Ctx,
  StateOf,
} from "../contract/infer.ts";
export type { Logger } from "../ports/logger.ts";
