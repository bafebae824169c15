import { checkRegistryOptions } from "#dev";
import type { ActorDefinitions, Registry, RegistryConfig } from "../contract/definition.ts";
import type { FetchServer, RegistryOptions } from "../contract/registry-options.ts";
import { actorError } from "../errors/actor-error.ts";
import { isPlainObject } from "../value/kind.ts";
import { requireKnownKeys } from "./known-keys.ts";
import { loadServer } from "./server.ts";

/** Names of actors are path segments and storage keys. */
const NAME = /^[A-Za-z0-9_.-]{1,64}$/;

const OPTIONS = {
  logging: true,
  storage: true,
  token: true,
  inspector: true,
  noWelcome: true,
  managerPort: true,
  managerHost: true,
  managerBasePath: true,
  serverless: true,
  runner: true,
  maxIncomingMessageSize: true,
  maxOutgoingMessageSize: true,
  rateLimit: true,
} as const satisfies Record<keyof RegistryOptions, true>;

/**
 * Gathers the actors of an app under their names, for clients to take their types from and for servers to run.
 *
 * Starts nothing. Throws `definition/invalid` on unknown keys and on a name that is no path segment; on a value that no server
 * takes, too, but in production only the server that is started does. Follows RivetKit's page “Registry Configuration”.
 */
export function setup<D extends ActorDefinitions>(config: RegistryConfig<D>): Registry<D> {
  requireKnownKeys("setup()", config, ["use", ...Object.keys(OPTIONS)]);
  const { use, ...options } = config;
  if (!isPlainObject(use)) throw actorError("definition/invalid", "setup() takes the actors in `use`, by their names.");
  for (const [name, definition] of Object.entries(use)) {
    if (!NAME.test(name)) {
      throw actorError("definition/invalid", `${JSON.stringify(name)} cannot name an actor: letters, digits, _ . - only.`);
    }
    if (!isPlainObject(definition?.config)) throw actorError("definition/invalid", `use.${name} must be made with actor().`);
  }
  checkRegistryOptions("setup()", options);
  let own: FetchServer | null = null;
  const registry: Registry<D> = {
    config,
    start(options = {}) {
      const server = loadServer().then((servers) => servers.start(registry, options));
      return { fetch: async (request) => (await server).fetch(request) };
    },
    serve(options = {}) {
      // A module may say this as it is loaded: nothing begins before the first request.
      let server: Promise<FetchServer> | null = null;
      return {
        async fetch(request) {
          server ??= loadServer().then((servers) => servers.serve(registry, options));
          return (await server).fetch(request);
        },
      };
    },
    handler(request) {
      own ??= registry.serve();
      return own.fetch(request);
    },
    startRunner() {
      registry.start();
    },
  };
  return registry;
}
