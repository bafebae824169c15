import type { Address } from "../client/address.ts";
import type { ActionSettlement } from "../client/page-parts.ts";
import type { ActorConnBase } from "../client/types.ts";
import type { Registry } from "../contract/definition.ts";
import { SILENT } from "../ports/logger.ts";
import type { Rng } from "../util/rng.ts";
import type { Scheduler } from "./scheduler.ts";
import { makeDevice, type SimDevice } from "./sim-device.ts";
import { FAIR, makeNetwork, type Weather } from "./sim-network.ts";
import { makeSimServer, type SimServer } from "./sim-server.ts";
import { openTab, type SimTab } from "./sim-tab.ts";
import { actorId } from "./world-server.ts";

/** What befalls a world beside what befalls all of them: broken networks, dying tabs and a dying server. */
export interface Troubles {
  /** The server's disk is put back now and then to what it was. */
  readonly restores?: boolean;
  /** Pages are put aside now and then, and give up what they hold. */
  readonly freezes?: boolean;
  /** The actor is destroyed now and then. */
  readonly destroys?: boolean;
}

export interface WorldParts extends Troubles {
  readonly rng: Rng;
  readonly steps: number;
  readonly scheduler: Scheduler;
  readonly registry: Registry;
  /** The actor that everybody uses, and how it is made. */
  readonly address: Address;
  readonly input?: unknown;
  /** A newer version of the app, deployed to the pages that are loaded from then on, and to the server, in any order. */
  readonly later?: Registry;
}

/** Browsers with tabs, and a server. */
export interface World {
  readonly server: SimServer;
  readonly connections: ReadonlyMap<SimTab, ActorConnBase<unknown>>;
  /** The server's disk was put back at least once: what was accepted since may be judged again. */
  readonly wasRestored: boolean;
}

/** Who lives in a world: what they do, and what must be true of it. What its functions throw ends the world. */
export interface Inhabitants {
  /** Somebody calls something. */
  call(tab: SimTab, connection: ActorConnBase<unknown>): void;
  /** Somebody looks after what waits, or was rejected. */
  tend(tab: SimTab, connection: ActorConnBase<unknown>): void;
  /** Somebody calls what makes the actor end; returns `false` where nothing does, and it is destroyed from outside. */
  end(tab: SimTab, connection: ActorConnBase<unknown>): boolean;
  settled(settlement: ActionSettlement, tab: SimTab): void;
  /** After every step. */
  check(): void;
}

const HEAVY: Weather = { cut: 0.02, silence: 0.01, duplicate: 0.02, delay: 200 };
/** Within so much virtual time, in milliseconds, everything has to come right once nothing bad happens any more. */
const HEALING = 180_000;

/** Lets a world live for so many steps, then lets it heal: in the end nothing waits any more. `populate` is asked before anything happens. */
export async function liveThrough<P extends Inhabitants>(parts: WorldParts, populate: (world: World) => P): Promise<{ readonly world: World; readonly people: P }> {
  const { rng, scheduler, address, input, steps, restores = false, freezes = false, destroys = false, later } = parts;
  const below = (count: number): number => rng.uint32() % count;
  const pick = <T>(items: readonly [T, ...T[]]): T => items[below(items.length)] ?? items[0];
  const random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => rng.uint32() & 255) };
  const server = makeSimServer({ registry: parts.registry, scheduler, rng, random, log: SILENT });
  const network = makeNetwork(scheduler, rng, (socket) => server.accept(socket));
  const devices: readonly [SimDevice, SimDevice] = [makeDevice(scheduler, rng), makeDevice(scheduler, rng)];
  const connections = new Map<SimTab, ActorConnBase<unknown>>();
  /** What a page gets that is loaded now. */
  let site = parts.registry;
  const registryOf = new Map<SimTab, Registry>();
  let backup: Map<string, string | Uint8Array> | null = null;
  let wasRestored = false;
  const world: World = {
    server,
    connections,
    get wasRestored() {
      return wasRestored;
    },
  };
  const people = populate(world);

  const step = async (): Promise<boolean> => {
    const happened = await scheduler.step();
    people.check();
    return happened;
  };

  const open = (device: SimDevice): void => {
    const skew = below(5) * 20_000 - 40_000;
    const settled = (settlement: ActionSettlement): void => people.settled(settlement, tab);
    const tab: SimTab = openTab({ registry: site, device, network, scheduler, rng, random, log: SILENT, skew, settled });
    registryOf.set(tab, site);
    connections.set(tab, tab.connect(address, undefined, input));
  };
  const close = (tab: SimTab): void => {
    tab.kill();
    connections.delete(tab);
  };

  const killServer = (): void => {
    server.kill();
    network.cutAll();
    if (restores && backup !== null && below(3) === 0) {
      server.disk = new Map(backup);
      wasRestored = true;
    }
    scheduler.at(scheduler.now() + rng.random() * 3_000, () => server.start());
  };

  /** Somebody who has heard that the actor came to its end asks for another one. */
  const askAgain = (tab: SimTab, connection: ActorConnBase<unknown>): void => {
    void connection.dispose();
    connections.set(tab, tab.connect(address, undefined, input));
  };
  const destroyOrAsk = (tab: SimTab, connection: ActorConnBase<unknown>): void => {
    if (connection.sync.phase === "destroyed") return askAgain(tab, connection);
    if (below(2) === 0 && people.end(tab, connection)) return;
    const id = actorId(server, address);
    if (id !== undefined) server.host?.destroy(id).catch(() => {});
  };

  const deploy = (newer: Registry): void => {
    if (below(2) === 0) site = newer;
    else {
      // Now and then it is taken back, and what has been upgraded sleeps.
      server.registry = below(4) === 0 ? parts.registry : newer;
      killServer();
    }
  };

  const act = (): void => {
    const [first, ...rest] = connections;
    const dice = below(100);
    if (first === undefined || (dice < 4 && rest.length < 3)) return open(pick(devices));
    const [tab, connection] = pick([first, ...rest]);
    if (tab.isFrozen && dice >= 4) return;
    if (dice < 50) people.call(tab, connection);
    else if (dice < 54) close(tab);
    else if (dice < 58) network.cutAll();
    else if (dice < 62) {
      const device = pick(devices);
      device.isOnline = !device.isOnline;
      if (!device.isOnline) network.cutAll();
    } else if (dice < 66) killServer();
    else if (dice < 70) network.weather = pick([FAIR, FAIR, HEAVY]);
    else if (dice < 73 && freezes && rng.random() < 0.5) tab.freeze(rng.random() * 3_000);
    else if (dice < 73) tab.wake();
    else if (dice < 76 && restores) backup = new Map(server.disk);
    else if (dice < 80) people.tend(tab, connection);
    else if (dice < 84 && destroys) destroyOrAsk(tab, connection);
    else if (dice >= 84 && dice < 88 && later !== undefined) deploy(later);
  };

  /** The network heals, the server stays up, and everybody who left comes back once. */
  const heal = (): void => {
    network.weather = FAIR;
    if (later !== undefined) {
      site = later;
      if (server.registry !== later) server.kill();
      network.cutAll();
      server.registry = later;
      for (const tab of [...connections.keys()]) if (registryOf.get(tab) !== later) close(tab);
    }
    server.start();
    for (const device of devices) {
      device.isOnline = true;
      if (![...connections.keys()].some((tab) => tab.device === device)) open(device);
    }
  };

  const isQuiet = (): boolean =>
    [...connections].every(([tab, { sync }]) => sync.phase === "live" && sync.pending === 0 && tab.actor(address).replica.state.unsaved === null);

  server.start();
  open(pick(devices));
  for (let i = 0; i < steps; i++) {
    if (below(3) === 0) act();
    await step();
  }
  heal();
  const deadline = scheduler.now() + HEALING;
  do {
    while (scheduler.now() < deadline && !isQuiet()) {
      for (const [tab, connection] of connections) if (connection.sync.phase === "destroyed") askAgain(tab, connection);
      await step();
    }
    if (!isQuiet()) throw new Error(`L6: it is stuck: ${[...connections.values()].map(({ sync }) => JSON.stringify(sync)).join(" ")}`);
    for (const until = scheduler.now() + 3_000; scheduler.now() < until && (await step()); );
  } while (!isQuiet());
  return { world, people };
}
