/**
 * For Vite: keeps in clients what clients run, and serves the actors beside the app in development.
 *
 * @module
 */
import type { Plugin } from "vite";
import { devPlugin } from "./dev-plugin.ts";
import { guardPlugin } from "./guard-plugin.ts";
import type { RivuletOptions } from "./options.ts";
import { stripPlugin } from "./strip-plugin.ts";

export type { RivuletOptions } from "./options.ts";

/**
 * The plugins that make Vite know actors.
 *
 * Clients, in development as in builds, get definitions without what only the server runs, and none of what is marked as
 * for the server. In development the actors are served with the app, and anew when their code changes.
 */
export function rivulet(options: RivuletOptions = {}): Plugin[] {
  return [guardPlugin(options.serverOnly ?? []), stripPlugin(), devPlugin(options)];
}
