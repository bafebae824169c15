import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import type { EnvironmentModuleGraph, Plugin } from "vite";
import { isForClients } from "./client-environment.ts";
import { chainTo, complaint, type ImportersOf, ONLY_NODE, reasonAgainst, reasonAgainstImport } from "./server-only.ts";

/** Something that must not be there, and why. */
interface Found {
  /** The module itself, or the one that imports it. */
  readonly id: string;
  /** What the module imports that must not be there; `null` where it is the module itself. */
  readonly imported: string | null;
  readonly reason: string;
}

/** Ends a client's build, or answers a browser with an error, where it comes to what is for servers only. */
export function guardPlugin(listed: readonly (string | RegExp)[]): Plugin {
  let root = "";
  /** In builds; told at their end, when it is known who imports what. */
  const found = new Map<string, Found>();
  const nameOf = (id: string): string => (id.startsWith(`${root}/`) ? relative(root, id) : id.replace(/^\0/, ""));

  const tell = ({ id, imported, reason }: Found, importersOf: ImportersOf): string => {
    const chain = [...chainTo(id, importersOf).map(nameOf), ...(imported === null ? [] : [imported])];
    return complaint(imported ?? nameOf(id), reason, chain);
  };

  return {
    name: "rivulet:guard",
    enforce: "pre",
    applyToEnvironment: isForClients,
    configResolved(config) {
      ({ root } = config);
    },
    buildStart: () => found.clear(),
    resolveId: {
      order: "pre",
      async handler(source, importer, options) {
        // What packages do for themselves in browsers is for their authors to know.
        if (importer === undefined || importer.includes("/node_modules/") || importer.startsWith("\0")) return null;
        // A first look for dependencies, at modules as they are written.
        if ("scan" in options && options.scan === true) return null;
        const reason = reasonAgainstImport(source, listed);
        if (reason === null) return null;
        const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
        // Something else may stand in for a module of Node's.
        const isReal = resolved !== null && resolved.external === false && !resolved.id.includes("__vite-browser-external");
        if (isReal && reason === ONLY_NODE) return resolved;
        const one: Found = { id: importer, imported: source, reason };
        if (this.environment.mode === "dev") this.error(tell(one, importersIn(this.environment.moduleGraph)));
        found.set(`${importer} ${source}`, one);
        // The build fails; it need not look into it.
        return { id: source, external: true };
      },
    },
    load: {
      order: "pre",
      filter: { id: /\.[cm]?[jt]sx?$/ },
      async handler(id) {
        const code = await readFile(id, "utf8").catch(() => "");
        const reason = await reasonAgainst(id, code);
        if (reason === null) return null;
        const one: Found = { id, imported: null, reason };
        if (this.environment.mode === "dev") this.error(tell(one, importersIn(this.environment.moduleGraph)));
        found.set(id, one);
        return null;
      },
    },
    buildEnd(error) {
      if (error !== undefined || found.size === 0) return;
      const importersOf: ImportersOf = (id) => {
        const info = this.getModuleInfo(id);
        return info === null ? [] : [...info.importers, ...info.dynamicImporters];
      };
      this.error([...found.values()].map((each) => tell(each, importersOf)).join("\n\n"));
    },
  };
}

function importersIn(graph: EnvironmentModuleGraph): ImportersOf {
  return (id) => [...(graph.getModuleById(id)?.importers ?? [])].map((importer) => importer.id ?? importer.url);
}
