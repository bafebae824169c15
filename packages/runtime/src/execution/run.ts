import type { AnyActorDefinition } from "../contract/definition.ts";
import { actorError } from "../errors/actor-error.ts";
import { copy } from "../value/copy.ts";
import { isObject, isPrimitive } from "../value/kind.ts";
import { unwrap } from "../track/node.ts";
import type { Context } from "./context.ts";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- its author has typed it; here any action runs
export type Action = (c: any, ...args: any[]) => unknown;

/** How one run of an action ended, as far as it has. */
export type Outcome =
  | { readonly how: "returned"; readonly output: unknown }
  | { readonly how: "threw"; readonly error: unknown }
  | { readonly how: "promised"; readonly promise: PromiseLike<unknown> };

/** The action of that name: an own one, never what objects inherit. */
export function findAction({ config }: AnyActorDefinition, name: string): Action | undefined {
  const { actions } = config;
  return actions !== undefined && Object.hasOwn(actions, name) ? actions[name] : undefined;
}

/** Runs an action. The same on both sides, for the first time and again; whatever it throws is data. */
export function runAction(action: Action, context: Context, args: readonly unknown[]): Outcome {
  try {
    const output = action(context, ...args);
    if (isThenable(output)) return { how: "promised", promise: output };
    return { how: "returned", output: settled(output) };
  } catch (error) {
    return { how: "threw", error };
  }
}

/** An output without live parts of the state in it. Throws `state/invalid_type` where it cannot be sent. */
export function settled(output: unknown): unknown {
  return isPrimitive(output) ? output : copy(output, { name: "The output", unwrap });
}

/** Arguments of an event, or of a call, as independent values. */
export function settledArgs(args: readonly unknown[], name: string): readonly unknown[] {
  return args.every(isPrimitive) ? args : args.map((arg, i) => copy(arg, { name: `${name}[${i}]`, unwrap }));
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && "then" in value && typeof value.then === "function";
}

export function unknownAction(name: string) {
  return actorError("action/not_found", `This actor has no action ${JSON.stringify(name.slice(0, 80))}.`);
}
