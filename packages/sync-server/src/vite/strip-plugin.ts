import { readFile } from "node:fs/promises";
import type { Plugin } from "vite";
import { isForClients } from "./client-environment.ts";
import { strip } from "./strip.ts";

/** Modules that may hold definitions. */
const MODULE = /\.[cm]?[jt]sx?$/;

/** Takes out of what clients load what only the server runs. */
export function stripPlugin(): Plugin {
  return {
    name: "rivulet:strip",
    enforce: "pre",
    applyToEnvironment: isForClients,
    // Vite's first look for packages to prepare must not come to those that only the server uses.
    config: () => ({
      optimizeDeps: { rolldownOptions: { plugins: [{ name: "rivulet:strip", load: { filter: { id: MODULE }, handler: async (id) => (await loadStripped(id)).code } }] } },
    }),
    load: {
      // As the first of all, and not when it is transformed: source maps hold what was loaded.
      order: "pre",
      filter: { id: MODULE },
      async handler(id) {
        const { code, warnings } = await loadStripped(id);
        for (const warning of warnings) this.warn(warning);
        if (code === null) return null;
        this.addWatchFile(id);
        // Every line has kept its number.
        return { code, map: null };
      },
    },
    transform: {
      // What others have loaded: parts of other files, virtual modules.
      order: "pre",
      filter: { code: /@rivulet\/runtime|rivetkit/ },
      async handler(code, id) {
        const { text, warnings } = await strip(id, code);
        // Of files it was said when they were loaded.
        if (id.startsWith("\0") || !MODULE.test(id)) for (const warning of warnings) this.warn(warning);
        return text === null ? null : { code: text.toString(), map: text.generateMap({ source: id, hires: "boundary" }) };
      },
    },
  };
}

/** What clients get of a file; `null` where that is all of it, or where there is no such file. */
async function loadStripped(file: string): Promise<{ readonly code: string | null; readonly warnings: readonly string[] }> {
  const code = await readFile(file, "utf8").catch(() => null);
  if (code === null) return { code, warnings: [] };
  const { text, warnings } = await strip(file, code);
  return { code: text?.toString() ?? null, warnings };
}
