import { test as base } from "@playwright/test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stage } from "../peer-app/stage.ts";
import { PEERS_FOLDER } from "./build.ts";
import { makePageStage, openNodeStage } from "./peers.ts";
import { freePort } from "./ports.ts";
import { makeServer, type SyncServer } from "./server.ts";
import { openSite, type Site } from "./site.ts";

const REGISTRY = fileURLToPath(new URL("../peer-app/registry.ts", import.meta.url));

export type Place = "node" | "page";

interface WorkerFixtures {
  /** Elsewhere than the server, as pages mostly are. */
  site: Site;
  /** Shared by tests that leave it alone. */
  shared: SyncServer;
}

interface Fixtures {
  /** A server of the test's own. */
  own: SyncServer;
  open(place: Place): Promise<Stage>;
}

async function withServer(use: (server: SyncServer) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rivulet-peers-"));
  const server = makeServer({ registry: REGISTRY, folder, port: await freePort() });
  await server.start();
  await use(server);
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** For tests of RivetKit's own clients. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  site: [
    async ({}, use) => {
      const site = await openSite(PEERS_FOLDER);
      await use(site);
      await site.close();
    },
    { scope: "worker" },
  ],
  shared: [({}, use) => withServer(use), { scope: "worker" }],
  own: ({}, use) => withServer(use),
  open: async ({ page, site }, use) => {
    await use(async (place) => {
      if (place === "node") return openNodeStage();
      await page.goto(site.url);
      return makePageStage(page);
    });
  },
});

export const { expect } = test;
