import { existsSync } from "node:fs";
import { BRIEFLY } from "./briefly.ts";
import { inBenchmarks } from "./places.ts";

const folder = inBenchmarks("peers/node_modules/");

/** A file of a peer's package. */
export function peerFile(path: string): string {
  return new URL(path, folder).href;
}

/** Whether that package is to be measured: it is where npm could install it, and never where all is done for a moment only. */
export function isInstalled(name: string): boolean {
  return !BRIEFLY && existsSync(new URL(`${name}/package.json`, folder));
}
