import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build, createLogger, type Plugin } from "vite";
import { onTestFinished } from "vitest";
import { rivulet, type RivuletOptions } from "../../src/vite/index.ts";

const PACKAGE = join(import.meta.dirname, "../..");

export const INDEX = '<!doctype html><script type="module" src="/src/main.ts"></script>';

/** A folder of its own with these files, in which the packages are found. Gone after the test. */
export async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rivulet-vite-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const scope = join(folder, "node_modules/@rivulet");
  await mkdir(scope, { recursive: true });
  for (const name of ["runtime", "sync-server"]) await symlink(join(PACKAGE, "..", name), join(scope, name));
  for (const [name, text] of Object.entries({ "index.html": INDEX, ...files })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

export interface Built {
  /** The script that the page begins with. */
  readonly entry: string;
  /** Everything that clients are given, source maps included. */
  readonly output: string;
  /** What the source maps say that the app's own modules were. */
  readonly sources: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

export interface BuildOptions extends RivuletOptions {
  readonly plugins?: readonly Plugin[];
  readonly minify?: boolean;
  /** Without Rivulet's plugin. */
  readonly isPlain?: boolean;
  /** For a server that renders pages. */
  readonly isServer?: boolean;
}

/** Builds an app as its author would. */
export async function buildApp(files: Readonly<Record<string, string>>, { plugins = [], minify = false, isPlain = false, isServer = false, ...options }: BuildOptions = {}): Promise<Built> {
  const root = await folderWith(files);
  const warnings: string[] = [];
  await build({
    root,
    configFile: false,
    logLevel: "warn",
    // What fails, rejects.
    customLogger: { ...createLogger("silent"), warn: (text) => void warnings.push(text), warnOnce: (text) => void warnings.push(text) },
    resolve: { conditions: ["@rivulet/source", "module", "browser", "production"] },
    ssr: { resolve: { conditions: ["@rivulet/source", "module", "node"] } },
    plugins: [isPlain ? [] : rivulet(options), ...plugins],
    build: { sourcemap: true, minify, modulePreload: false, ...(isServer ? { ssr: "src/main.ts", outDir: "dist/assets" } : {}) },
  });
  const assets = join(root, "dist/assets");
  const names = await readdir(assets);
  const texts = await Promise.all(names.map((name) => readFile(join(assets, name), "utf8")));
  const sources: Record<string, string> = {};
  for (const text of texts.filter((each) => each.startsWith("{"))) {
    const map: { readonly sources: readonly string[]; readonly sourcesContent: readonly string[] } = JSON.parse(text);
    map.sources.forEach((source, i) => {
      if (source.startsWith("../../src/")) sources[source.slice("../../".length)] = map.sourcesContent[i] ?? "";
    });
  }
  return { entry: join(assets, names.find((name) => /\.m?js$/.test(name)) ?? ""), output: texts.join("\n"), sources, warnings };
}
