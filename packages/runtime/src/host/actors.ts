import type { AnyActorDefinition } from "../contract/definition.ts";
import type { Follower } from "./conn.ts";
import type { CreationRequest } from "./creation.ts";
import type { Instance } from "./instance.ts";
import type { HostPorts } from "./ports.ts";
import type { Watched } from "./witness.ts";

/** Many actors: finds them, makes them, wakes each once, puts the idle ones to sleep. */
export interface Actors {
  readonly ports: HostPorts;
  /** The names that are registered. */
  readonly names: readonly string[];
  definition(name: string): AnyActorDefinition | null;
  /** The id of an actor, or `null` where there is none. */
  find(name: string, key: readonly string[]): Promise<string | null>;
  /** Makes an actor. Rejects with `actor/duplicate_key`, or with what its hooks throw. */
  create(name: string, key: readonly string[], request: CreationRequest): Promise<string>;
  /** The actor awake. Rejects with `actor/not_found`. */
  wake(id: string): Promise<Instance>;
  /** The actor, if it is awake at this moment. */
  awake(id: string): Instance | undefined;
  /** Those that are awake at this moment. */
  live(): Iterable<Instance>;
  /** Does something with the actor awake, and keeps it so until that is done. */
  use<T>(id: string, task: (instance: Instance) => T | Promise<T>): Promise<T>;
  /** Keeps a follower's place through the actor's sleep. */
  seat(id: string, follower: Follower): void;
  unseat(id: string, follower: Follower): Promise<void>;
  /** Takes a follower's place away; its connection is over already. */
  leave(id: string, follower: Follower): void;
  followers(id: string): readonly Follower[];
  /** Ends an actor, with all it has stored. Rejects with `actor/not_found`. */
  destroy(id: string): Promise<void>;
  /** Puts an actor to sleep where it is awake, as if it had been idle. */
  sleep(id: string): Promise<void>;
  /** Where who watches all that actors do may stand. */
  readonly watched: Watched;
  /** Puts every actor to sleep; none wakes again. */
  stop(): Promise<void>;
}
