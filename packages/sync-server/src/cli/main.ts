import { Command, InvalidArgumentError, Option } from "commander";
import { VERSION } from "../version.ts";
import { dev } from "./dev.ts";
import { inspectList, type InspectOptions, inspectShow, inspectWatch, type ListOptions } from "./inspect.ts";
import type { StartOptions } from "./options.ts";
import { start } from "./start.ts";

function toPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}

function toCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("A count is a number from 1.");
}

const program = new Command("rivulet").description("Runs Rivulet actors and syncs them to browsers.").version(VERSION);

for (const [name, description, run] of [
  ["start", "run a registry", start],
  ["dev", "run a registry, and again whenever its code changes", dev],
] as const) {
  program
    .command(name)
    .description(description)
    .argument("<registry>", "the module that exports `registry` (or has it as default), in JavaScript or TypeScript")
    .addOption(new Option("-p, --port <port>", "the port to listen on").env("RIVET_PORT").default(6420).argParser(toPort))
    .option("--host <address>", "the address to listen on (default: all)")
    .addOption(new Option("-d, --data <folder>", "where actors are kept").env("RIVETKIT_STORAGE_PATH").default(".rivulet/data"))
    .option("-s, --static <folder>", "a folder of files to serve beside the actors")
    .action((registry: string, options: StartOptions) => attempt(run(registry, options)));
}

/** What goes wrong is said in a line. */
async function attempt(task: Promise<void>): Promise<void> {
  try {
    await task;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

const inspect = program.command("inspect").description("look into a server that runs; changes nothing, and wakes no actor");

const looking = (name: string, description: string): Command =>
  inspect
    .command(name)
    .description(description)
    .option("-u, --url <url>", "where the server is", "http://localhost:6420")
    .addOption(new Option("-t, --token <token>", "what it takes to look").env("RIVET_INSPECTOR_TOKEN"))
    .option("--json", "JSON instead of text");

looking("list", "the actors, by their names and keys")
  .option("-n, --name <name>", "only those of a name")
  .addOption(new Option("--status <status>", "only those of a status").choices(["live", "asleep", "destroyed"]))
  .option("-s, --search <text>", "only those with a part of their key, or the beginning of their id")
  .addOption(new Option("-l, --limit <count>", "so many at most").default(100).argParser(toCount))
  .action((options: ListOptions) => attempt(inspectList(options)));
looking("show", "an actor: its state, connections, schedule, kv and last steps")
  .argument("<actor>", "its id, or its name and key, as in list/groceries")
  .action((actor: string, options: InspectOptions) => attempt(inspectShow(actor, options)));
looking("watch", "what actors do, as they do it")
  .argument("[actor]", "one of them: its id, or its name and key")
  .action((actor: string | undefined, options: InspectOptions) => attempt(inspectWatch(actor, options)));

await program.parseAsync();
