import type { Mode } from "../contract/context.ts";
import type { AnyActorDefinition } from "../contract/definition.ts";
import { isAsyncFunction, markOf } from "../definition/marks.ts";
import { actorError } from "../errors/actor-error.ts";
import { Context } from "../execution/context.ts";
import { findAction, runAction } from "../execution/run.ts";
import type { Journal, Tree } from "../track/node.ts";
import { endStretch } from "../track/stretch.ts";
import { takeBack } from "../track/tree.ts";
import { DEV } from "../util/dev.ts";
import { copy } from "../value/copy.ts";
import { isObject } from "../value/kind.ts";
import { Attempt } from "./attempt.ts";
import type { Prediction, Predictor } from "./predictor.ts";
import { withPurityCheck } from "./purity.ts";
import type { Row } from "./row.ts";

/** One run of a row, and what it did. */
export interface Run {
  readonly prediction: Prediction;
  readonly journal: Journal;
  /** The action gave a promise: called again, it would do again whatever it does outside. */
  readonly isPromised?: true;
}

/** Runs a row on the tree. What it did is in the journal, which is empty unless the prediction succeeded. */
export function predict(
  predictor: Predictor,
  tree: Tree,
  row: Row,
  mode: Mode,
): Run {
  const { definition } = predictor;
  const action = definition === null ? undefined : findAction(definition, row.name);
  const why = whyNot(definition, action);
  if (why !== null || action === undefined) return nothing(tree, { how: "unpredictable", why: why ?? "" });
  const attempt = new Attempt(predictor, tree, row, mode, markOf(action) === "read");
  const context = new Context(attempt, attempt);
  const args = row.args.every((arg) => !isObject(arg)) ? row.args : row.args.map((arg) => copy(arg, { name: "argument" }));
  const run = (): ReturnType<typeof runAction> => writing(tree, () => runAction(action, context, args));
  const outcome = DEV ? withPurityCheck((use) => predictor.impure(row.name, use), run) : run();
  const failed: Prediction | null =
    attempt.missed !== null
      ? { how: "unpredictable", why: attempt.missed }
      : outcome.how === "promised"
        ? { how: "unpredictable", why: "it returns a promise" }
        : outcome.how === "threw"
          ? outcome
          : null;
  // What an action left running may not write into a replica: it would be in no fold.
  context.revoke();
  if (failed !== null || outcome.how !== "returned") {
    takeBack(tree, tree.journal);
    const run = nothing(tree, failed ?? { how: "unpredictable", why: "" });
    if (outcome.how !== "promised") return run;
    outcome.promise.then(undefined, () => {});
    return { ...run, isPromised: true };
  }
  const journal = endStretch(tree);
  return { prediction: { how: "predicted", output: outcome.output, events: attempt.events }, journal };
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

function nothing(tree: Tree, prediction: Prediction): Run {
  return { prediction, journal: endStretch(tree) };
}

/** Why an action is not even called on a replica, or `null`. */
function whyNot(definition: AnyActorDefinition | null, action: object | undefined): string | null {
  if (definition === null) return "the client was not given the registry";
  if (action === undefined) return "this version of the app has no such action";
  if (markOf(action) === "server-only") return "it runs on the server only";
  return isAsyncFunction(action) ? "it is an async function" : null;
}

/** Runs an action made with `read()` on the view. Throws `client/offline` where only the server can. */
export function readOnView(predictor: Predictor, tree: Tree | null, row: Row): unknown {
  const { definition } = predictor;
  const action = definition === null ? undefined : findAction(definition, row.name);
  const why = tree === null ? "the state is not known yet" : whyNot(definition, action);
  if (why !== null || action === undefined || tree === null) {
    throw actorError("client/offline", `${row.name} cannot be answered from here: ${why ?? "unknown"}.`);
  }
  const attempt = new Attempt(predictor, tree, row, "predicted", true);
  const outcome = runAction(action, new Context(attempt, attempt), row.args);
  if (attempt.missed !== null) throw actorError("client/offline", `${row.name} cannot be answered from here: ${attempt.missed}.`);
  if (outcome.how === "threw") throw outcome.error;
  if (outcome.how === "promised") throw actorError("client/offline", `${row.name} returns a promise.`);
  return outcome.output;
}
