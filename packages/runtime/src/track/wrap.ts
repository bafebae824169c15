import { isObject, kindOf } from "../value/kind.ts";
import { arrayHandler } from "./array-proxy.ts";
import { mapHandler, setHandler } from "./collection-proxy.ts";
import { bytesHandler, dateProxy } from "./leaf-proxy.ts";
import { claimProxy, knownNode, type Node, nodeAt, ROOT, type Tree } from "./node.ts";
import { objectHandler } from "./object-proxy.ts";
import { settleTwins } from "./open.ts";

const OBJECT = /* @__PURE__ */ objectHandler(wrap);
const ARRAY = /* @__PURE__ */ arrayHandler(wrap);
const MAP = /* @__PURE__ */ mapHandler(wrap);
const SET = /* @__PURE__ */ setHandler();
const BYTES = /* @__PURE__ */ bytesHandler();

/** What actor code sees of a value of the state: containers as live proxies, everything else as it is. */
export function wrap(value: unknown, parent: Node, key: unknown): unknown {
  if (!isObject(value)) return value;
  const known = knownNode(value);
  if (known !== undefined && known.proxy !== null && known.parent === parent && parent.tree.journal.twins === null) {
    known.key = key;
    return known.proxy;
  }
  const kind = kindOf(value);
  switch (kind) {
    case "regexp":
      return value instanceof RegExp ? new RegExp(value.source, value.flags) : value;
    case "object":
    case "array":
    case "map":
    case "set":
    case "date":
    case "bytes": {
      const { tree } = parent;
      if (tree.journal.twins !== null && isLaterTwin(parent, key)) {
        settleTwins(tree);
        if (parent.kind === "array" && typeof key === "number") return wrap(parent.raw[key], parent, key);
      }
      const node = nodeAt(value, kind, parent, key);
      node.proxy ??= claimProxy(makeProxy(node), node);
      return node.proxy;
    }
    default:
      return value;
  }
}

/** Whoever reaches for the second place of an item is given an item of its own. */
function isLaterTwin(parent: Node, key: unknown): boolean {
  if (parent.kind !== "array" || typeof key !== "number") return false;
  return parent.tree.journal.twins?.get(parent)?.includes(key) === true;
}

function makeProxy(node: Node): object {
  switch (node.kind) {
    case "object":
      return new Proxy(node.raw, OBJECT);
    case "array":
      return new Proxy(node.raw, ARRAY);
    case "map":
      return new Proxy(node.raw, MAP);
    case "set":
      return new Proxy(node.raw, SET);
    case "date":
      return dateProxy(node);
    case "bytes":
      return new Proxy(node.raw, BYTES);
  }
}

/** The live, tracked state. */
export function liveState(tree: Tree): unknown {
  return wrap(tree.holder.raw[ROOT], tree.holder, ROOT);
}
