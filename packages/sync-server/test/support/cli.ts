import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach } from "vitest";
import { type Cli, CLI, newAppFolder, runProcess, RUNS, type RunSettings, startServer } from "./process.ts";

export { type Cli, freePort, urlOf } from "./process.ts";

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

/** A folder of its own, in which `@rivulet/runtime` is found, with a copy of the registry; gone after the test. */
export async function appFolder(): Promise<string> {
  const folder = await newAppFolder();
  folders.push(folder);
  return folder;
}

export function rivulet(folder: string, ...args: string[]): Cli {
  return kept(runProcess(folder, [CLI, ...args]));
}

/** Runs a program of somebody's own in the folder. */
export async function program(folder: string, code: string, env: NodeJS.ProcessEnv = {}): Promise<Cli> {
  await writeFile(join(folder, "program.ts"), code);
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  return kept(runProcess(folder, ["program.ts"], { env }));
}

/** Runs `rivulet start` on the folder's registry until it takes connections. */
export function started(folder: string, port: number, ...args: string[]): Promise<Cli> {
  return startedWith({}, folder, port, ...args);
}

export async function startedWith(settings: RunSettings, folder: string, port: number, ...args: string[]): Promise<Cli> {
  const cli = kept(startServer(folder, port, args, settings));
  await cli.says(RUNS);
  return cli;
}

/** Ends with the test. */
function kept(cli: Cli): Cli {
  running.add(cli);
  void cli.ended.then(() => running.delete(cli));
  return cli;
}
