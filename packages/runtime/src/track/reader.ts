// The state as those see it who may only read: selectors, whose reads are noted, and actions made with `read()`.

import { actorError } from "../errors/actor-error.ts";
import { isObject, kindOf } from "../value/kind.ts";
import { indexOfKey } from "./array-proxy.ts";
import { collectionHandler } from "./collection-proxy.ts";
import {
  claimProxy,
  knownNode,
  type MapNode,
  type Node,
  nodeAt,
  nodeOf,
  type Reads,
  ROOT,
  type SetNode,
  type Tree,
} from "./node.ts";
import { snapshot } from "./snapshot.ts";

const NOBODY: Reads = { key() {}, keys() {}, deep() {}, isDeep: () => false };

/** Runs `body` with its reads reported. */
export function reading<R>(tree: Tree, reads: Reads, body: () => R): R {
  tree.reads = reads;
  try {
    return body();
  } finally {
    tree.reads = null;
  }
}

function readsOf(node: Node): Reads {
  return node.tree.reads ?? NOBODY;
}

/** What a reader sees of a value that stands at `key` in `parent`. */
function readerAt(value: unknown, parent: Node, key: unknown): unknown {
  if (!isObject(value)) return value;
  const kind = kindOf(value);
  if (kind === null || kind === "primitive" || kind === "regexp" || kind === "error") return value;
  const node = nodeAt(value, kind, parent, key);
  const reads = readsOf(node);
  if (node.kind === "date" || node.kind === "bytes" || reads.isDeep(node)) {
    reads.deep(node);
    return snapshot(node);
  }
  node.reader ??= claimProxy(makeReader(node), node);
  return node.reader;
}

export function readState(tree: Tree): unknown {
  readsOf(tree.holder).key(tree.holder, ROOT);
  return readerAt(tree.holder.raw[ROOT], tree.holder, ROOT);
}

function refuse(): never {
  throw actorError("action/read_only", "The state can only be read here.");
}

const READ_ONLY = {
  set: refuse,
  deleteProperty: refuse,
  defineProperty: refuse,
  preventExtensions: refuse,
  setPrototypeOf: refuse,
} as const satisfies ProxyHandler<object>;

const KEYED: ProxyHandler<object> = {
  ...READ_ONLY,
  get(target, key, receiver) {
    const value: unknown = Reflect.get(target, key, receiver);
    const node = knownNode(target);
    if (node === undefined || typeof key === "symbol") return value;
    const place = node.kind === "array" ? indexOfKey(key) : key;
    if (place === -1) {
      if (key === "length") readsOf(node).keys(node);
      return value;
    }
    if (typeof value === "function") return value;
    readsOf(node).key(node, place);
    return Object.hasOwn(target, key) ? readerAt(value, node, place) : value;
  },
  has(target, key) {
    const node = knownNode(target);
    if (node !== undefined && typeof key === "string") {
      readsOf(node).key(node, node.kind === "array" ? indexOfKey(key) : key);
    }
    return Reflect.has(target, key);
  },
  ownKeys(target) {
    const node = knownNode(target);
    if (node !== undefined) readsOf(node).keys(node);
    return Reflect.ownKeys(target);
  },
  getOwnPropertyDescriptor(target, key) {
    const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
    const node = knownNode(target);
    if (descriptor === undefined || node === undefined || typeof key === "symbol") return descriptor;
    const place = node.kind === "array" ? indexOfKey(key) : key;
    if (place === -1) return descriptor;
    readsOf(node).key(node, place);
    return { ...descriptor, value: readerAt(descriptor.value, node, place) };
  },
};

function mapNode(value: unknown): MapNode {
  const node = nodeOf(value);
  if (node?.kind !== "map") throw new TypeError("This method was taken off the Map it belongs to.");
  return node;
}

function setNode(value: unknown): SetNode {
  const node = nodeOf(value);
  if (node?.kind !== "set") throw new TypeError("This method was taken off the Set it belongs to.");
  readsOf(node).deep(node);
  return node;
}

function* mapEntries(node: MapNode): MapIterator<[unknown, unknown]> {
  readsOf(node).keys(node);
  for (const [key, value] of node.raw) {
    readsOf(node).key(node, key);
    yield [key, readerAt(value, node, key)];
  }
}

function* mapValues(node: MapNode): MapIterator<unknown> {
  for (const [, value] of mapEntries(node)) yield value;
}

const MAP_METHODS = {
  get(this: unknown, key: unknown) {
    const node = mapNode(this);
    readsOf(node).key(node, key);
    return readerAt(node.raw.get(key), node, key);
  },
  has(this: unknown, key: unknown) {
    const node = mapNode(this);
    readsOf(node).key(node, key);
    return node.raw.has(key);
  },
  forEach(this: unknown, visit: (value: unknown, key: unknown, map: unknown) => void, self?: unknown) {
    for (const [key, value] of mapEntries(mapNode(this))) visit.call(self, value, key, this);
  },
  keys(this: unknown) {
    const node = mapNode(this);
    readsOf(node).keys(node);
    return node.raw.keys();
  },
  values(this: unknown) {
    return mapValues(mapNode(this));
  },
  entries(this: unknown) {
    return mapEntries(mapNode(this));
  },
  [Symbol.iterator](this: unknown) {
    return mapEntries(mapNode(this));
  },
  set: refuse,
  delete: refuse,
  clear: refuse,
};

const SET_METHODS = {
  has(this: unknown, member: unknown) {
    return setNode(this).raw.has(member);
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
  add: refuse,
  delete: refuse,
  clear: refuse,
};

function readingSize<C extends Map<unknown, unknown> | Set<unknown>>(handler: ProxyHandler<C>): ProxyHandler<C> {
  const { get } = handler;
  return {
    ...handler,
    ...READ_ONLY,
    get(target, key, receiver) {
      const node = knownNode(target);
      if (key === "size" && node !== undefined) readsOf(node).keys(node);
      return get?.(target, key, receiver);
    },
  };
}

const MAP = /* @__PURE__ */ readingSize(collectionHandler<Map<unknown, unknown>>(MAP_METHODS));
const SET = /* @__PURE__ */ readingSize(collectionHandler<Set<unknown>>(SET_METHODS));

function makeReader(node: Node): object {
  switch (node.kind) {
    case "map":
      return new Proxy(node.raw, MAP);
    case "set":
      return new Proxy(node.raw, SET);
    default:
      return new Proxy<object>(node.raw, KEYED);
  }
}
