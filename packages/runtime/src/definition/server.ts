import type { RegistryServers } from "../contract/definition.ts";

/** The package that serves registries. Not written into the import, or bundlers would take it into every page. */
const PACKAGE: string = "@rivulet/sync-server";

/** What serves registries, loaded when the first one is to be served. */
export async function loadServer(): Promise<RegistryServers> {
  const loaded: { readonly registryServers: RegistryServers } = await import(/* @vite-ignore */ PACKAGE);
  return loaded.registryServers;
}
