// Finds the pnpm that package.json names.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The words that start it: `pnpm` where that very version is on PATH, else `npm exec`, which fetches it.
 *
 * @returns {readonly string[]}
 */
export function pnpmCommand() {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const version = String(packageManager).replace(/^pnpm@/, "");
  const found = spawnSync("pnpm", ["--version"], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (found.status === 0 && found.stdout.trim() === version) return ["pnpm"];
  return ["npm", "exec", "--yes", "--package", `pnpm@${version}`, "--", "pnpm"];
}
