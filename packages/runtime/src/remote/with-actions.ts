interface Callable<R> {
  action(call: { readonly name: string; readonly args: readonly unknown[] }): R;
}

/** Names that must not turn into actions, or the object would be taken for something it is not. */
const NOT_ACTIONS = new Set(["then", "toJSON", "constructor", "$$typeof", "nodeType", "asymmetricMatch"]);

type Actions<R> = Readonly<Record<string, (...args: unknown[]) => R>>;

/** The object with every other name an action of the actor. */
export function withActions<R, T extends Callable<R>>(base: T): T & Actions<R> {
  const actions = new Map<string, (...args: unknown[]) => R>();
  const proxy = new Proxy(base, {
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
  return proxy as T & Actions<R>; // by the proxy's `get`
}
