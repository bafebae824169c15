import { copyFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { build, defaultClientConditions, defineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const outDir = at("./dist/extension");

/** A content script is no module, and so is built on its own. */
const content = {
  name: "content",
  async closeBundle() {
    for (const file of ["manifest.json", "devtools.html", "panel.html"]) copyFileSync(at(`./extension/${file}`), `${outDir}/${file}`);
    await build({
      configFile: false,
      logLevel: "warn",
      build: { outDir, emptyOutDir: false, target: "es2022", lib: { entry: at("./extension/src/content.ts"), formats: ["iife"], name: "content", fileName: () => "content.js" } },
    });
  },
};

// An unpacked extension in dist/extension, with the same panel as everywhere.
export default defineConfig({
  resolve: { conditions: ["@rivulet/source", ...defaultClientConditions] },
  plugins: [react(), content],
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    target: "es2022",
    outDir,
    emptyOutDir: true,
    lib: { entry: { background: at("./extension/src/background.ts"), devtools: at("./extension/src/devtools.ts"), tab: at("./extension/src/tab.ts") }, formats: ["es"] },
    rolldownOptions: { output: { entryFileNames: "[name].js" } },
  },
});
