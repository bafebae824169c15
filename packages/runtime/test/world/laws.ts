import type { ActorConnBase } from "../../src/client/types.ts";
import type { Host } from "../../src/host/host.ts";
import { foldOf } from "../../src/replica/state.ts";
import type { SimServer } from "../../src/testing/sim-server.ts";
import type { SimTab } from "../../src/testing/sim-tab.ts";
import { ROOT } from "../../src/track/node.ts";
import { copy } from "../../src/value/copy.ts";
import { deepEqual } from "../../src/value/equal.ts";
import { ADDRESS, boardIn, type BoardState, naiveFold } from "./board.ts";
import type { Calls } from "./calls.ts";

/** What must hold after every step: each view is the fold of its base and what waits, and nothing is done twice. */
export function makeLaws(server: SimServer, calls: Calls) {
  const checked = new Map<SimTab, { readonly state: unknown; readonly view: unknown }>();

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
    const instance = awakeBoard(server);
    if (instance === undefined || cursor === null) return;
    if (cursor[0] !== instance.record.epoch || cursor[1] !== instance.recorder.version) return;
    const truth = instance.tree.holder.raw[ROOT];
    if (!deepEqual(whole, truth)) throw new Error(`L8: the base differs at ${cursor[1]}\nbase   ${show(whole)}\nserver ${show(truth)}`);
  };

  return {
    check(tabs: Iterable<SimTab>): void {
      for (const tab of tabs) checkTab(tab);
      const instance = awakeBoard(server);
      if (instance !== undefined) noDoubles(boardOf(instance).log.filter((token) => !calls.mayRepeat(token)), "server");
      calls.check();
    },
    checkAgreement(connections: Iterable<ActorConnBase<unknown>>, truth: BoardState): void {
      for (const connection of connections) {
        if (deepEqual(boardIn(connection.state), truth)) continue;
        throw new Error(`no agreement\nclient ${show(connection.state)}\nserver ${show(truth)}`);
      }
    },
  };
}

type Instance = NonNullable<ReturnType<Host["awake"]>>;

export function boardOf(instance: Instance): BoardState {
  return boardIn(instance.tree.holder.raw[ROOT]);
}

export function awakeBoard({ host, disk }: SimServer): Instance | undefined {
  const id = disk.get("key/board/one");
  return typeof id === "string" ? host?.awake(id) : undefined;
}

function noDoubles(log: readonly string[], where: string): void {
  if (new Set(log).size !== log.length) throw new Error(`L2: done twice in the ${where}: ${log.join(" ")}`);
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => (v instanceof Map ? [...v] : v));
}
