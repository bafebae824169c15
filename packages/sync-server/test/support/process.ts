import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
export const CLI = join(ROOT, "src/cli/main.ts");

/** A process that runs a program from its source. */
export interface Cli {
  readonly child: ChildProcess;
  /** Everything it has written so far. */
  readonly output: () => string;
  /** Waits until it has written this, `times` times; rejects where it ends before. */
  says(text: string, times?: number): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** A folder of its own, in which `@rivulet/runtime` is found, with a copy of the registry. */
export async function newAppFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rivulet-app-"));
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  await cp(join(ROOT, "test/fixtures/registry.ts"), join(folder, "registry.ts"));
  return folder;
}

export interface RunSettings {
  readonly env?: NodeJS.ProcessEnv;
  /** The largest file it may write, in KiB. */
  readonly fileSize?: number;
}

export function runProcess(folder: string, args: readonly string[], { env: more, fileSize }: RunSettings = {}): Cli {
  const env = { ...process.env, NODE_OPTIONS: "--conditions=@rivulet/source", NODE_ENV: "test", ...more };
  const command = [process.execPath, "--import", "tsx", ...args];
  // The shell counts in blocks of 512 bytes.
  const [file = "", ...rest] = fileSize === undefined ? command : ["sh", "-c", `ulimit -f ${fileSize * 2}; exec "$@"`, "sh", ...command];
  const child = spawn(file, rest, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
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
      tell();
      resolve({ code, signal });
    });
  });
  return {
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
}

/** `rivulet start` on the folder's registry. */
export function startServer(folder: string, port: number, args: readonly string[] = [], settings: RunSettings = {}): Cli {
  return runProcess(folder, [CLI, "start", "registry.ts", "--port", String(port), ...args], settings);
}

export const RUNS = "Rivulet is running";

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
