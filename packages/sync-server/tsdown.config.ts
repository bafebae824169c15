import { defineConfig } from "tsdown";

export default defineConfig({
  entry: { index: "src/index.ts", cli: "src/cli/main.ts", vite: "src/vite/index.ts" },
  format: "esm",
  platform: "node",
  target: "node20",
  dts: true,
  outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
  // The worker is started from a file of its own.
  copy: [{ from: "src/sqlite/worker.mjs", to: "dist" }],
});
