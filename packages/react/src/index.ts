/**
 * React hooks for actors: RivetKit's `useActor`, with the actor's state in it.
 *
 * @module
 */
export { createRivetKit, createRivetKitWithClient, type RivetKitOptions } from "./create-rivet-kit.ts";
export type { Identity } from "./hash.ts";
export type { ActorName, Actors, RivetKit, UseActorOptions, UsedActor } from "./types.ts";
export { ActorConnDisposed, type ActorConnStatus, ActorError, createClient } from "@rivulet/runtime/local";
