import { commonEnds } from "../value/equal.ts";
import type { TypedArray } from "../value/kind.ts";
import { indexOfKey } from "./array-proxy.ts";
import * as edit from "./edit.ts";
import { type DateNode, nodeBehind, nodeOf, ofKind } from "./node.ts";
import { ownProperty, REFUSALS, refuseKey } from "./object-proxy.ts";

let trackedDates: object | null = null;

/** Date.prototype with setters that write to the state. */
function trackedDatePrototype(): object {
  const prototype: object = Object.create(Date.prototype);
  for (const name of Object.getOwnPropertyNames(Date.prototype)) {
    const setter: unknown = Reflect.get(Date.prototype, name);
    if (!name.startsWith("set") || typeof setter !== "function") continue;
    Object.defineProperty(prototype, name, {
      value(this: unknown, ...args: unknown[]) {
        const node = ofKind(nodeOf(this), "date");
        const moved = new Date(node.raw.getTime());
        Reflect.apply(setter, moved, args);
        edit.setTime(node, moved.getTime());
        return moved.getTime();
      },
    });
  }
  return prototype;
}

/** A real Date, good for everything that takes one, whose setters write to the state. */
export function dateProxy(node: DateNode): object {
  trackedDates ??= trackedDatePrototype();
  return Object.setPrototypeOf(new Date(node.raw.getTime()), trackedDates);
}

/** Methods of typed arrays that write in place. */
const WRITERS: readonly (string | symbol)[] = ["set", "fill", "copyWithin", "sort", "reverse"];

/** Does on a copy what the method does, and writes back the stretch in which the copy differs. */
function writeInPlace(proxy: unknown, name: string | symbol, args: readonly unknown[]): void {
  const node = ofKind(nodeOf(proxy), "bytes");
  const after = node.raw.slice();
  Reflect.apply(Reflect.get(after, name), after, args);
  const [head, tail] = commonEnds(node.raw, after, Object.is);
  edit.writeBytes(node, head, after.slice(head, after.length - tail));
}

export function bytesHandler(): ProxyHandler<TypedArray> {
  return {
    ...REFUSALS,
    get(target, key) {
      if (key === "buffer") return target.slice().buffer;
      // A view that shares memory could be written to unseen.
      if (key === "subarray") return (...args: [number?, number?]) => target.slice(...args);
      if (!WRITERS.includes(key)) return ownProperty(target, key);
      return function (this: unknown, ...args: unknown[]) {
        writeInPlace(this, key, args);
        return key === "set" ? undefined : this;
      };
    },
    set(target, key, value) {
      const index = indexOfKey(key);
      if (index < 0 || index >= target.length) return true;
      const element = target.slice(index, index + 1);
      Reflect.set(element, 0, value);
      if (!Object.is(element[0], target[index])) edit.writeBytes(nodeBehind(target), index, element);
      return true;
    },
    defineProperty: refuseKey,
  };
}
