import type { Registry, RegistryServers } from "@rivulet/runtime/host";
import { failure } from "../gateway/failure.ts";
import { readEnvironment } from "./environment.ts";
import { type Mount, mount, type MountOptions } from "./mount.ts";
import { mountOptions, registryOptions } from "./options.ts";
import { serve } from "./serve.ts";

/** What `registry.start()` and its like are made of: the runtime loads this when the first of them is called. */
export const registryServers: RegistryServers = {
  async start(registry, given) {
    const options = registryOptions("start()", registry.config, given);
    const { port } = readEnvironment(process.env);
    const server = await serve(registry, {
      ...mountOptions(options, options.managerBasePath),
      port: options.managerPort ?? port,
      ...(options.managerHost !== undefined && { hostname: options.managerHost }),
    });
    if (options.noWelcome !== true) console.log(`Rivulet is running at http://localhost:${server.port}`);
    if (options.noWelcome !== true && server.devtools !== null && process.env["NODE_ENV"] === "development") console.log(`Its devtools are at ${server.devtools}`);
    return { fetch: server.fetch };
  },
  serve: async (registry, given) => {
    const options = registryOptions("serve()", registry.config, given);
    return { fetch: handlerFor(registry, mountOptions(options, options.serverless?.basePath)) };
  },
};

/** Answers requests to a registry, whoever brings them. Nothing starts before the first one. */
function handlerFor(registry: Registry, options: MountOptions): (request: Request) => Promise<Response> {
  let mounted: Promise<Mount> | null = null;
  return async (request) => {
    mounted ??= mount(registry, options);
    try {
      return await (await mounted).surface.fetch(request);
    } catch (error) {
      // What could not be started now may be startable when the next one asks.
      mounted = null;
      return failure(error, request);
    }
  };
}
