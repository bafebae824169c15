import { defineConfig } from "tsdown";

export default defineConfig({
  entry: {
    index: "src/entry/index.ts",
    client: "src/entry/client.ts",
    local: "src/entry/local.ts",
    host: "src/entry/host.ts",
    inspector: "src/entry/inspector.ts",
    test: "src/entry/test.ts",
    dev: "src/dev/checks.ts",
    "dev-none": "src/dev/none.ts",
  },
  format: "esm",
  platform: "neutral",
  target: "es2022",
  dts: true,
  deps: { neverBundle: ["#dev"] },
});
