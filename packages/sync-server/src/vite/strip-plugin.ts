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
    load: {
      // As the first of all, and not when it is transformed: source maps hold what was loaded.
      order: "pre",
      filter: { id: MODULE },
      async handler(id) {
        const code = await readFile(id, "utf8").catch(() => null);
        const { text, warnings } = code === null ? { text: null, warnings: [] } : await strip(id, code);
        for (const warning of warnings) this.warn(warning);
        if (text === null) return null;
        this.addWatchFile(id);
        // Every line has kept its number.
        return { code: text.toString(), map: null };
      },
    },
    transform: {
      // What others have loaded: parts of other files, virtual modules.
      order: "pre",
      filter: { code: /@rivulet\/runtime|rivetkit/ },
      async handler(code, id) {
        const { text } = await strip(id, code);
        return text === null ? null : { code: text.toString(), map: text.generateMap({ source: id, hires: "boundary" }) };
      },
    },
  };
}
