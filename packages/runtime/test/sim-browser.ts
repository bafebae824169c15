import type { ActionSettlement } from "../src/client/page-parts.ts";
import type { ActorConnBase } from "../src/client/types.ts";
import type { Registry } from "../src/contract/definition.ts";
import { SILENT } from "../src/ports/logger.ts";
import { makeScheduler } from "../src/testing/scheduler.ts";
import { makeDevice } from "../src/testing/sim-device.ts";
import { makeNetwork } from "../src/testing/sim-network.ts";
import { makeSimServer } from "../src/testing/sim-server.ts";
import { openTab, type SimTab, type SimTabParts } from "../src/testing/sim-tab.ts";
import { rng as makeRng } from "../src/util/rng.ts";

/** A tab of the simulated browser, connected to the one actor. */
export interface BrowserTab {
  readonly tab: SimTab;
  readonly conn: ActorConnBase<unknown>;
  /** What `client.onActionSettled` would tell in this tab. */
  readonly settled: readonly ActionSettlement[];
}

/** One browser with tabs, and one server, in virtual time: the same seed gives the same run. */
export function simBrowser(registry: Registry, name: string, seed: string) {
  const rng = makeRng(seed);
  const scheduler = makeScheduler(rng, () => new Promise((resolve) => setImmediate(resolve)));
  const random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => rng.uint32() & 255) };
  const server = makeSimServer({ registry, scheduler, rng, random, log: SILENT });
  const network = makeNetwork(scheduler, rng, (socket) => server.accept(socket));
  const device = makeDevice(scheduler, rng);
  server.start();
  return {
    device,
    server,
    scheduler,
    goOnline(isOnline: boolean) {
      device.isOnline = isOnline;
      if (!isOnline) network.cutAll();
    },
    open(medium?: SimTabParts["medium"]): BrowserTab {
      const settled: ActionSettlement[] = [];
      const tab = openTab({
        registry,
        device,
        network,
        scheduler,
        rng,
        random,
        log: SILENT,
        settled: (each) => settled.push(each),
        ...(medium === undefined ? {} : { medium }),
      });
      return { tab, conn: tab.connect({ name, key: ["one"] }), settled };
    },
    /** Lets this much time pass. */
    async pass(ms: number) {
      for (const end = scheduler.now() + ms; scheduler.now() < end && (await scheduler.step()); );
    },
    /** Lets time pass until something holds; throws after a minute of it. */
    async until(holds: () => boolean) {
      for (const end = scheduler.now() + 60_000; !holds(); ) {
        if (!(await scheduler.step()) || scheduler.now() > end) throw new Error(`It never came to be: ${String(holds)}`);
      }
    },
  };
}
