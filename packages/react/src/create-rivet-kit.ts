import type { Registry } from "@rivulet/runtime";
import type { Client as RemoteClient } from "@rivulet/runtime/client";
import { type Client, createClient, type LocalClientConfig } from "@rivulet/runtime/local";
import { type AnyClient, makeConnections } from "./connections.ts";
import { hashOf, type Identity } from "./hash.ts";
import { shallowEqual } from "./shallow-equal.ts";
import type { RivetKit } from "./types.ts";
import { useActor, type UseOptions } from "./use-actor.ts";
import { useActorState } from "./use-actor-state.ts";

export interface RivetKitOptions {
  /** Names a connection; components with equal names share one. Default: by name, key and params. */
  readonly hashFunction?: (options: Identity) => string;
}

/**
 * Hooks for the actors of a registry, over a client of their own.
 *
 * Takes what `createClient` takes. With `registry` in it, actions of synced actors take effect at once and work offline;
 * without it, the client is that of `/client`, and actors have no `state` here. Throws `definition/invalid`. Follows RivetKit's page “React”.
 */
export function createRivetKit<R extends Registry>(
  config: string | LocalClientConfig<R> = {},
  options: RivetKitOptions = {},
): RivetKit<R> {
  let client: Client<R> | null = null;
  const own = (): Client<R> => (client ??= createClient<R>(config));
  // On a page at once: it sends what earlier page loads have left. Who only renders, on a server, needs none.
  if (typeof window !== "undefined") own();
  return makeKit(own, options);
}

/** The same over a client that the app has already, from `/local` or from `/client`. */
export function createRivetKitWithClient<R extends Registry>(
  client: Client<R> | RemoteClient<R>,
  options: RivetKitOptions = {},
): RivetKit<R> {
  return makeKit(() => client as AnyClient, options); // by the names of its registry
}

function makeKit<R extends Registry>(client: () => AnyClient, { hashFunction = hashOf }: RivetKitOptions): RivetKit<R> {
  const connections = makeConnections(client);
  // The hooks know nothing of the registry; its types are laid over them here.
  const kit = {
    useActor: (given: UseOptions) => useActor(connections, hashFunction(given), given),
    useActorState: <T>(
      given: UseOptions,
      selector: (state: unknown) => T,
      isEqual: (a: T, b: T) => boolean = shallowEqual,
    ) => useActorState(connections, hashFunction(given), given, selector, isEqual),
  };
  return kit as RivetKit<R>; // as said above
}
