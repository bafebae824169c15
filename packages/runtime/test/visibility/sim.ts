import type { Registry } from "../../src/contract/definition.ts";
import type { Address } from "../../src/client/address.ts";
import type { ActorConnBase } from "../../src/client/types.ts";
import { SILENT } from "../../src/ports/logger.ts";
import { makeScheduler } from "../../src/testing/scheduler.ts";
import { makeDevice, type SimDevice } from "../../src/testing/sim-device.ts";
import { makeNetwork } from "../../src/testing/sim-network.ts";
import { makeSimServer } from "../../src/testing/sim-server.ts";
import { openTab, type SimTab } from "../../src/testing/sim-tab.ts";
import { rng as makeRng } from "../../src/util/rng.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A connection in a tab, its actions by their names. */
export interface Seat<S> {
  readonly tab: SimTab;
  readonly conn: ActorConnBase<S>;
  act(name: string, ...args: unknown[]): ReturnType<ActorConnBase<S>["action"]>;
}

/** Devices, tabs and a server, in virtual time. */
export function sim(registry: Registry, address: Address) {
  const rng = makeRng("visibility");
  const scheduler = makeScheduler(rng, turn);
  const random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => rng.uint32() & 255) };
  const server = makeSimServer({ registry, scheduler, rng, random, log: SILENT });
  const network = makeNetwork(scheduler, rng, (socket) => server.accept(socket));
  server.start();
  const world = {
    server,
    network,
    device: () => makeDevice(scheduler, rng),
    enter<S>(device: SimDevice, params: unknown, tab: SimTab = world.tab(device)): Seat<S> {
      const conn = tab.connect(address, params) as ActorConnBase<S>;
      return { tab, conn, act: (name, ...args) => conn.action({ name, args }) };
    },
    tab: (device: SimDevice): SimTab => openTab({ registry, device, network, scheduler, rng, random, log: SILENT, settled: () => {} }),
    async pass(ms: number): Promise<void> {
      for (const until = scheduler.now() + ms; scheduler.now() < until && (await scheduler.step()); );
    },
    /** Lets time pass until something holds; throws where it does not within a minute. */
    async until(holds: () => boolean): Promise<void> {
      for (const deadline = scheduler.now() + 60_000; !holds(); ) {
        if (scheduler.now() > deadline || !(await scheduler.step())) throw new Error(`It never held: ${holds}`);
      }
    },
    online(device: SimDevice, isOnline: boolean): void {
      device.isOnline = isOnline;
      if (!isOnline) network.cutAll();
    },
    diskText: (device: SimDevice): string => JSON.stringify([...device.disk]),
  };
  return world;
}
