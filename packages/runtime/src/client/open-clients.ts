import type { Pages } from "./pages.ts";

/** A client, as those see it who look on from outside. */
export interface OpenClient {
  /** Where its server is. */
  readonly url: string;
  /** Names its records on the device. */
  readonly scope: string;
  readonly pages: Pages;
}

/** The clients of this program that are not disposed, and who hears of another. */
export const openClients: { readonly all: Set<OpenClient>; opened: ((client: OpenClient) => void) | null } = { all: new Set(), opened: null };
