// Builds the benchmarks, installs what they compare with, and runs those that are named, or all; then writes the documentation's
// page on performance. With `--briefly` each runs for a moment only, without peers, and nothing is written but `dist/brief`.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const BRIEFLY = "--briefly";
const words = process.argv.slice(2).filter((word) => word !== "--");
const isBrief = words.includes(BRIEFLY);
const names = words.filter((word) => word !== BRIEFLY);
const ALL = readdirSync(join(here, "src"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -".ts".length));
const unknown = names.filter((name) => !ALL.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}. There are: ${ALL.join(", ")}.`);
  process.exit(1);
}

/** @param {string} command @param {string[]} args @param {string} cwd */
function run(command, args, cwd) {
  const env = { ...process.env, NODE_ENV: "production", ...(isBrief && { BENCH_BRIEFLY: "1" }) };
  return spawnSync(command, args, { cwd, env, stdio: "inherit", shell: process.platform === "win32" && command === "npm" }).status ?? 1;
}

/** Into their own folder, without a lockfile, so that the workspace knows nothing of them. */
function installPeers() {
  const folder = join(here, "peers");
  const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (Object.keys(dependencies).every((name) => existsSync(join(folder, "node_modules", name)))) return;
  const status = run("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"], folder);
  if (status !== 0) console.error("Not all peers could be installed. Those that are there are measured; each page says which are not.");
}

/**
 * The SQLite storage finds its worker and its driver from where its source is.
 * @type {import("esbuild").Plugin}
 */
const sourceUrls = {
  name: "source-urls",
  setup({ onLoad }) {
    onLoad({ filter: /sync-server[\\/]src[\\/]sqlite[\\/]\w+\.ts$/ }, ({ path }) => ({
      loader: "ts",
      contents: readFileSync(path, "utf8").replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
    }));
  },
};

if (!isBrief) installPeers();
rmSync(join(here, "dist"), { recursive: true, force: true });
await build({
  absWorkingDir: here,
  entryPoints: ["src/*.ts", "src/runs/*.ts", "src/lib/write-performance.ts"],
  outbase: "src",
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  // As in an app that is built: the packages' sources, with what only development checks left out.
  conditions: ["@rivulet/source", "production"],
  define: { "process.env.NODE_ENV": '"production"' },
  // What is CommonJS inside asks for Node's own modules.
  banner: { js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);' },
  external: ["esbuild", "better-sqlite3", "playwright-core"],
  sourcemap: "linked",
  plugins: [sourceUrls],
  logLevel: "warning",
});
await build({
  absWorkingDir: here,
  entryPoints: ["src/pages/*.ts"],
  outdir: "dist/pages",
  bundle: true,
  platform: "browser",
  format: "iife",
  target: "es2022",
  conditions: ["@rivulet/source", "production", "module"],
  define: { "process.env.NODE_ENV": '"production"' },
  // When the page's script begins, with all that it imports; where something came before it, then that was the beginning.
  banner: { js: "globalThis.begun ??= performance.now();" },
  logLevel: "warning",
});
for (const name of names.length > 0 ? names : ALL) {
  const status = run(process.execPath, [join(here, "dist", `${name}.mjs`)], here);
  if (status !== 0) process.exit(status);
}
if (!isBrief) process.exit(run(process.execPath, [join(here, "dist", "lib", "write-performance.mjs")], here));
