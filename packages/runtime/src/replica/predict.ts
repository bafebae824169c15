import { watchPurity } from "#dev";
import type { Mode } from "../contract/context.ts";
import { isAsyncFunction, markOf } from "../definition/marks.ts";
import { upgradeArgs } from "../definition/upgrade.ts";
import { actorError } from "../errors/actor-error.ts";
import { Context } from "../execution/context.ts";
import { type Action, findAction, runAction } from "../execution/run.ts";
import type { Journal, Tree } from "../track/node.ts";
import { endStretch } from "../track/stretch.ts";
import { takeBack } from "../track/tree.ts";
import { copy } from "../value/copy.ts";
import { isObject } from "../value/kind.ts";
import { Attempt } from "./attempt.ts";
import type { Prediction, Predictor } from "./predictor.ts";
import type { Row } from "./row.ts";

/** One run of a row, and what it did. */
export interface Run {
  readonly prediction: Prediction;
  readonly journal: Journal;
  /** The action gave a promise: called again, it would do again whatever it does outside. */
  readonly isPromised?: true;
}

/** Runs a row on the tree. What it did is in the journal, which is empty unless the prediction succeeded. */
export function predict(predictor: Predictor, tree: Tree, row: Row, mode: Mode): Run {
  const action = findPredictable(predictor, row);
  if (typeof action === "string") return { prediction: { how: "unpredictable", why: action }, journal: endStretch(tree) };
  const attempt = new Attempt(predictor, tree, row, mode, markOf(action) === "read");
  const context = new Context(attempt, attempt);
  const args = row.args.every((arg) => !isObject(arg)) ? row.args : row.args.map((arg) => copy(arg, { name: "argument" }));
  const isOlder = row.schema < predictor.own.version;
  const run = (): ReturnType<typeof runAction> => {
    return writing(tree, () => (isOlder ? runAction(upgrading(predictor, row, action, args), context, []) : runAction(action, context, args)));
  };
  const outcome = watchPurity((use) => predictor.impure(row.name, use, row), run);
  // What an action left running may not write into a replica: it would be in no fold.
  context.revoke();
  const { missed, events } = attempt;
  if (missed === null && outcome.how === "returned") {
    return { prediction: { how: "predicted", output: outcome.output, events }, journal: endStretch(tree) };
  }
  takeBack(tree, tree.journal);
  const prediction: Prediction =
    missed === null && outcome.how === "threw" ? outcome : { how: "unpredictable", why: missed ?? "it returns a promise" };
  const failed = { prediction, journal: endStretch(tree) };
  if (outcome.how !== "promised") return failed;
  outcome.promise.then(undefined, () => {});
  return { ...failed, isPromised: true };
}

/** The action of a call of an earlier version; what an upgrade throws is the action's own. */
function upgrading({ own }: Predictor, row: Row, action: Action, args: readonly unknown[]): Action {
  return (c) => action(c, ...upgradeArgs(own, row.schema, row.name, args));
}

/** Only while its action runs may actor code write, through whatever it kept of the state. */
function writing<R>(tree: Tree, body: () => R): R {
  tree.beforeWrite = allow;
  try {
    return body();
  } finally {
    tree.beforeWrite = refuse;
  }
}

function allow(): void {}

function refuse(): never {
  throw actorError("action/revoked", "The action is over; the state takes no more writes of it.");
}

/** The action, or why it is not even called on a replica. */
function findPredictable({ definition, own }: Predictor, row: Row): Action | string {
  if (definition === null) return "the client was not given the registry";
  if (row.schema > own.version) return "a newer version of the app called it";
  const action = findAction(definition, row.name);
  if (action === undefined) return "this version of the app has no such action";
  if (markOf(action) === "server-only") return "it runs on the server only";
  return isAsyncFunction(action) ? "it is an async function" : action;
}

/** Runs an action made with `read()` on the view. Throws `client/offline` where only the server can. */
export function readOnView(predictor: Predictor, tree: Tree | null, row: Row): unknown {
  const offline = (why: string): never => {
    throw actorError("client/offline", `${row.name} cannot be answered from here: ${why}.`);
  };
  if (tree === null) return offline("the state is not known yet");
  const action = findPredictable(predictor, row);
  if (typeof action === "string") return offline(action);
  const attempt = new Attempt(predictor, tree, row, "predicted", true);
  const outcome = runAction(action, new Context(attempt, attempt), row.args);
  if (attempt.missed !== null) return offline(attempt.missed);
  if (outcome.how === "threw") throw outcome.error;
  return outcome.how === "promised" ? offline("it returns a promise") : outcome.output;
}
