import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { type Logger, makeHost, makeShown, type Registry, type Storage } from "@rivulet/runtime/host";
import { sqlite } from "../sqlite/storage.ts";
import { VERSION } from "../version.ts";
import { makeApp } from "./app.ts";
import { nodeLogger } from "./logger.ts";
import { nodeRandom, nodeTimers } from "./platform.ts";
import { attachSockets } from "./sockets.ts";

export interface ServeOptions {
  /** Default 6420; 0 takes a free one. */
  readonly port?: number;
  /** The address to listen on. Default: all of them. */
  readonly hostname?: string;
  /** Where actors are kept. Default: SQLite in `.rivulet/data`. */
  readonly storage?: Storage | Promise<Storage>;
  /** A folder of files to serve beside the actors, such as the app's build. */
  readonly staticDir?: string;
  /** Default: warnings and errors as lines of JSON on standard output. */
  readonly logger?: Logger;
}

export interface RunningServer {
  readonly port: number;
  /** The base URL for clients on this machine. */
  readonly url: string;
  /** Lets running work end, puts every actor to sleep, and closes the storage. */
  stop(): Promise<void>;
}

/**
 * Runs a registry's actors on Node, with authority, and syncs them to their clients.
 *
 * Resolves once connections are taken. Rejects with `storage/failed` where the storage cannot be opened, and with
 * Node's own error where the port is taken.
 */
export async function serve(registry: Registry, options: ServeOptions = {}): Promise<RunningServer> {
  const { port = 6420, hostname, staticDir = null, logger = nodeLogger() } = options;
  const storage = await (options.storage ?? sqlite(".rivulet/data"));
  const host = makeHost(registry, { storage, timers: nodeTimers(), random: nodeRandom(), log: logger });
  const shown = makeShown(storage, (error) => logger.error({ msg: "a client's secret could not be kept", err: error }));
  const app = makeApp({ actorNames: Object.keys(registry.config.use), version: VERSION, staticDir });
  const listener = getRequestListener(app.fetch);
  const server = createServer((request, response) => void listener(request, response));
  const sockets = attachSockets(server, host, shown);
  try {
    await listen(server, port, hostname);
  } catch (error) {
    await storage.close();
    throw error;
  }
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    sockets.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await host.stop();
    await storage.close();
  };
  return { port: bound, url: `http://127.0.0.1:${bound}`, stop: () => (stopping ??= stop()) };
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
