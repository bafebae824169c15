import type { AnyActorDefinition, Registry } from "../contract/definition.ts";
import type { ActorOptions } from "../contract/options.ts";
import { completeOptions, completeSync, type CompleteSync } from "../definition/options.ts";
import { actorError } from "../errors/actor-error.ts";
import type { Timers } from "../ports/timers.ts";
import { type Hooks, makeHooks } from "./hooks.ts";
import type { HostPorts } from "./ports.ts";

/** What all actors of one name have in common. */
export interface Kind {
  readonly definition: AnyActorDefinition;
  readonly options: Required<ActorOptions>;
  /** `null` where they are not synced. */
  readonly sync: CompleteSync | null;
  readonly hooks: Hooks;
}

/** The kinds of actors that a registry has. */
export interface Kinds {
  definition(name: string): AnyActorDefinition | null;
  /** What was worked out of a definition, once. Throws `actor/not_found`. */
  of(name: string): Kind;
}

export function makeKinds({ config: { use } }: Registry, { timers, driverContext = {} }: HostPorts): Kinds {
  const known = new Map<string, Kind>();
  const definition = (name: string): AnyActorDefinition | null => (Object.hasOwn(use, name) ? (use[name] ?? null) : null);
  return {
    definition,
    of(name) {
      let kind = known.get(name);
      if (kind !== undefined) return kind;
      const found = definition(name);
      if (found === null) throw actorError("actor/not_found", `${name} is not in the registry.`);
      known.set(name, (kind = makeKind(found, timers, driverContext)));
      return kind;
    },
  };
}

/** `driverContext`: what the platform gives to `createVars`. */
function makeKind(definition: AnyActorDefinition, timers: Timers, driverContext: unknown): Kind {
  const options = completeOptions(definition.config.options);
  return {
    definition,
    options,
    sync: completeSync(definition.config.sync),
    hooks: makeHooks(definition, options, timers, driverContext),
  };
}
