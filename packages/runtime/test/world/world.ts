import type { PendingAction, RejectedAction } from "../../src/client/outbox.ts";
import type { ActionSettlement } from "../../src/client/page-parts.ts";
import type { ActorConnBase } from "../../src/client/types.ts";
import { isError } from "../../src/errors/actor-error.ts";
import { SILENT } from "../../src/ports/logger.ts";
import { makeScheduler } from "../../src/testing/scheduler.ts";
import { makeDevice, type SimDevice } from "../../src/testing/sim-device.ts";
import { FAIR, makeNetwork, type Weather } from "../../src/testing/sim-network.ts";
import { makeSimServer } from "../../src/testing/sim-server.ts";
import { openTab, type SimTab } from "../../src/testing/sim-tab.ts";
import { rng as makeRng } from "../../src/util/rng.ts";
import { actionsOf, ADDRESS, argsFor, type BoardAction, boardRegistry, type BoardVersion, callOf } from "./board.ts";
import { makeCalls } from "./calls.ts";
import { awakeBoard, boardId, boardOf, makeLaws } from "./laws.ts";

export interface WorldOptions {
  readonly seed: number;
  readonly steps: number;
  /** Whether the server's disk is now and then put back to what it was. */
  readonly restores: boolean;
  /** Whether actions are called that commit twice, and may be interrupted in between. */
  readonly interrupts: boolean;
  /** Whether pages are put aside now and then, and give up what they hold. */
  readonly freezes: boolean;
  /** Whether clients see a part of the state only, and now and then another one. */
  readonly isShown?: boolean;
  /** Whether the actor is destroyed now and then, from outside and by an action of its own. */
  readonly destroys?: boolean;
  /** Whether a newer version of the app is deployed: to the pages that are loaded from then on, and to the server, in any order. */
  readonly deploys?: boolean;
  /** Whether actions in the outbox are called with other arguments instead. */
  readonly edits?: boolean;
}

const HEAVY: Weather = { cut: 0.02, silence: 0.01, duplicate: 0.02, delay: 200 };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A world of browsers, tabs and one server; checks the laws after every step, and agreement in the end. */
export async function runWorld({ seed, steps, restores, interrupts, freezes, isShown = false, destroys = false, deploys = false, edits = false }: WorldOptions): Promise<void> {
  const rng = makeRng(`world ${seed}`);
  const pick = <T>(items: readonly [T, ...T[]] | readonly T[]): T => items[rng.uint32() % items.length] as T;
  const scheduler = makeScheduler(rng, turn, 3);
  const random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => rng.uint32() & 255) };
  const pause = (): Promise<void> => new Promise((resolve) => scheduler.at(scheduler.now() + rng.random() * 2_000, resolve));
  const apps = { 1: boardRegistry(1, pause, isShown), 2: boardRegistry(2, pause, isShown) };
  /** What a page gets that is loaded now. */
  let site: BoardVersion = 1;
  const server = makeSimServer({ registry: apps[1], scheduler, rng, random, log: SILENT });
  const network = makeNetwork(scheduler, rng, (socket) => server.accept(socket));
  const devices: readonly [SimDevice, SimDevice] = [makeDevice(scheduler, rng), makeDevice(scheduler, rng)];
  const connections = new Map<SimTab, ActorConnBase<unknown>>();
  const names = (version: BoardVersion) => actionsOf(version, isShown).filter((name) => (interrupts || name !== "slow") && name !== "end");
  const versionOf = (tab: SimTab): BoardVersion => (tab.actor(ADDRESS).schema === 1 ? 1 : 2);
  let backup: Map<string, string | Uint8Array> | null = null;
  let wasRestored = false;
  const calls = makeCalls(() => wasRestored);
  const laws = makeLaws(server, calls, isShown);

  const step = async (): Promise<boolean> => {
    const happened = await scheduler.step();
    laws.check(connections.keys());
    return happened;
  };

  const open = (device: SimDevice): void => {
    const skew = (rng.uint32() % 5) * 20_000 - 40_000;
    const settled = (settlement: ActionSettlement): void => calls.settled(settlement, tab);
    const tab: SimTab = openTab({ registry: apps[site], device, network, scheduler, rng, random, log: SILENT, skew, settled });
    connections.set(tab, tab.connect(ADDRESS));
  };

  const call = (tab: SimTab, given?: BoardAction): void => {
    const token = calls.nextToken();
    const version = versionOf(tab);
    const name = given ?? pick(names(version));
    const made = connections.get(tab)?.action({ name, args: argsFor(version, token, rng.uint32() % 100) });
    if (made !== undefined) calls.fresh(tab, made, name, token);
  };

  const killServer = (): void => {
    server.kill();
    network.cutAll();
    if (restores && backup !== null && rng.uint32() % 3 === 0) {
      server.disk = new Map(backup);
      wasRestored = true;
    }
    scheduler.at(scheduler.now() + rng.random() * 3_000, () => server.start());
  };

  /** The actor comes to its end; or somebody who has heard that it did asks for another one. */
  const destroyOrAsk = (tab: SimTab): void => {
    if (connections.get(tab)?.sync.phase === "destroyed") return askAgain(tab);
    if (rng.uint32() % 2 === 0) return call(tab, "end");
    const id = boardId(server);
    if (id !== undefined) server.host?.destroy(id).catch(() => {});
  };
  const askAgain = (tab: SimTab): void => {
    void connections.get(tab)?.dispose();
    connections.set(tab, tab.connect(ADDRESS));
  };

  const retryOrDiscard = (tab: SimTab): void => {
    const outbox = connections.get(tab)?.outbox;
    const rejected = outbox?.rejected[0];
    if (rejected !== undefined && rng.uint32() % 2 === 0) {
      const [boxed] = tab.actor(ADDRESS).rows.box.boxed;
      // Refused: what a newer page called, an older one does not call again.
      if (boxed !== undefined && boxed.row.schema > versionOf(tab)) return;
      calls.retried(callOf(rejected.args).token);
      void outbox?.retry(rejected.id);
      return;
    }
    const pending = outbox?.pending[0];
    if (edits && rng.uint32() % 2 === 0) return edit(tab, rejected ?? pending);
    if (pending === undefined) return;
    void outbox?.discard(pending.id);
    calls.discarded(callOf(pending.args).token);
  };

  const deploy = (): void => {
    if (rng.uint32() % 2 === 0) site = 2;
    else {
      // Now and then it is taken back, and what has been upgraded sleeps.
      server.registry = apps[rng.uint32() % 4 === 0 ? 1 : 2];
      killServer();
    }
  };

  const edit = (tab: SimTab, before: PendingAction | RejectedAction | undefined): void => {
    const version = versionOf(tab);
    const name = names(version).find((each) => each === before?.name);
    if (before === undefined || name === undefined) return;
    const token = calls.nextToken();
    try {
      const made = connections.get(tab)?.outbox.edit(before.id, argsFor(version, token, rng.uint32() % 100));
      if (made === undefined) return;
      calls.edited(callOf(before.args).token, token);
      calls.fresh(tab, made, name, token);
    } catch (error) {
      if (!isError(error, "outbox/other_tab") && !isError(error, "version/outdated")) throw error;
    }
  };

  const act = (): void => {
    const tabs = [...connections.keys()];
    const dice = rng.uint32() % 100;
    if (tabs.length === 0 || (dice < 4 && tabs.length < 4)) return open(pick(devices));
    const tab = pick(tabs);
    if (tab.isFrozen && dice >= 4) return;
    if (dice < 50) return call(tab);
    if (dice < 54) {
      tab.kill();
      connections.delete(tab);
    } else if (dice < 58) network.cutAll();
    else if (dice < 62) {
      const device = pick(devices);
      device.isOnline = !device.isOnline;
      if (!device.isOnline) network.cutAll();
    } else if (dice < 66) killServer();
    else if (dice < 70) network.weather = pick([FAIR, FAIR, HEAVY]);
    else if (dice < 73 && freezes && rng.random() < 0.5) tab.freeze(rng.random() * 3_000);
    else if (dice < 73) tab.wake();
    else if (dice < 76 && restores) backup = new Map(server.disk);
    else if (dice < 80) retryOrDiscard(tab);
    else if (dice < 84 && destroys) destroyOrAsk(tab);
    else if (dice >= 84 && dice < 88 && deploys) deploy();
  };

  const isQuiet = (): boolean =>
    [...connections].every(([tab, { sync }]) => {
      return sync.phase === "live" && sync.pending === 0 && tab.actor(ADDRESS).replica.state.unsaved === null;
    });

  server.start();
  open(pick(devices));
  for (let i = 0; i < steps; i++) {
    if (rng.uint32() % 3 === 0) act();
    await step();
  }

  // The network heals, the server stays up, and everybody who left comes back once.
  network.weather = FAIR;
  if (deploys) {
    site = 2;
    if (server.registry !== apps[2]) server.kill();
    network.cutAll();
    server.registry = apps[2];
    for (const tab of [...connections.keys()].filter((each) => versionOf(each) === 1)) {
      tab.kill();
      connections.delete(tab);
    }
  }
  server.start();
  for (const device of devices) {
    device.isOnline = true;
    if (![...connections.keys()].some((tab) => tab.device === device)) open(device);
  }
  const deadline = scheduler.now() + 180_000;
  do {
    while (scheduler.now() < deadline && !isQuiet()) {
      for (const [tab, { sync }] of connections) if (sync.phase === "destroyed") askAgain(tab);
      await step();
    }
    if (!isQuiet()) throw new Error(`stuck: ${[...connections.values()].map(({ sync }) => JSON.stringify(sync)).join(" ")}`);
    for (const until = scheduler.now() + 3_000; scheduler.now() < until && (await step()); );
  } while (!isQuiet());

  const { host } = server;
  const id = boardId(server);
  if (host === null || id === undefined) throw new Error("There is no board in the end.");
  const waking = awakeBoard(server) ?? host.wake(id);
  for (let i = 0; i < 50; i++) await scheduler.step();
  const instance = await waking;
  laws.checkAgreement(connections, instance);
  await laws.checkDisks(connections, instance);
  const boxed = new Set([...connections.values()].flatMap(({ outbox }) => outbox.rejected.map(({ args }) => callOf(args).token)));
  calls.checkEnd(boardOf(instance), id, boxed);
}
