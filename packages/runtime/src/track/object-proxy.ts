import { noteRead, readTraps } from "#dev";
import { actorError } from "../errors/actor-error.ts";
import { isObject } from "../value/kind.ts";
import * as edit from "./edit.ts";
import { type Node, nodeBehind } from "./node.ts";

/** Gives what actor code sees of a value that stands at `key` in `parent`. */
export type Wrap = (value: unknown, parent: Node, key: unknown) => unknown;

function refuse(): never {
  throw actorError("state/invalid_type", "State cannot be frozen, sealed, or given another prototype.");
}

/** What is refused on every proxy: the ways to change an object behind the bookkeeping's back. */
export const REFUSALS = { preventExtensions: refuse, setPrototypeOf: refuse } as const;

export function refuseKey(_target: object, key: string | symbol): never {
  throw actorError("state/invalid_type", `This part of the state has no place for ${String(key)}.`);
}

/** Only data properties like those an assignment makes can be defined. */
function definedValue(key: string | symbol, descriptor: PropertyDescriptor): unknown {
  const { writable = true, enumerable = true, configurable = true } = descriptor;
  if (!("value" in descriptor) || !writable || !enumerable || !configurable) {
    throw actorError("state/invalid_type", `${String(key)} would be no ordinary property. Assign to it instead.`);
  }
  return descriptor.value;
}

/** Sets a property, or throws. */
type SetProperty<T> = (target: T, key: string | symbol, value: unknown) => true;

/** What the proxies of objects and of arrays have in common. */
export function propertyTraps<T extends object>(wrap: Wrap, set: SetProperty<T>) {
  return {
    ...REFUSALS,
    set,
    defineProperty: (target, key, descriptor) => set(target, key, definedValue(key, descriptor)),
    getOwnPropertyDescriptor: (target, key) => wrappedDescriptor(wrap, target, key),
  } as const satisfies ProxyHandler<T>;
}

export function objectHandler(wrap: Wrap): ProxyHandler<Record<string, unknown>> {
  return {
    ...propertyTraps(wrap, (target: Record<string, unknown>, key, value) => {
      if (typeof key === "symbol") return refuseKey(target, key);
      edit.setKey(nodeBehind(target), key, value);
      return true;
    }),
    ...readTraps,
    get(target, key, receiver) {
      noteRead(target, key);
      const value: unknown = Reflect.get(target, key, receiver);
      return isObject(value) && typeof key === "string" && Object.hasOwn(target, key) ? wrap(value, nodeBehind(target), key) : value;
    },
    deleteProperty(target, key) {
      if (typeof key === "string") edit.deleteKey(nodeBehind(target), key);
      return true;
    },
  };
}

/** Own properties as they are, with what they hold wrapped, so that no way of looking leads past the proxy. */
function wrappedDescriptor(wrap: Wrap, target: object, key: string | symbol): PropertyDescriptor | undefined {
  noteRead(target, key);
  const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
  if (!isObject(descriptor?.value)) return descriptor;
  return { ...descriptor, value: wrap(descriptor.value, nodeBehind(target), Array.isArray(target) ? Number(key) : key) };
}

/** What a container itself has under a name; a method works on the container, whatever it is called on. */
export function ownProperty(target: object, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key, target);
  if (typeof value !== "function" || key === "constructor") return value;
  return (...args: unknown[]): unknown => Reflect.apply(value, target, args);
}
