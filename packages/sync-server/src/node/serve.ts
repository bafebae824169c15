import { createServer, type Server } from "node:http";
import type { Registry } from "@rivulet/runtime/host";
import { withFiles } from "./app.ts";
import { DEVTOOLS_PATH, devtoolsFor, panelFile, withDevtools, withoutDevtools } from "./devtools.ts";
import { listenerFor, mount, type MountOptions } from "./mount.ts";
import { mountOptions, registryOptions } from "./options.ts";

export interface ServeOptions extends MountOptions {
  /** Default: the registry's `managerPort`, or 6420; 0 takes a free one. */
  readonly port?: number;
  /** The address to listen on. Default: the registry's `managerHost`, or all of them. */
  readonly hostname?: string;
  /** A folder of files to serve beside the actors, such as the app's build. */
  readonly staticDir?: string;
}

export interface RunningServer {
  readonly port: number;
  /** The base URL for clients on this machine. */
  readonly url: string;
  /** Where the devtools are; `null` where nobody may inspect the server. */
  readonly devtools: string | null;
  /** Answers a request as the port would. */
  fetch(request: Request): Promise<Response>;
  /** Lets running work end, puts every actor to sleep, and closes the storage. */
  stop(): Promise<void>;
}

/**
 * Runs a registry's actors on Node, with authority, for clients with replicas and for RivetKit's. What `options` leave out is as
 * the registry was set up.
 *
 * Resolves once connections are taken. Rejects with `definition/invalid` on options that cannot be, with `storage/failed` where the storage cannot be opened, and with
 * Node's own error where the port is taken.
 */
export async function serve(registry: Registry, options: ServeOptions = {}): Promise<RunningServer> {
  const set = registryOptions("setup()", registry.config);
  const { port = set.managerPort ?? 6420, hostname = set.managerHost, staticDir } = options;
  const mounted = await mount(registry, { ...mountOptions(set, set.managerBasePath), ...options });
  const { surface, basePath, access } = mounted;
  const page = devtoolsFor(access, panelFile());
  const handler = staticDir === undefined ? surface.fetch : withFiles(surface, basePath, staticDir);
  const server = createServer(listenerFor("panel" in page ? withDevtools(handler, basePath, page.panel) : withoutDevtools(handler, basePath, page)));
  server.on("upgrade", mounted.upgrade);
  try {
    await listen(server, port, hostname);
  } catch (error) {
    await mounted.close();
    throw error;
  }
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    mounted.hangUp();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await mounted.close();
  };
  const devtools = "panel" in page ? `http://localhost:${bound}${DEVTOOLS_PATH}` : null;
  return { port: bound, url: `http://127.0.0.1:${bound}`, devtools, fetch: surface.fetch, stop: () => (stopping ??= stop()) };
}

function listen(server: Server, port: number, hostname: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
