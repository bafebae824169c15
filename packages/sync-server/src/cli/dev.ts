import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { StartOptions } from "./options.ts";

/** Runs `rivulet start` under a watcher, which starts it again whenever a module it has loaded changes. */
export function dev(registryFile: string, { port, host, data, static: folder }: StartOptions): Promise<void> {
  const tsx = createRequire(import.meta.url).resolve("tsx/cli");
  const self = process.argv[1] ?? fileURLToPath(import.meta.url);
  const options = [
    ...["--port", String(port), "--data", data],
    ...(host === undefined ? [] : ["--host", host]),
    ...(folder === undefined ? [] : ["--static", folder]),
  ];
  const args = [tsx, "watch", "--clear-screen=false", self, "start", registryFile, ...options];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"], env: withDevelopment() });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      process.exitCode = code ?? 0;
      resolve();
    });
  });
}

function withDevelopment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_ENV: process.env["NODE_ENV"] ?? "development" };
}
