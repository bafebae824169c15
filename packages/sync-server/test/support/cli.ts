import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

/** A process that runs the `rivulet` command from its source. */
export interface Cli {
  readonly child: ChildProcess;
  /** Everything it has written so far. */
  readonly output: () => string;
  /** Waits until it has written this, `times` times; rejects where it ends before. */
  says(text: string, times?: number): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

const running = new Set<Cli>();
const folders: string[] = [];

afterEach(async () => {
  for (const { child, ended } of running) {
    // Its watcher, where it has one, ends with it.
    child.kill(child.spawnargs.includes("dev") ? "SIGTERM" : "SIGKILL");
    await ended;
  }
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A folder of its own, in which `@rivulet/runtime` is found, with a copy of the registry. */
export async function appFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rivulet-app-"));
  folders.push(folder);
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await cp(join(ROOT, "test/fixtures/registry.ts"), join(folder, "registry.ts"));
  return folder;
}

export function rivulet(folder: string, ...args: string[]): Cli {
  return run(folder, [join(ROOT, "src/cli/main.ts"), ...args]);
}

/** Runs a program of somebody's own in the folder. */
export async function program(folder: string, code: string, env: NodeJS.ProcessEnv = {}): Promise<Cli> {
  await writeFile(join(folder, "program.ts"), code);
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  return run(folder, ["program.ts"], env);
}

function run(folder: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Cli {
  const env = { ...process.env, NODE_OPTIONS: "--conditions=@rivulet/source", NODE_ENV: "test", ...more };
  const child = spawn(process.execPath, ["--import", "tsx", ...args], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const listeners = new Set<() => void>();
  let isOver = false;
  const tell = (): void => [...listeners].forEach((look) => look());
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data: Buffer) => {
      output += String(data);
      tell();
    });
  }
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once("close", (code, signal) => {
      isOver = true;
      running.delete(cli);
      tell();
      resolve({ code, signal });
    });
  });
  const cli: Cli = {
    child,
    output: () => output,
    says: (text, times = 1) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const isSaid = output.split(text).length > times;
          if (!isSaid && !isOver) return;
          listeners.delete(look);
          if (isSaid) resolve();
          else reject(new Error(`it ended before it said ${JSON.stringify(text)}:\n${output}`));
        };
        listeners.add(look);
        look();
      }),
    ended,
  };
  running.add(cli);
  return cli;
}

/** Runs `rivulet start` on the folder's registry until it takes connections. */
export async function started(folder: string, port: number, ...args: string[]): Promise<Cli> {
  const cli = rivulet(folder, "start", "registry.ts", "--port", String(port), ...args);
  await cli.says("Rivulet is running");
  return cli;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

export const urlOf = (port: number): string => `http://127.0.0.1:${port}`;
