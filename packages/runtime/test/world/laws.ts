import { addressFor } from "../../src/client/address.ts";
import { makeDevice } from "../../src/client/device.ts";
import { guardedStorage } from "../../src/client/guarded-storage.ts";
import { assembleBase } from "../../src/client/stored-base.ts";
import { versionOf } from "../../src/definition/upgrade.ts";
import type { Instance } from "../../src/host/instance.ts";
import { foldOf } from "../../src/replica/state.ts";
import { memoryStorage } from "../../src/storage/memory.ts";
import type { SimTab } from "../../src/testing/sim-tab.ts";
import type { World } from "../../src/testing/world.ts";
import { actorId, awakeActor, stateOf } from "../../src/testing/world-server.ts";
import { ROOT } from "../../src/track/node.ts";
import { copy } from "../../src/value/copy.ts";
import { deepEqual } from "../../src/value/equal.ts";
import { ADDRESS, boardIn, type BoardState, naiveFold, shownOf } from "./board.ts";
import type { Calls } from "./calls.ts";

/** What must hold: each view is the fold of its base and what waits, and nothing is done twice. */
export function makeLaws({ server, connections }: World, calls: Calls, isShown: boolean) {
  const checked = new Map<SimTab, { readonly state: unknown; readonly view: unknown }>();

  /** What those have of the state who were told of this sight, or run. */
  const truthFor = (instance: Instance, run: string): unknown => (isShown ? shownTo(instance, run) : stateOf(instance));

  const checkTab = (tab: SimTab): void => {
    const { replica, schema } = tab.actor(ADDRESS);
    if (!replica.view.isKnown) return;
    const last = checked.get(tab);
    if (last?.state === replica.state && last.view === replica.view.state) return;
    checked.set(tab, { state: replica.state, view: replica.view.state });
    const whole = replica.onBase((state) => copy(state, { name: "base" }));
    const base = boardIn(whole);
    const fold = naiveFold(base, foldOf(replica.state), schema);
    const seen = boardIn(replica.view.state);
    if (!deepEqual(seen, fold)) {
      throw new Error(`L4: the view is not fold(base, pending)\nview ${show(seen)}\nfold ${show(fold)}`);
    }
    if (seen === replica.view.state ? schema > 1 : schema < 2) throw new Error(`L8: a page of version ${schema} has the state of another\n${show(replica.view.state)}`);
    noDoubles(base.log.filter((token) => !calls.mayRepeat(token)), "base");
    noDoubles(fold.log.filter((token) => !calls.isRetried(token)), "view");
    const { cursor } = replica.state;
    const instance = awakeActor(server, ADDRESS);
    if (instance === undefined || cursor === null) return;
    if (cursor[0] !== instance.record.epoch || cursor[1] !== instance.recorder.version) return;
    const truth = truthFor(instance, cursor[2]);
    if (truth !== null && !deepEqual(whole, truth)) throw new Error(`L8: the base differs at ${cursor[1]}\nbase   ${show(whole)}\nserver ${show(truth)}`);
  };

  const known = new Map<string, unknown>();
  /** Which actions have lasted, and in which actor: what only was in the server's memory never was. */
  const readDisk = (): void => {
    const id = actorId(server, ADDRESS);
    if (id === undefined) return;
    const { epoch } = JSON.parse(String(server.disk.get(`actor/${id}`))) as { epoch: string };
    for (const [key, value] of server.disk) {
      if (!key.startsWith(`snapshot/${id}`) && !key.startsWith(`log/${id}/`)) continue;
      if (known.get(key) === value) continue;
      known.set(key, value);
      calls.seen([...String(value).matchAll(/"(t\d+)"/g)].map(([, token = ""]) => token), id, epoch);
    }
  };

  return {
    check(): void {
      for (const tab of connections.keys()) checkTab(tab);
      const instance = awakeActor(server, ADDRESS);
      if (instance !== undefined) noDoubles(boardOf(instance).log.filter((token) => !calls.mayRepeat(token)), "server");
      readDisk();
      calls.check();
    },
    checkAgreement(instance: Instance): void {
      for (const [tab, connection] of connections) {
        const truth = truthFor(instance, tab.actor(ADDRESS).replica.state.cursor?.[2] ?? "");
        if (deepEqual(connection.state, truth)) continue;
        throw new Error(`no agreement\nclient ${show(connection.state)}\nserver ${show(truth)}`);
      }
    },
    /** What a device has on its disk is, after a while, what one of its tabs may see. */
    async checkDisks(instance: Instance): Promise<void> {
      for (const { device } of connections.keys()) {
        const stored = await makeDevice(guardedStorage({ storage: memoryStorage(device.disk), random: { bytes: () => new Uint8Array() }, forgotten: () => {} })).load(addressFor(instance.definition, ADDRESS, undefined));
        const base = assembleBase(stored, versionOf(instance.definition))?.state;
        const truth = truthFor(instance, stored.head?.cursor[2] ?? "");
        if (!deepEqual(base, truth)) throw new Error(`L9: on the disk is ${show(base)}, and not ${show(truth)}`);
        if (isShown && stored.steps.length > 0) throw new Error("L9: what was taken away is still on the disk, before the steps that took it");
      }
    },
  };
}

/** What those see who were told of this sight; `null` where nobody is there who was. */
function shownTo(instance: Instance, run: string): unknown {
  for (const { follower, tree } of instance.conns.values()) {
    if (follower.sight !== run) continue;
    const state: unknown = tree?.holder.raw[ROOT];
    return shownOf(stateOf(instance), (state as { isShy: boolean }).isShy);
  }
  return null;
}

export function boardOf(instance: Instance): BoardState {
  return boardIn(stateOf(instance));
}

function noDoubles(log: readonly string[], where: string): void {
  if (new Set(log).size !== log.length) throw new Error(`L2: done twice in the ${where}: ${log.join(" ")}`);
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => (v instanceof Map ? [...v] : v));
}
