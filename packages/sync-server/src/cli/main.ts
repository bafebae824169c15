import { Command, InvalidArgumentError, Option } from "commander";
import { VERSION } from "../version.ts";
import { dev } from "./dev.ts";
import type { StartOptions } from "./options.ts";
import { start } from "./start.ts";

function toPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
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
    .action(async (registry: string, options: StartOptions) => {
      try {
        await run(registry, options);
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
      }
    });
}

await program.parseAsync();
