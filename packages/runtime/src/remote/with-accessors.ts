import { apply, methods } from "./methods.ts";
import { withNames } from "./with-names.ts";

/** The client with every other name an accessor of the actor: what it does with the name before everything else. */
export function withAccessors<C extends object>(client: C): C {
  return withNames(client, ["then"], (name) => {
    return methods("get getOrCreate getForId create", (method, args) => apply(client, method, [name, ...args]));
  });
}
