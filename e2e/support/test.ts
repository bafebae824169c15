import { type BrowserContext, test as base } from "@playwright/test";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { BENCH_FOLDER, root, TODOS_DEV_FOLDER, TODOS_FOLDER } from "./build.ts";
import { type Device, makeDevice } from "./device.ts";
import { freePort } from "./ports.ts";
import { openProxy, type TcpProxy } from "./proxy.ts";
import { makeServer, type SyncServer } from "./server.ts";
import { openSite, type Site } from "./site.ts";
import { watchErrors } from "./web-errors.ts";

const BENCH = { registry: fileURLToPath(new URL("../app/registry.ts", import.meta.url)) };
const TODOS = { registry: `${root}/examples/todos/src/registry.ts`, static: TODOS_FOLDER };
const TODOS_DEV = { ...TODOS, static: TODOS_DEV_FOLDER };

interface Options {
  /** Whose actors the server runs: the tests' own, or the todo example's, whose pages it serves too, as deployed or as in development. */
  app: "bench" | "todos" | "todos-dev";
  /** What the server's environment says. */
  env: Readonly<Record<string, string>>;
}

interface Fixtures {
  /** A running sync server with an empty disk. */
  server: SyncServer;
  /** A way to it that can be cut. */
  tcp: TcpProxy;
  /** Another browser, with an empty disk. */
  newContext: () => Promise<BrowserContext>;
  /** The same for the tests' own page, which reaches the server at `endpoint`, by default directly. */
  newDevice: (endpoint?: string) => Promise<Device>;
}

export const test = base.extend<Options & Fixtures, { site: Site }>({
  app: ["bench", { option: true }],
  env: [{}, { option: true }],
  site: [
    async ({}, use) => {
      const site = await openSite(BENCH_FOLDER);
      await use(site);
      await site.close();
    },
    { scope: "worker" },
  ],
  server: async ({ app, env }, use, info) => {
    const folder = info.outputPath("server");
    mkdirSync(folder, { recursive: true });
    const server = makeServer({ ...(app === "bench" ? BENCH : app === "todos" ? TODOS : TODOS_DEV), folder, port: await freePort(), env });
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
  newContext: async ({ browser }, use) => {
    const errors: Error[] = [];
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      contexts.push(context);
      watchErrors(context, errors);
      return context;
    });
    for (const context of contexts) await context.close();
    // Nothing may be thrown past the app, whatever a test does to it.
    test.expect(errors).toEqual([]);
  },
  newDevice: async ({ newContext, server, site }, use) => {
    await use(async (endpoint = server.url) => makeDevice({ context: await newContext(), site: site.url, endpoint }));
  },
});

export const { expect } = test;
