import { isObject } from "../value/kind.ts";
import * as edit from "./edit.ts";
import { type MapNode, nodeOf, type SetNode } from "./node.ts";
import { REFUSALS, type Wrap } from "./object-proxy.ts";

function mapNode(value: unknown): MapNode {
  const node = nodeOf(value);
  if (node?.kind !== "map") throw new TypeError("This method was taken off the Map it belongs to.");
  return node;
}

function setNode(value: unknown): SetNode {
  const node = nodeOf(value);
  if (node?.kind !== "set") throw new TypeError("This method was taken off the Set it belongs to.");
  return node;
}

export function mapHandler(wrap: Wrap): ProxyHandler<Map<unknown, unknown>> {
  function* entries(node: MapNode): MapIterator<[unknown, unknown]> {
    for (const [key, value] of node.raw) yield [key, isObject(value) ? wrap(value, node, key) : value];
  }
  function* values(node: MapNode): MapIterator<unknown> {
    for (const [, value] of entries(node)) yield value;
  }
  const methods = {
    get(this: unknown, key: unknown) {
      const node = mapNode(this);
      const value = node.raw.get(key);
      return isObject(value) ? wrap(value, node, key) : value;
    },
    has(this: unknown, key: unknown) {
      return mapNode(this).raw.has(key);
    },
    set(this: unknown, key: unknown, value: unknown) {
      edit.setKey(mapNode(this), key, value);
      return this;
    },
    delete(this: unknown, key: unknown) {
      return edit.deleteKey(mapNode(this), key);
    },
    clear(this: unknown) {
      edit.clear(mapNode(this));
    },
    forEach(this: unknown, visit: (value: unknown, key: unknown, map: unknown) => void, self?: unknown) {
      for (const [key, value] of entries(mapNode(this))) visit.call(self, value, key, this);
    },
    keys(this: unknown) {
      return mapNode(this).raw.keys();
    },
    values(this: unknown) {
      return values(mapNode(this));
    },
    entries(this: unknown) {
      return entries(mapNode(this));
    },
    [Symbol.iterator](this: unknown) {
      return entries(mapNode(this));
    },
  };
  return collectionHandler(methods);
}

export function setHandler(): ProxyHandler<Set<unknown>> {
  const methods = {
    has(this: unknown, member: unknown) {
      return setNode(this).raw.has(member);
    },
    add(this: unknown, member: unknown) {
      edit.addMember(setNode(this), member);
      return this;
    },
    delete(this: unknown, member: unknown) {
      return edit.removeMember(setNode(this), member);
    },
    clear(this: unknown) {
      edit.clear(setNode(this));
    },
    forEach(this: unknown, visit: (value: unknown, key: unknown, set: unknown) => void, self?: unknown) {
      for (const member of setNode(this).raw) visit.call(self, member, member, this);
    },
    keys(this: unknown) {
      return setNode(this).raw.keys();
    },
    values(this: unknown) {
      return setNode(this).raw.values();
    },
    entries(this: unknown) {
      return setNode(this).raw.entries();
    },
    [Symbol.iterator](this: unknown) {
      return setNode(this).raw.values();
    },
  };
  return collectionHandler(methods);
}

/** Own methods first; `size` off the collection itself; whatever else a collection can do runs on a copy of it. */
export function collectionHandler<C extends Map<unknown, unknown> | Set<unknown>>(
  methods: Readonly<Record<string | symbol, unknown>>,
): ProxyHandler<C> {
  return {
    ...REFUSALS,
    get(target, key) {
      if (Object.hasOwn(methods, key)) return methods[key];
      if (key === "size") return target.size;
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function" || key === "constructor") return value;
      return (...args: unknown[]): unknown => Reflect.apply(value, target, args);
    },
    set(_target, key) {
      throw new TypeError(`A ${methods.add ? "Set" : "Map"} of the state has no property ${String(key)}.`);
    },
    defineProperty(_target, key) {
      throw new TypeError(`A ${methods.add ? "Set" : "Map"} of the state has no property ${String(key)}.`);
    },
  };
}
