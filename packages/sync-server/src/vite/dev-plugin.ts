import { resolve } from "node:path";
import type { DevEnvironment, EnvironmentModuleNode, Plugin, ViteDevServer } from "vite";
import { SYNC_PATH } from "@rivulet/runtime/host";
import { below } from "../gateway/target.ts";
import type { WebHandler } from "../node/app.ts";
import { DEVTOOLS_PATH, panelFile, withDevtools } from "../node/devtools.ts";
import { listenerFor, type Mount, mount } from "../node/mount.ts";
import { mountOptions } from "../node/options.ts";
import { registryIn } from "../node/registry-module.ts";
import { refuse } from "../node/sockets.ts";
import { sqlite } from "../sqlite/storage.ts";
import { type Generations, makeGenerations } from "./generations.ts";
import type { RivuletOptions } from "./options.ts";

/** The actors' modules are loaded beside those of pages and of servers that render them. */
const ENVIRONMENT = "rivulet";

/** What actors and their server have to share: the actors' errors and marks are known by identity. */
const SHARED = ["@rivulet/runtime", "@rivulet/sync-server"];

/** Serves the actors beside the app, and again with new code whenever a module of theirs changes. */
export function devPlugin(options: RivuletOptions): Plugin {
  const { registry: file = "src/registry.ts", basePath = "/api/rivet" } = options;
  let generations: Generations<Mount> | null = null;
  let stop = async (): Promise<void> => {};
  let path = "";

  return {
    name: "rivulet:dev",
    apply: "serve",
    config: () => ({ environments: { [ENVIRONMENT]: { consumer: "server", resolve: { external: SHARED } } } }),
    configureServer(server) {
      const isTest = server.config.plugins.some(({ name }) => name === "vitest");
      if (file === false || isTest) return;
      path = resolve(server.config.root, file);
      const own = makeGenerations(() => start(server, path, options), (error) => complain(server, error));
      generations = own;
      stop = () => own.stop();
      serve(server, basePath, own);
    },
    hotUpdate({ modules }) {
      if (this.environment.name !== ENVIRONMENT || generations === null) return;
      // Of modules that could not be loaded it is not known who imports them.
      if (generations.hasFailed || modules.some((module) => leadsTo(path, module))) generations.renew();
    },
    closeBundle: () => stop(),
  };
}

/** Loads the registry as it is now, and runs it. */
async function start(server: ViteDevServer, file: string, { data = process.env["RIVETKIT_STORAGE_PATH"] ?? ".rivulet/dev", basePath = "/api/rivet" }: RivuletOptions): Promise<Mount> {
  const { createServerModuleRunner } = await import("vite");
  const runner = createServerModuleRunner(environmentOf(server), { hmr: false });
  try {
    const registry = registryIn(await runner.import(file), file);
    const storage = registry.config.storage ?? sqlite(resolve(server.config.root, data));
    const mounted = await mount(registry, { ...mountOptions(registry.config, basePath), storage });
    return {
      ...mounted,
      async close() {
        await mounted.close();
        await runner.close();
      },
    };
  } catch (error) {
    await runner.close();
    throw error;
  }
}

/** Takes the requests and the WebSockets that are for actors; Vite has the others. */
function serve(server: ViteDevServer, basePath: string, generations: Generations<Mount>): void {
  const { middlewares, httpServer, config } = server;
  const isOurs = (url = ""): boolean => {
    const [path = ""] = url.split("?");
    return below(basePath, path) !== path;
  };
  const answer: WebHandler = async (request, connection) => {
    const mounted = await generations.current().catch(() => null);
    return mounted?.surface.fetch(request, connection) ?? new Response("The actors could not be started: see Vite's terminal.", { status: 503 });
  };
  const panel = panelFile();
  const listener = listenerFor(panel === null ? answer : withDevtools(answer, basePath, panel));
  if (panel !== null) sayWhere(server, basePath);
  middlewares.use((request, response, next) => (isOurs(request.url) ? listener(request, response) : next()));
  if (httpServer === null) {
    config.logger.warn("rivulet: Vite is a middleware here and has no WebSockets of its own: serve the actors from the server around it, by attach().");
    return;
  }
  httpServer.on("upgrade", (request, socket, head) => {
    if (!isOurs(request.url) && request.url !== SYNC_PATH) return;
    generations.current().then(
      (mounted) => mounted.upgrade(request, socket, head),
      () => refuse(socket, "503 Service Unavailable"),
    );
  });
  // Ctrl+C; whoever presses it again will not wait. To SIGTERM, Vite closes by itself.
  const interrupted = (): void => void generations.stop().finally(() => process.exit(130));
  httpServer.once("listening", () => process.once("SIGINT", interrupted)).once("close", () => process.off("SIGINT", interrupted));
  // What is scheduled must not wait for the first visitor.
  httpServer.once("listening", () => void generations.current().catch(() => {}));
}

/** Says where the devtools are, when Vite says where the app is. */
function sayWhere(server: ViteDevServer, basePath: string): void {
  const { printUrls } = server;
  server.printUrls = () => {
    printUrls.call(server);
    const [local] = server.resolvedUrls?.local ?? [];
    if (local !== undefined) server.config.logger.info(`  ➜  Devtools: ${new URL(basePath + DEVTOOLS_PATH, local).href}`);
  };
}

function environmentOf(server: ViteDevServer): DevEnvironment {
  const environment = server.environments[ENVIRONMENT];
  if (environment === undefined) throw new Error("Vite has lost the environment in which the actors' modules are loaded.");
  return environment;
}

function complain({ config }: ViteDevServer, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  config.logger.error(`rivulet: ${text}`, { timestamp: true, ...(error instanceof Error && { error }) });
}

/** Whether a file imports a module, however many there are in between. */
function leadsTo(file: string, from: EnvironmentModuleNode): boolean {
  const seen = new Set([from]);
  for (const module of seen) {
    if (module.file === file) return true;
    for (const importer of module.importers) seen.add(importer);
  }
  return false;
}
