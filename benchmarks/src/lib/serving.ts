// The two ends of a server that is measured: its own process, and whoever starts it.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scriptPath } from "./child.ts";

export interface ServerProcess {
  readonly port: number;
  /** Microseconds of processor time that it has used so far. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a server script: it is given a port and an empty folder, and says when it listens. */
export async function startServer(node: string, script: string): Promise<ServerProcess> {
  const folder = newFolder();
  const server = await startServerIn(folder, node, script);
  return {
    ...server,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "rivulet-bench-"));
}

/** The same with a folder in which there may be what an earlier one left. It stops by being killed, as it stands. */
export async function startServerIn(folder: string, node: string, script: string): Promise<ServerProcess> {
  const port = await freePort();
  const env = { ...process.env, XDG_DATA_HOME: folder };
  const stdio = ["ignore", "ignore", "inherit", "ipc"] as const;
  const child = spawn(node, ["--no-warnings", scriptPath(script), String(port), folder], { stdio: [...stdio], env });
  const ended = once(child, "close");
  await Promise.race([once(child, "message"), ended.then(() => Promise.reject(new Error(`${script} did not start.`)))]);
  return {
    port,
    cpu: () => ask(child),
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function ask(child: ChildProcess): Promise<number> {
  const answer = once(child, "message");
  child.send("cpu");
  const [cpu] = await answer;
  return Number(cpu);
}

/** For the server script: says that it listens, and from then on what processor time it has used. */
export function listening(): void {
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.send?.("listening");
}

/** What the server script was given. */
export function place(): { readonly port: number; readonly folder: string } {
  return { port: Number(process.argv[2]), folder: process.argv[3] ?? "" };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (typeof address !== "object" || address === null) throw new Error("There is no free port.");
  return address.port;
}
