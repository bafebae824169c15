import react from "@vitejs/plugin-react";
import { defaultClientConditions, defineConfig } from "vite";

// One module with everything in it, styles included: a page, a panel in an app and an extension each load this one file.
export default defineConfig({
  // The protocol comes from the runtime's sources: nothing has to be built before this.
  resolve: { conditions: ["@rivulet/source", ...defaultClientConditions] },
  plugins: [react()],
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    target: "es2022",
    lib: { entry: "src/panel.tsx", formats: ["es"], fileName: "panel" },
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
