import type { AnyTypes } from "../contract/bag.ts";
import type { Conn, Mode } from "../contract/context.ts";
import type { AnyActorDefinition } from "../contract/definition.ts";
import { isAsyncFunction, markOf } from "../definition/marks.ts";
import { actorError } from "../errors/actor-error.ts";
import { Context, type Occasion, type Scope } from "../execution/context.ts";
import { findAction, runAction, settledArgs } from "../execution/run.ts";
import { actionIdOf, seedOf } from "../execution/seed.ts";
import { type Logger, type LogLine, SILENT } from "../ports/logger.ts";
import { setState } from "../track/edit.ts";
import type { Journal, Tree } from "../track/node.ts";
import { readState } from "../track/reader.ts";
import { endStretch } from "../track/stretch.ts";
import { takeBack } from "../track/tree.ts";
import { liveState } from "../track/wrap.ts";
import { DEV } from "../util/dev.ts";
import { copy } from "../value/copy.ts";
import { isObject } from "../value/kind.ts";
import { type Impurity, withPurityCheck } from "./purity.ts";
import type { Row } from "./row.ts";

/** An event that a predicted action sent. */
export interface PredictedEvent {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What running an action ahead of the server gave. */
export type Prediction =
  | { readonly how: "predicted"; readonly output: unknown; readonly events: readonly PredictedEvent[] }
  /** It threw: the server will judge. */
  | { readonly how: "threw"; readonly error: unknown }
  /** It cannot be run here: why not. */
  | { readonly how: "unpredictable"; readonly why: string };

/** What predictions are made with. */
export interface Predictor {
  readonly definition: AnyActorDefinition | null;
  readonly name: string;
  readonly key: readonly string[];
  readonly log: Logger;
  /** The actor's id, once the server gave it. */
  readonly actorId: () => string | null;
  /** Hears, in development, what an action uses that gives another result on the server. */
  readonly impure: (action: string, use: Impurity) => void;
  /** The static params of a lane. */
  readonly paramsOf: (lane: string) => unknown;
}

/** A member that a replica does not have: reading it makes the whole action unpredictable. */
class Unpredictable {
  why: string | null = null;

  refuse(member: string): never {
    this.why ??= `it reads ${member}`;
    throw actorError("action/unpredictable", `${member} is not there while predicting.`);
  }
}

/** Runs a row on the tree. What it did is in the journal, which is empty unless the prediction succeeded. */
export function predict(
  predictor: Predictor,
  tree: Tree,
  row: Row,
  mode: Mode,
): { readonly prediction: Prediction; readonly journal: Journal } {
  const { definition } = predictor;
  const action = definition === null ? undefined : findAction(definition, row.name);
  const why = whyNot(definition, action);
  if (why !== null || action === undefined) return nothing(tree, { how: "unpredictable", why: why ?? "" });
  const limits = new Unpredictable();
  const events: PredictedEvent[] = [];
  const scope = replicaScope(predictor, tree, limits, events, mode, markOf(action) === "read");
  const context = new Context(scope, replicaOccasion(predictor, row, mode, limits));
  const args = row.args.every((arg) => !isObject(arg)) ? row.args : row.args.map((arg) => copy(arg, { name: "argument" }));
  const run = (): ReturnType<typeof runAction> => runAction(action, context, args);
  const outcome = DEV ? withPurityCheck((use) => predictor.impure(row.name, use), run) : run();
  const failed: Prediction | null =
    limits.why !== null
      ? { how: "unpredictable", why: limits.why }
      : outcome.how === "promised"
        ? { how: "unpredictable", why: "it returns a promise" }
        : outcome.how === "threw"
          ? outcome
          : null;
  if (failed !== null || outcome.how !== "returned") {
    context.revoke();
    takeBack(tree, tree.journal);
    if (outcome.how === "promised") outcome.promise.then(undefined, () => {});
    return nothing(tree, failed ?? { how: "unpredictable", why: "" });
  }
  const journal = endStretch(tree);
  return { prediction: { how: "predicted", output: outcome.output, events }, journal };
}

function nothing(tree: Tree, prediction: Prediction) {
  return { prediction, journal: endStretch(tree) };
}

/** Why an action is not even called on a replica, or `null`. */
function whyNot(definition: AnyActorDefinition | null, action: object | undefined): string | null {
  if (definition === null) return "the client was not given the registry";
  if (action === undefined) return "this version of the app has no such action";
  if (markOf(action) === "server-only") return "it runs on the server only";
  return isAsyncFunction(action) ? "it is an async function" : null;
}

function replicaOccasion({ paramsOf }: Predictor, row: Row, mode: Mode, limits: Unpredictable): Occasion {
  const conn: Conn<AnyTypes> = {
    get id() {
      return limits.refuse("c.conn.id");
    },
    get params(): unknown {
      return paramsOf(row.lane);
    },
    get state() {
      return limits.refuse("c.conn.state");
    },
    set state(_state) {
      limits.refuse("c.conn.state");
    },
    send: () => {},
    disconnect: () => Promise.resolve(),
  };
  return {
    mode,
    actionId: actionIdOf(row.origin, row.key),
    time: row.time,
    seed: seedOf(row.origin, row.key),
    conn: () => conn,
  };
}

function replicaScope(
  { name, key, log, actorId }: Predictor,
  tree: Tree,
  limits: Unpredictable,
  events: PredictedEvent[],
  mode: Mode,
  readOnly: boolean,
): Scope {
  return {
    name,
    key,
    // The server logs; a replica says no more than what helps to debug it, and once.
    log: mode === "predicted" ? quiet(log) : SILENT,
    actorId: () => actorId() ?? limits.refuse("c.actorId, before the server gave it,"),
    state: () => (readOnly ? readState(tree) : liveState(tree)),
    replaceState: (state) => setState(tree, state),
    vars: () => limits.refuse("c.vars"),
    replaceVars: () => limits.refuse("c.vars"),
    conns: () => limits.refuse("c.conns"),
    abortSignal: () => limits.refuse("c.abortSignal"),
    broadcast: (event, args) => void events.push({ name: event, args: settledArgs(args, event) }),
    saveState: () => Promise.resolve(),
    waitUntil: () => {},
  };
}

/** Actor code's own lines, at the level of debugging. */
function quiet(log: Logger): Logger {
  const line: LogLine = (fields, message) => log.debug(fields, message);
  return { trace: line, debug: line, info: line, warn: line, error: line, fatal: line, child: (fields) => quiet(log.child(fields)) };
}

/** Runs an action made with `read()` on the view. Throws `client/offline` where only the server can. */
export function readOnView(predictor: Predictor, tree: Tree | null, row: Row): unknown {
  const { definition } = predictor;
  const action = definition === null ? undefined : findAction(definition, row.name);
  const why = tree === null ? "the state is not known yet" : whyNot(definition, action);
  if (why !== null || action === undefined || tree === null) {
    throw actorError("client/offline", `${row.name} cannot be answered from here: ${why ?? "unknown"}.`);
  }
  const limits = new Unpredictable();
  const scope = replicaScope(predictor, tree, limits, [], "predicted", true);
  const outcome = runAction(action, new Context(scope, replicaOccasion(predictor, row, "predicted", limits)), row.args);
  if (limits.why !== null) throw actorError("client/offline", `${row.name} cannot be answered from here: ${limits.why}.`);
  if (outcome.how === "threw") throw outcome.error;
  if (outcome.how === "promised") throw actorError("client/offline", `${row.name} returns a promise.`);
  return outcome.output;
}
