// The state as those see it who may only read: selectors, whose reads are noted, and actions made with `read()`.

import { actorError } from "../errors/actor-error.ts";
import { indexOfKey } from "./array-proxy.ts";
import { collectionHandler } from "./collection-proxy.ts";
import { mapReads, setReads, UNHEARD } from "./collection-reads.ts";
import { claimProxy, type Node, nodeAt, nodeBehind, type Reads, ROOT, type Tree } from "./node.ts";
import { snapshot } from "./snapshot.ts";

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
  return node.tree.reads ?? UNHEARD;
}

/** What a reader sees of a value that stands at `key` in `parent`. */
function readerAt(value: unknown, parent: Node, key: unknown): unknown {
  const node = nodeAt(value, parent, key);
  if (node === null) return value;
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

/** The place that a property name stands for; `null` where it names no content. */
function placeOfKey(node: Node, key: string | symbol): unknown {
  if (typeof key === "symbol") return null;
  if (node.kind !== "array") return key;
  const index = indexOfKey(key);
  return index < 0 ? null : index;
}

const KEYED: ProxyHandler<object> = {
  ...READ_ONLY,
  get(target, key, receiver) {
    const value: unknown = Reflect.get(target, key, receiver);
    const node = nodeBehind(target);
    const place = placeOfKey(node, key);
    if (place === null && key === "length") readsOf(node).keys(node);
    if (place === null || typeof value === "function") return value;
    readsOf(node).key(node, place);
    return Object.hasOwn(target, key) ? readerAt(value, node, place) : value;
  },
  has(target, key) {
    const node = nodeBehind(target);
    readsOf(node).key(node, placeOfKey(node, key));
    return Reflect.has(target, key);
  },
  ownKeys(target) {
    const node = nodeBehind(target);
    readsOf(node).keys(node);
    return Reflect.ownKeys(target);
  },
  getOwnPropertyDescriptor(target, key) {
    const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
    const node = nodeBehind(target);
    const place = placeOfKey(node, key);
    if (descriptor === undefined || place === null) return descriptor;
    readsOf(node).key(node, place);
    return { ...descriptor, value: readerAt(descriptor.value, node, place) };
  },
};

const SIGHT = { wrap: readerAt, reads: readsOf };

function readingSize<C extends Map<unknown, unknown> | Set<unknown>>(handler: ProxyHandler<C>): ProxyHandler<C> {
  const { get } = handler;
  return {
    ...handler,
    ...READ_ONLY,
    get(target, key, receiver) {
      const node = nodeBehind(target);
      if (key === "size") readsOf(node).keys(node);
      return get?.(target, key, receiver);
    },
  };
}

const NO_WRITES = { set: refuse, delete: refuse, clear: refuse };
const NO_CHANGES = { add: refuse, delete: refuse, clear: refuse };
const MAP = /* @__PURE__ */ readingSize<Map<unknown, unknown>>(collectionHandler({ ...mapReads(SIGHT), ...NO_WRITES }));
const SET = /* @__PURE__ */ readingSize<Set<unknown>>(collectionHandler({ ...setReads(SIGHT), ...NO_CHANGES }));

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
