import { actor } from "../src/definition/actor.ts";
import { SILENT } from "../src/ports/logger.ts";
import { makeFold } from "../src/replica/fold.ts";
import type { Row } from "../src/replica/row.ts";
import type { BaseStep } from "../src/replica/state.ts";
import { makeView } from "../src/replica/view.ts";
import { shallowEqual } from "../src/value/equal.ts";

export interface Item {
  id: number;
  title: string;
  tags: string[];
}
export interface State {
  n: number;
  rows: Item[];
  byId: Record<string, Item>;
  map: Map<string, Item>;
  set: Set<string>;
  at: Date;
}
export type Act = (s: State) => void;
const acts: Act[] = [];
const thing = actor({ state: {}, actions: { run: (c, index: number) => acts[index]?.(c.state as unknown as State) } });

/** A view of a state of some size, and rows that do what the test likes. */
export function makeViewWorld(size = 3) {
  const item = (id: number): Item => ({ id, title: `row ${id}`, tags: ["a"] });
  const ids = Array.from({ length: size }, (_, id) => id);
  const state: State = {
    n: 0,
    rows: ids.map(item),
    byId: Object.fromEntries(ids.map((id) => [`k${id}`, item(id)])),
    map: new Map(ids.map((id) => [`k${id}`, item(id)])),
    set: new Set(["x"]),
    at: new Date(1),
  };
  const predictor = { definition: thing, own: { version: 1, upgrade: {} }, name: "thing", key: [], at: "thing/", log: SILENT, actorId: () => null, impure: () => {}, paramsOf: () => null };
  const view = makeView(makeFold(predictor, { hear: null }));
  view.step((fold) => fold.rebase({ how: "snapshot", state, text: "" }, []));
  let rows: Row[] = [];
  let ids_ = 0;
  const row = (act: Act): Row => {
    const id = ++ids_;
    const args = [acts.push(act) - 1];
    return { client: "c", lane: "", id, epoch: "e", kind: "action", name: "run", schema: 1, args, key: `${id}`, origin: "c", time: 0, since: 0, self: null };
  };
  return {
    view,
    get state() {
      return view.state as State;
    },
    /** Calls actions, all in one step. */
    call(...given: Act[]) {
      const fresh = given.map(row);
      view.step((fold) => fresh.forEach((each) => fold.append(each)));
      rows = [...rows, ...fresh];
    },
    /** Another client's change comes in under the waiting actions. */
    hear(...patch: BaseStep["patch"]) {
      const step: BaseStep = { from: 0, to: 1, patch, by: undefined, done: false };
      view.step((fold) => fold.rebase({ how: "steps", steps: [step] }, rows));
    },
    takeBack() {
      rows = [];
      view.step((fold) => fold.rebase(null, rows));
    },
    /** How often a selector runs from now on. */
    count<R>(selector: (state: State) => R) {
      const counts = { runs: 0, told: 0 };
      const selected = view.select((state: State) => (counts.runs++, selector(state)), shallowEqual);
      selected.subscribe(() => void counts.told++);
      return { counts, selected };
    },
  };
}

/** The first row. */
export const first = (s: State): Item => s.rows[0] ?? { id: -1, title: "", tags: [] };
