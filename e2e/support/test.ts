import { test as base } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Device, makeDevice } from "./device.ts";
import { freePort } from "./ports.ts";
import { openProxy, type TcpProxy } from "./proxy.ts";
import { makeServer, type SyncServer } from "./server.ts";
import { openSite, type Site } from "./site.ts";

const REGISTRY = fileURLToPath(new URL("../app/registry.ts", import.meta.url));

interface Fixtures {
  /** A running sync server with an empty disk. */
  server: SyncServer;
  /** A way to it that can be cut. */
  tcp: TcpProxy;
  /** Another browser, with an empty disk. Its pages reach the server at `endpoint`, by default directly. */
  newDevice: (endpoint?: string) => Promise<Device>;
}

export const test = base.extend<Fixtures, { site: Site }>({
  site: [
    async ({}, use) => {
      const site = await openSite();
      await use(site);
      await site.close();
    },
    { scope: "worker" },
  ],
  server: async ({}, use, info) => {
    const folder = info.outputPath("server");
    mkdirSync(folder, { recursive: true });
    const server = makeServer({ folder, port: await freePort(), registry: REGISTRY });
    await server.start();
    await use(server);
    await server.kill();
    if (info.status !== info.expectedStatus) await info.attach("server", { body: server.output, contentType: "text/plain" });
  },
  tcp: async ({ server }, use) => {
    const proxy = await openProxy(server.port);
    await use(proxy);
    await proxy.close();
  },
  newDevice: async ({ browser, server, site }, use) => {
    const errors: unknown[] = [];
    await use(async (endpoint = server.url) => {
      const context = await browser.newContext();
      context.on("weberror", (error) => errors.push(error.error()));
      return makeDevice({ context, site: site.url, endpoint });
    });
    for (const context of browser.contexts()) await context.close();
    // Nothing may be thrown past the app, whatever a test does to it.
    test.expect(errors).toEqual([]);
  },
});

export const { expect } = test;
