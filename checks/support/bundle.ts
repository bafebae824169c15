import { builtinModules } from "node:module";
import { build, type BuildOptions } from "esbuild";
import { ROOT } from "./workspace.ts";

export interface Bundle {
  readonly code: string;
  /** Node's own modules among the imports, each with who imports it. */
  readonly builtins: readonly string[];
}

/** What a bundler makes of a module that consists of `contents`. */
export async function bundle(contents: string, resolveDir: string, options: BuildOptions = {}): Promise<Bundle> {
  const builtins: string[] = [];
  const { outputFiles = [] } = await build({
    stdin: { contents, resolveDir, sourcefile: "entry.js" },
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    outdir: "out",
    format: "esm",
    target: "es2022",
    platform: "browser",
    logLevel: "silent",
    plugins: [
      {
        name: "builtins",
        setup({ onResolve }) {
          onResolve({ filter: /.*/ }, ({ path, importer }) => {
            if (!path.startsWith("node:") && !builtinModules.includes(path)) return null;
            builtins.push(`${importer} imports ${path}`);
            return { path, external: true };
          });
        },
      },
    ],
    ...options,
  });
  return { code: outputFiles.map(({ text }) => text).join("\n"), builtins };
}
