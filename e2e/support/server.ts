import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { List } from "../app/registry.ts";
import { root } from "./build.ts";
import { nodeWithSqlite, sourceArgs } from "./node.ts";

const run = promisify(execFile);
const COMMAND = `${root}/packages/sync-server/src/cli/main.ts`;
const READER = fileURLToPath(new URL("./read-list.ts", import.meta.url));

export interface ServerOptions {
  /** A folder of the test's own. */
  readonly folder: string;
  readonly port: number;
  readonly registry: string;
  /** The built app that the server serves besides. */
  readonly static?: string;
  /** What its environment says beside the test's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The real sync server in a process of its own, which tests start, hold up and kill. */
export interface SyncServer {
  readonly url: string;
  readonly port: number;
  /** Everything the processes have written. */
  readonly output: string;
  /** Resolves once it takes connections. */
  start(): Promise<void>;
  /** Tells it to stop, and waits for its end. */
  stop(): Promise<void>;
  /** Ends it as a power cut would, in the middle of whatever it does. */
  kill(): Promise<void>;
  /** It stands still: connections stay, nothing is answered. */
  hold(): void;
  release(): void;
  /** What its file says a list is. Works on a copy, so that nothing is mended by looking. It must not run. */
  read(key: string): Promise<List>;
  /** A copy of its file, to be put back later. It must not run. */
  copy(): Copy;
}

export interface Copy {
  putBack(): void;
}

export function makeServer(options: ServerOptions): SyncServer {
  const { folder, port, registry, env } = options;
  const data = join(folder, "data");
  let output = "";
  let child: ChildProcess | null = null;
  let ended: Promise<void> = Promise.resolve();

  const running = (): ChildProcess => {
    if (child === null) throw new Error("The server does not run.");
    return child;
  };
  const whenStopped = (): void => {
    if (child !== null) throw new Error("The server runs.");
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child?.kill(signal);
    await ended;
  };
  const copyData = (): string => {
    whenStopped();
    const copy = mkdtempSync(join(folder, "copy-"));
    cpSync(data, copy, { recursive: true });
    return copy;
  };

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get output() {
      return output;
    },
    async start() {
      whenStopped();
      const files = options.static === undefined ? [] : ["--static", options.static];
      const own = ["--host", "127.0.0.1", "--port", String(port), "--data", data, ...files];
      const started = spawn(nodeWithSqlite(), [...sourceArgs(), COMMAND, "start", registry, ...own], {
        cwd: root,
        env: { RIVET_LOG_LEVEL: "warn", ...process.env, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      });
      child = started;
      const orphan = (): void => void started.kill("SIGKILL");
      process.once("exit", orphan);
      ended = new Promise((resolve) => {
        started.once("close", () => {
          process.off("exit", orphan);
          child = null;
          resolve();
        });
      });
      const hear = (text: string): void => {
        output += text;
      };
      started.stdout.setEncoding("utf8").on("data", hear);
      started.stderr.setEncoding("utf8").on("data", hear);
      const ready = new Promise<void>((resolve) => {
        started.stdout.on("data", (text: string) => {
          if (text.includes("Rivulet is running")) resolve();
        });
      });
      await Promise.race([ready, ended]);
      if (child === null) throw new Error(`The server did not start:\n${output}`);
    },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    hold: () => void running().kill("SIGSTOP"),
    release: () => void running().kill("SIGCONT"),
    async read(key) {
      const copy = copyData();
      const { stdout } = await run(nodeWithSqlite(), [...sourceArgs(), READER, copy, key], { cwd: root });
      // Whatever the reader prints is the list's state.
      return JSON.parse(stdout) as List;
    },
    copy() {
      const copy = copyData();
      return {
        putBack() {
          whenStopped();
          rmSync(data, { recursive: true });
          cpSync(copy, data, { recursive: true });
        },
      };
    },
  };
}
