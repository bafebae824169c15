import type { AnyTypes } from "../contract/bag.ts";
import type { ActionContext } from "../contract/context.ts";

/** How an action wants to be treated, where it is more than a plain function. */
export type ActionMark = "read" | "server-only";

const MARKS = new WeakMap<object, ActionMark>();

// The context is the author's to annotate (see `Ctx`): the compiler would fix it before it knows the state.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Action<Args extends readonly any[], R> = (c: any, ...args: Args) => R;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- takes whatever its author declares
type Given<Args extends readonly any[], R> = (c: ActionContext<AnyTypes>, ...args: Args) => R;

function marked<F extends object>(fn: F, mark: ActionMark): F {
  MARKS.set(fn, mark);
  return fn;
}

/**
 * Marks an action that only reads. It takes no place in the outbox; offline it answers from the replica.
 * A write inside it throws `action/read_only`. Annotate its context with `Ctx<{ state: … }>`.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function read<Args extends readonly any[], R>(fn: Given<Args, R>): Action<Args, R> {
  return marked(fn, "read");
}

/**
 * Marks an action that is never predicted: its effect comes with the server's answer.
 * Annotate its context with `Ctx<{ state: … }>`.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function serverOnly<Args extends readonly any[], R>(fn: Given<Args, R>): Action<Args, R> {
  return marked(fn, "server-only");
}

export function markOf(action: object): ActionMark | undefined {
  return MARKS.get(action);
}

/** Whether calling it would surely give a promise. */
export function isAsyncFunction(action: object): boolean {
  return Object.prototype.toString.call(action) === "[object AsyncFunction]";
}
