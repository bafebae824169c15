import { watchPurity } from "#dev";
import type { Mode } from "../contract/context.ts";
import { isAsyncFunction, markOf } from "../definition/marks.ts";
import { upgradeArgs } from "../definition/upgrade.ts";
import { actorError } from "../errors/actor-error.ts";
import { Context } from "../execution/context.ts";
import { type Action, findAction, type Outcome, runAction } from "../execution/run.ts";
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

/** What can be said of any row while there is no base. */
export const UNKNOWN: Prediction = { how: "unpredictable", why: "the state is not known yet" };

/** Runs a row on the tree. What it did is in the journal, which is empty unless the prediction succeeded. */
export function predict(predictor: Predictor, tree: Tree, row: Row, mode: Mode): Run {
  const action = findPredictable(predictor, row);
  if (typeof action === "string") return { prediction: { how: "unpredictable", why: action }, journal: endStretch(tree) };
  const attempt = new Attempt(predictor, tree, row, mode, markOf(action) === "read");
  const context = new Context(attempt, attempt);
  const args = row.args.every((arg) => !isObject(arg)) ? row.args : row.args.map((arg) => copy(arg, { name: "argument" }));
  // What an upgrade throws is the action's own.
  const upgraded: Action = (c) => action(c, ...upgradeArgs(predictor.own, row.schema, row.name, args));
  const run = (): Outcome => writing(tree, () => runAction(upgraded, context, []));
  const outcome = watchPurity((use) => predictor.impure(row.name, use, row), run);
  // What an action left running may not write into a replica: it would be in no fold.
  context.revoke();
  const prediction = predictionOf(attempt, outcome);
  if (prediction.how !== "predicted") takeBack(tree, tree.journal);
  const journal = endStretch(tree);
  if (outcome.how !== "promised") return { prediction, journal };
  outcome.promise.then(undefined, () => {});
  return { prediction, journal, isPromised: true };
}

function predictionOf({ missed, events }: Attempt, outcome: Outcome): Prediction {
  if (missed !== null) return { how: "unpredictable", why: missed };
  switch (outcome.how) {
    case "returned":
      return { how: "predicted", output: outcome.output, events };
    case "threw":
      return outcome;
    case "promised":
      return { how: "unpredictable", why: "it returns a promise" };
  }
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
  // Nobody compares it with what the server would have said.
  const prediction = tree === null ? UNKNOWN : predict({ ...predictor, impure() {} }, tree, row, "predicted").prediction;
  switch (prediction.how) {
    case "predicted":
      return prediction.output;
    case "threw":
      throw prediction.error;
    case "unpredictable":
      throw actorError("client/offline", `${row.name} cannot be answered from here: ${prediction.why}.`);
  }
}
