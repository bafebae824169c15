// Runs many simulated worlds, on as many processes as there are cores:
// npm run soak -- [worlds = 100000] [first seed = 1] [processes = cores]
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { root } from "./pnpm.mjs";

const [worlds = 100_000, first = 1, processes = availableParallelism()] = process.argv.slice(2).map(Number);
if (![worlds, first, processes].every((each) => Number.isInteger(each) && each > 0)) {
  console.error("usage: npm run soak -- [worlds] [first seed] [processes]: whole numbers above 0");
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "rivulet-soak-"));
const program = join(folder, "soak.mjs");
// In one file it runs faster than from its sources, development checks and all.
await build({
  entryPoints: [join(root, "packages/runtime/test/world/soak.ts")],
  outfile: program,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  conditions: ["@rivulet/source"],
  banner: { js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);' },
  logLevel: "warning",
});
const begun = Date.now();
/** @type {{ world: unknown, error: string }[]} */
const broken = [];
const done = Array.from({ length: processes }, () => 0);
let shown = 0;

/**
 * What a process says: how many worlds it has been through, or one that breaks a law.
 *
 * @param {number} lane
 * @param {{ done: number } | { world: unknown, error: string }} line
 */
const tell = (lane, line) => {
  if ("error" in line) {
    broken.push(line);
    console.log(`A law is broken in runWorld(${JSON.stringify(line.world)})\n${line.error}`);
    return;
  }
  done[lane] = line.done;
  const all = done.reduce((sum, each) => sum + each);
  if (all < shown + 1_000 && all < worlds) return;
  shown = all;
  console.log(`${all} of ${worlds} worlds, ${broken.length} broken, ${Math.round((Date.now() - begun) / 1_000)} s`);
};

/** @param {number} lane */
const run = (lane) =>
  /** @type {Promise<void>} */ (new Promise((resolve, reject) => {
    const count = Math.floor(worlds / processes) + (lane < worlds % processes ? 1 : 0);
    if (count === 0) return resolve();
    const child = spawn(process.execPath, [program, first + lane, count, processes].map(String), { stdio: ["ignore", "pipe", "inherit"] });
    createInterface({ input: child.stdout }).on("line", (line) => tell(lane, JSON.parse(line)));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`A process of worlds ended with ${code}.`))));
  }));

await Promise.all(done.map((_, lane) => run(lane)));
rmSync(folder, { recursive: true });
process.exit(broken.length === 0 ? 0 : 1);
