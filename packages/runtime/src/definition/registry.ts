import type { ActorDefinitions, Registry } from "../contract/definition.ts";
import { actorError } from "../errors/actor-error.ts";
import { requireKnownKeys } from "./options.ts";

/** Names of actors are path segments and storage keys. */
const NAME = /^[A-Za-z0-9_.-]{1,64}$/;

/**
 * Gathers the actors of an app under their names. Throws `definition/invalid` on a name that is no path segment.
 * Follows RivetKit's page “Registry Configuration”.
 */
export function setup<D extends ActorDefinitions>(config: { readonly use: D }): Registry<D> {
  requireKnownKeys("setup()", config, ["use"]);
  for (const name of Object.keys(config.use)) {
    if (!NAME.test(name)) {
      throw actorError("definition/invalid", `${JSON.stringify(name)} cannot name an actor: letters, digits, _ . - only.`);
    }
  }
  return { config };
}
