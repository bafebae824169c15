import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Registry } from "@rivulet/runtime";
import { registryIn } from "../node/registry-module.ts";
import { serve } from "../node/serve.ts";
import { findDriver } from "../sqlite/driver.ts";
import { sqlite } from "../sqlite/storage.ts";
import { rerunWithSqlite } from "./node22.ts";
import type { StartOptions } from "./options.ts";

/** How long a stop may take before it is cut short, in milliseconds. */
const STOP_WITHIN = 10_000;

/** Runs a registry until the process is told to stop; then lets it end what it is doing. */
export async function start(registryFile: string, options: StartOptions): Promise<void> {
  if (findDriver() === null) return rerunWithSqlite();
  const registry = await loadRegistry(registryFile);
  const server = await serve(registry, {
    port: options.port,
    storage: sqlite(options.data),
    ...(options.host === undefined ? {} : { hostname: options.host }),
    ...(options.static === undefined ? {} : { staticDir: options.static }),
  }).catch((error: unknown): never => {
    if (!isPortTaken(error)) throw error;
    throw new Error(`The port ${options.port} is in use. Choose another with --port.`);
  });
  console.log(`Rivulet is running at http://localhost:${server.port}`);
  if (server.devtools !== null && process.env["NODE_ENV"] === "development") console.log(`Its devtools are at ${server.devtools}`);
  let isStopping = false;
  const stop = (): void => {
    // Ctrl+C reaches it several times: from the terminal, and from each package manager in between.
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN).unref();
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EADDRINUSE";
}

/** The registry that a module exports. TypeScript is compiled on the way in. */
async function loadRegistry(file: string): Promise<Registry> {
  const path = resolve(file);
  if (!existsSync(path)) throw new Error(`There is no ${path}.`);
  return registryIn(await importModule(path), file);
}

async function importModule(path: string): Promise<Record<string, unknown>> {
  const { href } = pathToFileURL(path);
  if (!/\.[cm]?tsx?$/.test(path)) return import(href);
  // For the whole process, not for this import alone: the registry has to load the very runtime that runs it, or the
  // two would not know each other's errors and marks.
  const { register } = await import("tsx/esm/api");
  register();
  return import(href);
}
