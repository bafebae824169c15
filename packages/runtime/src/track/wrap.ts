import { isObject } from "../value/kind.ts";
import { arrayHandler } from "./array-proxy.ts";
import { mapHandler, setHandler } from "./collection-proxy.ts";
import { bytesHandler, dateProxy } from "./leaf-proxy.ts";
import { claimProxy, type Node, nodeAt, ROOT, type Tree } from "./node.ts";
import { entryOf } from "./place.ts";
import { objectHandler } from "./object-proxy.ts";
import { settleTwins } from "./open.ts";

const HANDLERS = {
  object: /* @__PURE__ */ objectHandler(wrap),
  array: /* @__PURE__ */ arrayHandler(wrap),
  map: /* @__PURE__ */ mapHandler(wrap),
  set: /* @__PURE__ */ setHandler(),
  bytes: /* @__PURE__ */ bytesHandler(),
} as const;

/** What actor code sees of a value of the state: containers as live proxies, everything else as it is. */
export function wrap(value: unknown, parent: Node, key: unknown): unknown {
  if (!isObject(value)) return value;
  if (isLaterTwin(parent, key)) {
    settleTwins(parent.tree);
    return wrap(entryOf(parent, key), parent, key);
  }
  const node = nodeAt(value, parent, key);
  // What a regular expression remembers of its last search is not state.
  if (node === null) return value instanceof RegExp ? new RegExp(value) : value;
  node.proxy ??= claimProxy(makeProxy(node), node);
  return node.proxy;
}

/** Whoever reaches for the second place of an item is given an item of its own. */
function isLaterTwin(parent: Node, key: unknown): boolean {
  return parent.kind === "array" && parent.tree.journal.twins?.get(parent)?.includes(Number(key)) === true;
}

function makeProxy(node: Node): object {
  return node.kind === "date" ? dateProxy(node) : new Proxy<object>(node.raw, HANDLERS[node.kind]);
}

/** The live, tracked state. */
export function liveState(tree: Tree): unknown {
  return wrap(tree.holder.raw[ROOT], tree.holder, ROOT);
}
