import type { AnyActorDefinition } from "../contract/definition.ts";
import type { ActorOptions } from "../contract/options.ts";
import { completeOptions, completeSync, type CompleteSync } from "../definition/options.ts";
import type { Timers } from "../ports/timers.ts";
import { type Hooks, makeHooks } from "./hooks.ts";

/** What all actors of one name have in common. */
export interface Kind {
  readonly definition: AnyActorDefinition;
  readonly options: Required<ActorOptions>;
  /** `null` where they are not synced. */
  readonly sync: CompleteSync | null;
  readonly hooks: Hooks;
}

/** `driverContext`: what the platform gives to `createVars`. */
export function makeKind(definition: AnyActorDefinition, timers: Timers, driverContext: unknown): Kind {
  const options = completeOptions(definition.config.options);
  return {
    definition,
    options,
    sync: completeSync(definition.config.sync),
    hooks: makeHooks(definition, options, timers, driverContext),
  };
}
