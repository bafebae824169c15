import { fileURLToPath } from "node:url";
import { build, defaultClientConditions } from "vite";

export const root = fileURLToPath(new URL("../..", import.meta.url));
/** Where the built pages lie. */
export const BENCH_FOLDER = fileURLToPath(new URL("../dist/bench", import.meta.url));
export const SKEW_FOLDERS = [1, 2].map((version) => fileURLToPath(new URL(`../dist/skew/${version}`, import.meta.url)));
export const PEERS_FOLDER = fileURLToPath(new URL("../dist/peers", import.meta.url));
export const TODOS_FOLDER = fileURLToPath(new URL("../dist/todos", import.meta.url));

/** Builds the tests' own page, with the packages as they are in their source. */
export async function buildBench(): Promise<void> {
  await build({
    configFile: false,
    root: fileURLToPath(new URL("../app", import.meta.url)),
    logLevel: "warn",
    resolve: { conditions: ["@rivulet/source", ...defaultClientConditions] },
    build: { outDir: BENCH_FOLDER, emptyOutDir: true, target: "es2022" },
  });
}

/** Builds a page that is deployed in two versions. */
export async function buildSkew(): Promise<void> {
  for (const [i, outDir] of SKEW_FOLDERS.entries()) {
    await build({
      configFile: false,
      root: fileURLToPath(new URL(`../skew-app/${i + 1}`, import.meta.url)),
      logLevel: "warn",
      resolve: { conditions: ["@rivulet/source", ...defaultClientConditions] },
      build: { outDir, emptyOutDir: true, target: "es2022" },
    });
  }
}

/** Builds the pages in which RivetKit's own clients and hooks run, in the way that apps build them. */
export async function buildPeers(): Promise<void> {
  const folder = fileURLToPath(new URL("../peer-app", import.meta.url));
  await build({
    configFile: false,
    root: folder,
    logLevel: "error",
    build: {
      outDir: PEERS_FOLDER,
      emptyOutDir: true,
      target: "es2022",
      rolldownOptions: { input: [`${folder}/index.html`, `${folder}/react.html`] },
    },
  });
}

/** Builds the todo example as its own configuration says. */
export async function buildTodos(): Promise<void> {
  await build({
    root: `${root}/examples/todos`,
    logLevel: "warn",
    build: { outDir: TODOS_FOLDER, emptyOutDir: true },
  });
}
