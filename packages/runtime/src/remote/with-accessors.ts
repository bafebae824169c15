import { apply, methods } from "./methods.ts";

/** The client with every other name an accessor of the actor: what it does with the name before everything else. */
export function withAccessors<C extends object>(client: C): C {
  const accessors = new Map<string, object>();
  return new Proxy(client, {
    get(target, name, receiver) {
      if (typeof name === "symbol" || name in target || name === "then") return Reflect.get(target, name, receiver);
      let accessor = accessors.get(name);
      if (accessor === undefined) {
        accessor = methods("get getOrCreate getForId create", (method, args) => apply(target, method, [name, ...args]));
        accessors.set(name, accessor);
      }
      return accessor;
    },
  });
}
