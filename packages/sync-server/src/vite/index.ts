/**
 * For Vite: keeps in clients what clients run, and serves the actors beside the app in development.
 *
 * @module
 */
import type { Plugin } from "vite";
import { guardPlugin } from "./guard-plugin.ts";
import type { RivuletOptions } from "./options.ts";
import { stripPlugin } from "./strip-plugin.ts";

export type { RivuletOptions } from "./options.ts";

export function rivulet(options: RivuletOptions = {}): Plugin[] {
  return [guardPlugin(options.serverOnly ?? []), stripPlugin()];
}
