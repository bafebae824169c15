export interface RivuletOptions {
  /**
   * The module that exports `registry` (or has it as its default), for development, relative to Vite's root. `false`: the
   * actors are served by something else. Default `src/registry.ts`.
   */
  readonly registry?: string | false;
  /**
   * The folder of the SQLite file in development, where the registry names no storage, relative to Vite's root.
   * Default: what RIVETKIT_STORAGE_PATH names, or `.rivulet/dev`.
   */
  readonly data?: string;
  /** Under which path the actors are served in development. Default `/api/rivet`. */
  readonly basePath?: string;
  /** Packages that must not reach a client, beside Node's own modules, `*.server.ts` files and what says `"use server-only"`. */
  readonly serverOnly?: readonly (string | RegExp)[];
}
