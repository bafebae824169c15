import { type BrowserContext, type Locator, type Page, test as base } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SKEW_FOLDERS } from "./build.ts";
import { freePort } from "./ports.ts";
import { makeServer, type SyncServer } from "./server.ts";
import { openSite } from "./site.ts";
import { watchErrors } from "./web-errors.ts";

type Version = 1 | 2;

/** One deployment of an app that comes in two versions: where its pages are, and its server. */
export interface Deployment {
  /** What whoever loads a page from now on gets. */
  deployPages(version: Version): void;
  /** Ends the server that runs, and starts one of this version on the same data. */
  deployServer(version: Version): Promise<void>;
  stopServer(): Promise<void>;
  open(options?: { readonly reloads?: boolean; readonly on?: BrowserContext }): Promise<SkewPage>;
}

/** A page, through the eyes of a person. */
export interface SkewPage {
  readonly page: Page;
  part(name: "version" | "words" | "phase" | "pending" | "saved" | "rejected" | "outdated"): Locator;
  call(name: string, ...args: unknown[]): Promise<void>;
  /** How often it was loaded. */
  readonly loads: number;
}

export const test = base.extend<{ deployment: Deployment }>({
  deployment: async ({ context, browser }, use, info) => {
    const [first = "", second = ""] = SKEW_FOLDERS;
    const site = await openSite(first);
    const folder = info.outputPath("server");
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const serverOf = (name: string): SyncServer =>
      makeServer({ folder, port, registry: fileURLToPath(new URL(`../skew-app/${name}.ts`, import.meta.url)) });
    const servers = { 1: serverOf("first"), 2: serverOf("second") };
    let running: SyncServer = servers[1];
    await running.start();
    const errors: Error[] = [];
    const watched = new Set<BrowserContext>();
    await use({
      deployPages: (version) => site.become(version === 1 ? first : second),
      async deployServer(version) {
        await running.stop();
        running = servers[version];
        await running.start();
      },
      stopServer: () => running.stop(),
      async open({ reloads = false, on = context } = {}) {
        if (!watched.has(on)) watchErrors(on, errors);
        watched.add(on);
        const page = await on.newPage();
        let loads = 0;
        page.on("load", () => loads++);
        await page.goto(`${site.url}/?endpoint=${encodeURIComponent(running.url)}${reloads ? "&reloads" : ""}`);
        return {
          page,
          part: (name) => page.getByTestId(name),
          call: (name, ...args) => page.evaluate(([called, given]) => window.skew.call(called, ...given), [name, args] as const),
          get loads() {
            return loads;
          },
        };
      },
    });
    await running.kill();
    for (const each of browser.contexts()) await each.close();
    await site.close();
    if (info.status !== info.expectedStatus) await info.attach("server", { body: servers[1].output + servers[2].output, contentType: "text/plain" });
    test.expect(errors).toEqual([]);
  },
});

export const { expect } = test;
