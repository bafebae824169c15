import type { Registry } from "@rivulet/runtime/host";

/** The registry that a module exports, as `registry` or as its default. Throws where there is none. */
export function registryIn(module: Readonly<Record<string, unknown>>, file: string): Registry {
  const found = [module["registry"], module["default"]].find(isRegistry);
  if (found === undefined) throw new Error(`${file} exports no registry. Export what setup() returns as \`registry\`.`);
  return found;
}

function isRegistry(value: unknown): value is Registry {
  if (typeof value !== "object" || value === null || !("config" in value)) return false;
  const { config } = value;
  return typeof config === "object" && config !== null && "use" in config && typeof config.use === "object";
}
