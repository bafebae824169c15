import { fileURLToPath } from "node:url";
import { build, defaultClientConditions } from "vite";

export const root = fileURLToPath(new URL("../..", import.meta.url));
/** Where the built pages lie. */
export const BENCH_FOLDER = fileURLToPath(new URL("../dist/bench", import.meta.url));
export const SKEW_FOLDERS = [1, 2].map((version) => fileURLToPath(new URL(`../dist/skew/${version}`, import.meta.url)));
export const PEERS_FOLDER = fileURLToPath(new URL("../dist/peers", import.meta.url));
export const TODOS_DEV_FOLDER = fileURLToPath(new URL("../dist/todos-dev", import.meta.url));
export const EXTENSION_FOLDER = fileURLToPath(new URL("../../apps/devtools/dist/extension", import.meta.url));
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

/** The same as its developers have it, with the devtools in it. No other build may run meanwhile: the mode is the whole program's. */
export async function buildTodosDev(): Promise<void> {
  const panel = { outDir: `${root}/packages/runtime/dist`, emptyOutDir: false };
  await build({ root: `${root}/apps/devtools`, logLevel: "warn", build: panel });
  const { NODE_ENV } = process.env;
  process.env["NODE_ENV"] = "development";
  try {
    await build({
      root: `${root}/examples/todos`,
      mode: "development",
      logLevel: "error",
      build: { outDir: TODOS_DEV_FOLDER, emptyOutDir: true },
    });
  } finally {
    if (NODE_ENV === undefined) delete process.env["NODE_ENV"];
    else process.env["NODE_ENV"] = NODE_ENV;
  }
}

/** Builds the extension for the browser's own developer tools. */
export async function buildExtension(): Promise<void> {
  const folder = `${root}/apps/devtools`;
  await build({ root: folder, configFile: `${folder}/vite.extension.config.ts`, logLevel: "warn" });
}
