import { notingReads } from "#dev";
import { mapNode, mapReads, setNode, setReads, UNHEARD } from "./collection-reads.ts";
import * as edit from "./edit.ts";
import { ownProperty, REFUSALS, refuseKey, type Wrap } from "./object-proxy.ts";

const NOTED = /* @__PURE__ */ notingReads(UNHEARD);
const reads = () => NOTED;

export function mapHandler(wrap: Wrap): ProxyHandler<Map<unknown, unknown>> {
  return collectionHandler({
    ...mapReads({ wrap, reads }),
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
  });
}

export function setHandler(): ProxyHandler<Set<unknown>> {
  return collectionHandler({
    ...setReads({ reads }),
    add(this: unknown, member: unknown) {
      edit.addMember(setNode(this), member);
      return this;
    },
    delete(this: unknown, member: unknown) {
      return edit.deleteKey(setNode(this), member);
    },
    clear(this: unknown) {
      edit.clear(setNode(this));
    },
  });
}

/** Own methods first; `size` off the collection itself; whatever else a collection can do runs on a copy of it. */
export function collectionHandler<C extends Map<unknown, unknown> | Set<unknown>>(
  methods: Readonly<Record<string | symbol, unknown>>,
): ProxyHandler<C> {
  return {
    ...REFUSALS,
    get: (target, key) => (Object.hasOwn(methods, key) ? methods[key] : ownProperty(target, key)),
    set: refuseKey,
    defineProperty: refuseKey,
  };
}
