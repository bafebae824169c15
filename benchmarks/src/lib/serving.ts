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
  /** Bytes that it needs: `heap` after a collection, with what lies outside of it; `rss` as the system counts. Or what else it knows. */
  ask(what: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a server script: it is given a port, a folder, which is empty unless it is prepared, and `args`; it says when it listens. */
export async function startServer(node: string, script: string, args: readonly string[] = [], prepare?: (folder: string) => void): Promise<ServerProcess> {
  const folder = newFolder();
  prepare?.(folder);
  const server = await startServerIn(folder, node, script, args);
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
export async function startServerIn(folder: string, node: string, script: string, args: readonly string[] = []): Promise<ServerProcess> {
  const port = await freePort();
  const env = { ...process.env, XDG_DATA_HOME: folder };
  const stdio = ["ignore", "ignore", "inherit", "ipc"] as const;
  const child = spawn(node, ["--expose-gc", "--no-warnings", scriptPath(script), String(port), folder, ...args], { stdio: [...stdio], env });
  const ended = once(child, "close");
  await Promise.race([once(child, "message"), ended.then(() => Promise.reject(new Error(`${script} did not start.`)))]);
  return {
    port,
    cpu: () => ask(child, "cpu"),
    ask: (what) => ask(child, what),
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function ask(child: ChildProcess, what: string): Promise<number> {
  const answer = once(child, "message");
  child.send(what);
  const [value] = await answer;
  return Number(value);
}

/** For the server script: says that it listens, and from then on what it is asked. `more`: what it alone knows. */
export function listening(more: Readonly<Record<string, () => number | Promise<number>>> = {}): void {
  const known: Readonly<Record<string, () => number | Promise<number>>> = { cpu: usedCpu, heap: usedHeap, rss: () => process.memoryUsage().rss, ...more };
  const answer = async (what: string): Promise<void> => {
    process.send?.((await known[what]?.()) ?? Number.NaN);
  };
  process.on("message", (what) => void answer(String(what)));
  process.send?.("listening");
}

function usedCpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** What is in use after a collection, in bytes: the heap, and what lies outside of it. */
export function usedHeap(): number {
  gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
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
