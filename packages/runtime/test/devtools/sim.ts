import type { ActorConnBase } from "../../src/client/types.ts";
import type { Registry } from "../../src/contract/definition.ts";
import { SILENT } from "../../src/ports/logger.ts";
import { makeScheduler } from "../../src/testing/scheduler.ts";
import { makeDevice, type SimDevice } from "../../src/testing/sim-device.ts";
import { makeNetwork } from "../../src/testing/sim-network.ts";
import { makeSimServer } from "../../src/testing/sim-server.ts";
import { openTab, type SimTab } from "../../src/testing/sim-tab.ts";
import { rng as makeRng } from "../../src/util/rng.ts";

/** A tab connected to the one actor. */
export interface SeenTab {
  readonly tab: SimTab;
  readonly conn: ActorConnBase<unknown>;
  call(name: string, ...args: unknown[]): string;
}

/** Two browsers and a server, in virtual time. */
export function simDevices(registry: Registry, name: string, seed: string) {
  const rng = makeRng(seed);
  const scheduler = makeScheduler(rng, () => new Promise((resolve) => setImmediate(resolve)));
  const random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => rng.uint32() & 255) };
  const server = makeSimServer({ registry, scheduler, rng, random, log: SILENT });
  const network = makeNetwork(scheduler, rng, (socket) => server.accept(socket));
  const [mine, theirs] = [makeDevice(scheduler, rng), makeDevice(scheduler, rng)];
  server.start();
  const pass = async (ms: number): Promise<void> => {
    for (const end = scheduler.now() + ms; scheduler.now() < end && (await scheduler.step()); );
  };
  return {
    mine,
    theirs,
    server,
    scheduler,
    pass,
    async goOnline(device: SimDevice, isOnline: boolean) {
      device.isOnline = isOnline;
      if (!isOnline) network.cutAll();
      await pass(isOnline ? 5_000 : 100);
    },
    async open(device: SimDevice, isWatched: (tab: SimTab) => void = () => {}): Promise<SeenTab> {
      const tab = openTab({ registry, device, network, scheduler, rng, random, log: SILENT, settled: () => {} });
      isWatched(tab);
      const conn = tab.connect({ name, key: ["one"] });
      await pass(1_000);
      return { tab, conn, call: (action, ...args) => conn.action({ name: action, args }).id };
    },
  };
}
