import { markOf } from "../definition/marks.ts";
import { upgradeArgs } from "../definition/upgrade.ts";
import { actorError } from "../errors/actor-error.ts";
import { Context, type Occasion } from "../execution/context.ts";
import { type Action, findAction, isThenable, type Outcome, runAction, settled, unknownAction } from "../execution/run.ts";
import type { Author } from "../protocol/shapes.ts";
import { withTimeout } from "../util/timeout.ts";
import type { Ending } from "./ending.ts";
import type { Instance } from "./instance.ts";
import { publicError } from "./public-error.ts";

/** One run of an action with authority. */
export interface Act {
  readonly name: string;
  readonly args: readonly unknown[];
  /** The `sync.version` under which the arguments were given; without it, or where it is 0, they are taken as they are. */
  readonly schema?: number | undefined;
  /** Whose action it is in the exactly-once table; `null` for calls without an id. */
  readonly author: Author | null;
  readonly occasion: Occasion;
  /** How long it may take once it has returned a promise, in milliseconds; `null`: for ever. */
  readonly within: number | null;
  /** Whether somebody is answered, so that `onBeforeActionResponse` has its say. */
  readonly isAnswered: boolean;
  /** Whether it may not write even where it is not made with `read()`. */
  readonly mayOnlyRead?: boolean;
}

/**
 * Runs an action. What it did up to its first await, or to its end where it has none, is one step: what it throws there
 * takes everything back.
 *
 * `begun` is called in the turn of that step where the action goes on after it. `tell` is called in the turn of the
 * step that ends it, so that whatever it writes lands on disk with it.
 */
export function act(
  instance: Instance,
  { name, args: given, schema = 0, author, occasion, within, isAnswered, mayOnlyRead = false }: Act,
  tell: (ending: Ending) => void,
  begun: (ending: Promise<Ending>) => void = () => {},
): void {
  const { recorder, activity, definition, sync, watched } = instance;
  const witnessed = watched.witness?.begins(instance, { name, args: given, actionId: occasion.actionId, author, version: recorder.version });
  const ended = witnessed === undefined ? tell : (ending: Ending): void => (tell(ending), witnessed(ending, recorder.version));
  const action = findAction(definition, name);
  let args = given;
  const isRead = mayOnlyRead || (action !== undefined && markOf(action) === "read");
  const context = new Context(isRead ? instance.readScope() : instance.scope, occasion);
  const threw = (error: unknown): Ending => ({ how: "threw", error: publicError(instance, name, error) });
  activity.note();
  instance.audience.countEvents(author);
  const outcome = recorder.atomic(author, () => {
    if (action === undefined) return { how: "threw", error: unknownAction(name) };
    const isOlder = sync !== null && schema > 0 && schema < sync.version;
    /** What an upgrade throws is the action's own. */
    const upgrading: Action = (c) => {
      if (isOlder) args = upgradeArgs(sync, schema, name, given);
      return action(c, ...args);
    };
    const body = (): Outcome => (isOlder ? runAction(upgrading, context, []) : runAction(action, context, args));
    return isRead ? recorder.readOnly(body) : body();
  });
  instance.audience.countEvents(null);

  const goOn = (rest: Promise<unknown>): void => {
    const done = activity.begin();
    const ending = rest.then(
      (output): Ending => ({ how: "returned", output }),
      (error: unknown): Ending => {
        context.revoke();
        return { how: "threw", error: { ...publicError(instance, name, error), partial: true } };
      },
    );
    begun(ending);
    void ending.then((how) => {
      recorder.commit();
      ended(how);
      done();
    });
  };

  switch (outcome.how) {
    case "threw":
      context.revoke();
      return ended(threw(outcome.error));
    case "promised":
      return goOn(
        inTime(instance, name, outcome.promise, within).then((output) =>
          isAnswered ? respond(instance, occasion, name, args, settled(output)) : settled(output),
        ),
      );
    case "returned": {
      const output = isAnswered ? respond(instance, occasion, name, args, outcome.output) : outcome.output;
      return isThenable(output) ? goOn(Promise.resolve(output)) : ended({ how: "returned", output });
    }
  }
}

function inTime({ timers }: Instance, name: string, promise: PromiseLike<unknown>, within: number | null): Promise<unknown> {
  if (within === null) return Promise.resolve(promise);
  return withTimeout(promise, within, timers, () => actorError("action/timed_out", `${name} took longer than ${within} ms.`));
}

/** What `onBeforeActionResponse` makes of an output; the output itself where there is none, or where it fails. */
function respond(instance: Instance, occasion: Occasion, name: string, args: readonly unknown[], output: unknown): unknown {
  const { onBeforeActionResponse } = instance.definition.config;
  if (onBeforeActionResponse === undefined) return output;
  const failed = (error: unknown): unknown => {
    instance.log.error({ msg: "onBeforeActionResponse threw", action: name, err: error });
    return output;
  };
  try {
    const made: unknown = onBeforeActionResponse(new Context(instance.scope, occasion), name, [...args], output);
    if (!isThenable(made)) return settled(made);
    return inTime(instance, "onBeforeActionResponse", made, instance.options.actionTimeout).then(settled).catch(failed);
  } catch (error) {
    return failed(error);
  }
}
