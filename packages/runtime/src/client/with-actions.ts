import type { ActionCall } from "./action-call.ts";

interface Callable {
  action(call: { readonly name: string; readonly args: readonly unknown[] }): ActionCall<unknown>;
}

/** Names that must not turn into actions, or the object would be taken for something it is not. */
const NOT_ACTIONS = new Set(["then", "toJSON", "constructor", "$$typeof", "nodeType", "asymmetricMatch"]);

/** The object with every other name an action of the actor. */
export function withActions<T extends Callable>(base: T): T {
  const actions = new Map<string, (...args: unknown[]) => ActionCall<unknown>>();
  return new Proxy(base, {
    get(target, name, receiver) {
      if (typeof name === "symbol" || name in target || NOT_ACTIONS.has(name)) return Reflect.get(target, name, receiver);
      let action = actions.get(name);
      if (action === undefined) {
        action = (...args) => target.action({ name, args });
        actions.set(name, action);
      }
      return action;
    },
    has: (target, name) => Reflect.has(target, name),
  });
}
