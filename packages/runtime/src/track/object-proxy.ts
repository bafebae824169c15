import { actorError } from "../errors/actor-error.ts";
import { isObject } from "../value/kind.ts";
import * as edit from "./edit.ts";
import { knownNode, type Node } from "./node.ts";

/** Gives what actor code sees of a value that stands at `key` in `parent`. */
export type Wrap = (value: unknown, parent: Node, key: unknown) => unknown;

/** What is refused on every proxy: the ways to change an object behind the bookkeeping's back. */
export const REFUSALS = {
  preventExtensions(): boolean {
    throw actorError("state/invalid_type", "State cannot be frozen or sealed.");
  },
  setPrototypeOf(): boolean {
    throw actorError("state/invalid_type", "State cannot change its prototype.");
  },
} as const;

/** Only data properties like those an assignment makes can be defined. */
export function definedValue(key: string | symbol, descriptor: PropertyDescriptor): unknown {
  const { writable = true, enumerable = true, configurable = true } = descriptor;
  if (!("value" in descriptor) || !writable || !enumerable || !configurable) {
    throw actorError("state/invalid_type", `${String(key)} would be no ordinary property. Assign to it instead.`);
  }
  return descriptor.value;
}

export function objectHandler(wrap: Wrap): ProxyHandler<Record<string, unknown>> {
  const set = (target: object, key: string | symbol, value: unknown): boolean => {
    const node = knownNode(target);
    if (typeof key === "symbol") throw actorError("state/invalid_type", "A key of the state cannot be a symbol.");
    if (node?.kind !== "object") return false;
    edit.setKey(node, key, value);
    return true;
  };
  return {
    ...REFUSALS,
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (!isObject(value) || typeof key === "symbol" || !Object.hasOwn(target, key)) return value;
      const node = knownNode(target);
      return node === undefined ? value : wrap(value, node, key);
    },
    set,
    defineProperty: (target, key, descriptor) => set(target, key, definedValue(key, descriptor)),
    deleteProperty(target, key) {
      const node = knownNode(target);
      if (node?.kind === "object" && typeof key === "string") edit.deleteKey(node, key);
      return true;
    },
    getOwnPropertyDescriptor: (target, key) => wrappedDescriptor(wrap, target, key),
  };
}

/** Own properties as they are, with what they hold wrapped, so that no way of looking leads past the proxy. */
export function wrappedDescriptor(wrap: Wrap, target: object, key: string | symbol): PropertyDescriptor | undefined {
  const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
  const node = knownNode(target);
  if (descriptor === undefined || node === undefined || !isObject(descriptor.value)) return descriptor;
  return { ...descriptor, value: wrap(descriptor.value, node, node.kind === "array" ? Number(key) : key) };
}
