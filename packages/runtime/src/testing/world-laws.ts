import type { Address } from "../client/address.ts";
import { predictorOf } from "../client/predictor-of.ts";
import { versionOf } from "../definition/upgrade.ts";
import type { Instance } from "../host/instance.ts";
import { makeFold } from "../replica/fold.ts";
import { foldOf } from "../replica/state.ts";
import { ROOT } from "../track/node.ts";
import { fromJson, toJson } from "../value/codec.ts";
import { copy } from "../value/copy.ts";
import { deepEqual } from "../value/equal.ts";
import type { SimTab } from "./sim-tab.ts";
import { awakeActor, stateOf } from "./world-server.ts";
import type { World } from "./world.ts";

export interface LawsParts {
  readonly world: World;
  readonly address: Address;
  /** The app's own laws, for what the server has and for what a page shows: they throw where it is not as it must be. */
  readonly holds: (state: unknown) => void;
  readonly shows: (view: unknown) => void;
}

/** What must hold in any world, whatever the app. Its functions throw an error that begins with the law's number. */
export interface Laws {
  /** After every step. */
  check(): void;
  /** In the end, when nothing waits: everybody sees what the server has for them. */
  checkAgreement(instance: Instance): void;
}

export function makeLaws({ world, address, holds, shows }: LawsParts): Laws {
  const { server, connections } = world;
  const checked = new Map<SimTab, { readonly state: unknown; readonly view: unknown }>();
  let checkedVersion: string | null = null;

  const checkTab = (tab: SimTab): void => {
    const actor = tab.actor(address);
    const { replica, schema } = actor;
    const last = checked.get(tab);
    if (!replica.view.isKnown || (last?.state === replica.state && last.view === replica.view.state)) return;
    checked.set(tab, { state: replica.state, view: replica.view.state });
    const base = replica.onBase((state) => copy(state, { name: "base" }));
    const fold = makeFold(predictorOf(actor), { hear: null });
    fold.rebase({ how: "snapshot", state: copy(base, { name: "base" }), text: "" }, foldOf(replica.state));
    const again = fold.tree?.holder.raw[ROOT];
    if (!deepEqual(replica.view.state, again)) {
      throw new Error(`L4: what a page shows is not what its waiting actions make of the confirmed state. Does one of them use anything but its state, its arguments and c?\nshown   ${show(replica.view.state)}\nreplayed ${show(again)}`);
    }
    shows(replica.view.state);
    const { cursor } = replica.state;
    const instance = awakeActor(server, address);
    if (instance === undefined || instance.sights !== null || schema !== versionOf(instance.definition).version) return;
    if (cursor === null || cursor[0] !== instance.record.epoch || cursor[1] !== instance.recorder.version) return;
    if (!deepEqual(base, stateOf(instance))) {
      throw new Error(`L8: a page has another state than the server at version ${cursor[1]}\npage   ${show(base)}\nserver ${show(stateOf(instance))}`);
    }
  };

  const checkServer = (): void => {
    const instance = awakeActor(server, address);
    if (instance === undefined) return;
    const version = `${instance.record.epoch}/${instance.recorder.version}`;
    if (version === checkedVersion) return;
    checkedVersion = version;
    holds(stateOf(instance));
  };

  return {
    check() {
      checkServer();
      for (const tab of connections.keys()) checkTab(tab);
    },
    checkAgreement(instance) {
      for (const [tab, connection] of connections) {
        const truth = truthFor(instance, tab.actor(address).replica.state.cursor?.[2]);
        if (truth === null || deepEqual(connection.state, truth.state)) continue;
        throw new Error(`L8: in the end a page sees something else than the server has for it\npage   ${show(connection.state)}\nserver ${show(truth.state)}`);
      }
    },
  };
}

/** What those have of the state who were told of this sight; `null` where nobody is there who was. */
function truthFor(instance: Instance, sight: string | undefined): { readonly state: unknown } | null {
  const { sights } = instance;
  if (sights === null) return { state: stateOf(instance) };
  const conn = [...instance.conns.values()].find(({ follower }) => follower.sight === sight);
  return conn === undefined ? null : { state: fromJson(JSON.parse(sights.open(conn).text())) };
}

function show(state: unknown): string {
  return JSON.stringify(toJson(state));
}
