import { actorError, ActorError } from "../errors/actor-error.ts";
import { readOnView } from "./predict.ts";
import type { Prediction, Predictor } from "./predictor.ts";
import { makeFold } from "./fold.ts";
import { reconcile } from "./reconcile.ts";
import type { Answer, Row } from "./row.ts";
import { type Draft, type Duty, EMPTY, foldOf, type ReplicaEvent, type ReplicaState, type StoreStep } from "./state.ts";
import type { Watch } from "./watch.ts";
import { makeView, type View } from "./view.ts";
import { unreachable } from "../util/assert.ts";

/** What a replica has done for it. */
export interface ReplicaDuties {
  /** There are rows that have no place on the device yet. */
  save(): void;
  /** `state`: the replica's as of this step. */
  store(step: StoreStep, state: ReplicaState): void;
  push(lane: string, client: string, rows: readonly Row[]): void;
  settle(row: Row, answer: Answer): void;
  reopen(lane: string): void;
  /** Its state changed in some way the app may ask about. */
  changed(): void;
}

/** One actor on this tab: decides by `reconcile`, and does what was decided. */
export interface Replica {
  readonly state: ReplicaState;
  readonly view: View;
  /** Calls an action: in the view at once, on its way to the server as soon as it is saved. */
  call(draft: Draft): { readonly row: Row; readonly prediction: Prediction };
  /** Takes an event; `between` runs after the view has changed and before anything is settled. */
  take(event: ReplicaEvent, between?: () => void): void;
  /** Rows are still to be run before there is a view: each `more` runs some. */
  readonly isBehind: boolean;
  /** Shows a state that is only guessed, until the server or the device gives one. */
  guess(state: unknown, atOnce: number): void;
  /** Runs an action made with `read()` on the view. Throws `client/offline` where only the server can. */
  read(row: Row): unknown;
  /** Runs `body` on the confirmed base. */
  onBase<R>(body: (state: unknown) => R): R | null;
}

export function makeReplica(predictor: Predictor, duties: ReplicaDuties, watch: Watch): Replica {
  const fold = makeFold(predictor, watch);
  const view = makeView(fold);
  let state = EMPTY;
  /** Calls on their way back to their callers: who is told of one may make another. */
  const made: { readonly row: Row; readonly prediction: Prediction }[] = [];

  const perform = (duty: Duty): void => {
    switch (duty.do) {
      case "predict":
        return view.step(() => {
          made.push({ row: duty.row, prediction: fold.append(duty.row) });
        });
      case "rebase":
        return rebase(duty);
      case "save":
        return duties.save();
      case "store":
        return duties.store(duty.step, state);
      case "push":
        return duties.push(duty.lane, duty.client, duty.rows);
      case "settle":
        return duties.settle(duty.row, duty.answer);
      case "reopen":
        return duties.reopen(duty.lane);
      default:
        return unreachable(duty, "a duty of a replica");
    }
  };

  /** A patch that does not fit leaves nothing to build on: the base is asked for anew, the rows stay. */
  const rebase = ({ base }: Extract<Duty, { do: "rebase" }>): void => {
    try {
      view.step(() => fold.rebase(base, foldOf(state)));
    } catch (error) {
      if (!(error instanceof ActorError) || error.group !== "protocol") throw error;
      predictor.log.error({ msg: "the server's state does not fit; asking for it anew", err: error });
      state = { ...state, cursor: null };
      view.step(() => fold.forget());
      for (const lane of state.open) duties.reopen(lane);
    }
  };

  const take = (event: ReplicaEvent, between: () => void = () => {}): void => {
    const decision = reconcile(state, event);
    watch.hear?.(predictor.at, { type: "step", event, before: state, decision });
    const isChange = decision.state !== state;
    state = decision.state;
    for (const duty of decision.duties) if (duty.do !== "settle") perform(duty);
    between();
    for (const duty of decision.duties) if (duty.do === "settle") perform(duty);
    if (isChange) duties.changed();
  };

  return {
    get state() {
      return state;
    },
    view,
    call(draft) {
      take({ type: "called", draft });
      const called = made.pop();
      if (called === undefined) throw actorError("internal/internal_error", "A call was not predicted.");
      return called;
    },
    take,
    get isBehind() {
      return fold.isBehind;
    },
    guess(guessed, atOnce) {
      view.step(() => fold.rebase({ how: "snapshot", state: guessed, text: "", atOnce }, foldOf(state)));
    },
    read: (row) => readOnView(predictor, fold.tree, row),
    onBase: (body) => fold.onBase((tree) => body(tree.holder.raw["state"])),
  };
}

