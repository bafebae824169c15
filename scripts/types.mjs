// Type-checks every project of the workspace: each folder's tsconfig*.json.
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./pnpm.mjs";
import { run } from "./run.mjs";

const SKIPPED = new Set(["node_modules", "dist", "peers"]);

/**
 * @param {string} folder
 * @returns {string[]}
 */
function projects(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) || entry.name.startsWith(".") ? [] : projects(path);
    return /^tsconfig(\.core)?\.json$/.test(entry.name) ? [path] : [];
  });
}

const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
let failed = 0;
for (const project of projects(root)) {
  console.log(relative(root, project));
  if ((await run([process.execPath, tsc, "--noEmit", "-p", project])) !== 0) failed++;
}
if (failed > 0) console.error(`${failed} of the projects above have type errors.`);
process.exit(failed > 0 ? 1 : 0);
