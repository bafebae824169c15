import type { Registry } from "../contract/definition.ts";
import { makeHandle, newCreation } from "../client/handle.ts";
import { type Address, addressFor } from "../client/address.ts";
import type { LocalActor } from "../client/local-actor.ts";
import { openPage, type Page } from "../client/page.ts";
import type { ActionSettlement } from "../client/page-parts.ts";
import { makePages, type Pages } from "../client/pages.ts";
import type { ClientPorts, DeviceStorage, PageLife } from "../client/ports.ts";
import type { ActorConnBase } from "../client/types.ts";
import type { Logger } from "../ports/logger.ts";
import type { Random } from "../ports/random.ts";
import type { Storage } from "../ports/storage.ts";
import type { Rng } from "../util/rng.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SimDevice } from "./sim-device.ts";
import type { SimNetwork } from "./sim-network.ts";
import { whileAlive } from "./sim-server.ts";
import { startProcess } from "./sim-process.ts";
import { simStorage } from "./sim-storage.ts";

/** One page load in a simulated browser. */
export interface SimTab {
  readonly device: SimDevice;
  readonly page: Page;
  readonly onOutdated: Pages["onOutdated"];
  readonly isAlive: boolean;
  readonly isFrozen: boolean;
  /** `input`: what the actor is made with where it does not exist. */
  connect(address: Address, params?: unknown, input?: unknown): ActorConnBase<unknown>;
  actor(address: Address, params?: unknown): LocalActor;
  /** Ends it as a crash does: nothing is said, nothing is finished. */
  kill(): void;
  /** Looks again at what other tabs wrote. */
  wake(): void;
  /** Puts it aside for some milliseconds, as the back/forward cache does: nothing happens in it. */
  freeze(ms: number): void;
}

export interface SimTabParts {
  readonly registry: Registry;
  readonly device: SimDevice;
  readonly network: SimNetwork;
  readonly scheduler: Scheduler;
  readonly rng: Rng;
  readonly random: Random;
  readonly log: Logger;
  readonly settled: (settlement: ActionSettlement) => void;
  /** How far this device's clock is off, in milliseconds. */
  readonly skew?: number;
  /** Stands between the page and the device's disk, and may fail it. */
  readonly medium?: (disk: Storage) => Promise<DeviceStorage>;
}

export function openTab(parts: SimTabParts): SimTab {
  const { registry, device, network, scheduler, rng, random, log } = parts;
  const process = startProcess();
  const { medium = (disk: Storage) => Promise.resolve(disk) } = parts;
  let life: PageLife = { woke() {}, freezes() {} };
  const ports: ClientPorts = {
    openStorage: () => medium(simStorage(device.disk, process, scheduler, rng)),
    openLink: network.link(process, () => device.isOnline),
    openChannel: () => device.channel(process),
    locks: device.locks(process),
    // So few that frames often take more than one.
    turns: { size: 3, later: (task) => void scheduler.at(scheduler.now(), () => process.do(task)) },
    timers: whileAlive(scheduler, process, parts.skew),
    random,
    log,
    loadRemote: () => Promise.reject(new Error("Nothing here goes past the replicas.")),
    loadAdoption: () => Promise.reject(new Error("Nobody here is anybody else.")),
    watchPage(watcher) {
      life = watcher;
      return () => {};
    },
  };
  const pages = makePages((forgotten) => openPage(ports, { url: "sim", scope: "sim", registry, forgotten }));
  pages.settled.on((settlement) => {
    if (process.isAlive) parts.settled(settlement);
  });
  return {
    device,
    get page() {
      return pages.current;
    },
    onOutdated: pages.onOutdated,
    get isAlive() {
      return process.isAlive;
    },
    get isFrozen() {
      return process.isFrozen;
    },
    connect: (address, params, input) => makeHandle({ pages, address, params, getParams: undefined, creation: newCreation(pages.current, input) }).connect(),
    actor: (address, params) => pages.current.actor(addressFor(pages.current.definition(address.name), address, params)),
    kill() {
      process.kill();
      device.bury(process);
    },
    wake: () => life.woke(),
    freeze(ms) {
      life.freezes();
      const thaw = (): void => {
        // It hears that it is back before all that it missed, or after.
        const isFirst = process.isAlive && rng.uint32() % 2 === 0;
        if (isFirst) life.woke();
        process.thaw();
        if (!isFirst) process.do(() => life.woke());
      };
      // What its promises have to do at once is done before it stands still.
      scheduler.at(scheduler.now(), () => {
        process.freeze();
        scheduler.at(scheduler.now() + ms, thaw);
      });
    },
  };
}
