import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";
import { build } from "vite";

const panel = fileURLToPath(new URL("../../apps/devtools", import.meta.url));

export default defineConfig({
  entry: {
    index: "src/entry/index.ts",
    client: "src/entry/client.ts",
    local: "src/entry/local.ts",
    host: "src/entry/host.ts",
    inspector: "src/entry/inspector.ts",
    devtools: "src/entry/devtools.ts",
    test: "src/entry/test.ts",
    dev: "src/dev/checks.ts",
    "dev-none": "src/dev/none.ts",
  },
  format: "esm",
  platform: "neutral",
  target: "es2022",
  dts: true,
  deps: { neverBundle: ["#dev", "#panel"] },
  // The panel is an app of its own, in one file beside the others.
  hooks: { "build:done": () => build({ root: panel, logLevel: "warn", build: { outDir: fileURLToPath(new URL("dist", import.meta.url)), emptyOutDir: false } }).then(() => {}) },
});
