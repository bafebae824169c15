import { withNames } from "./with-names.ts";

interface Callable<R> {
  action(call: { readonly name: string; readonly args: readonly unknown[] }): R;
}

/** Names that must not turn into actions. */
const NOT_ACTIONS = ["then", "toJSON", "constructor", "$$typeof", "nodeType", "asymmetricMatch"];

type Actions<R> = Readonly<Record<string, (...args: unknown[]) => R>>;

/** The object with every other name an action of the actor. */
export function withActions<R, T extends Callable<R>>(base: T): T & Actions<R> {
  const named = withNames(base, NOT_ACTIONS, (name) => (...args: unknown[]) => base.action({ name, args }));
  return named as T & Actions<R>; // by its other names
}
