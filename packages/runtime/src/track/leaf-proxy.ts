import { indexOfKey } from "./array-proxy.ts";
import * as edit from "./edit.ts";
import { type BytesNode, type DateNode, knownNode, nodeOf } from "./node.ts";
import { REFUSALS } from "./object-proxy.ts";
import type { TypedArray } from "../value/kind.ts";

const DATE_SETTERS = Object.getOwnPropertyNames(Date.prototype).filter((name) => name.startsWith("set"));

let trackedDates: object | null = null;

/** Date.prototype with setters that write to the state. */
function trackedDatePrototype(): object {
  if (trackedDates !== null) return trackedDates;
  const prototype: object = Object.create(Date.prototype);
  for (const name of DATE_SETTERS) {
    const setter: unknown = Reflect.get(Date.prototype, name);
    Object.defineProperty(prototype, name, {
      value(this: unknown, ...args: unknown[]) {
        const node = nodeOf(this);
        if (node?.kind !== "date") throw new TypeError("This method was taken off the Date it belongs to.");
        const moved = new Date(node.raw.getTime());
        if (typeof setter === "function") Reflect.apply(setter, moved, args);
        edit.setTime(node, moved.getTime());
        return moved.getTime();
      },
    });
  }
  trackedDates = prototype;
  return prototype;
}

/** A real Date, good for everything that takes one, whose setters write to the state. */
export function dateProxy(node: DateNode): object {
  const date: unknown = Object.setPrototypeOf(new Date(node.raw.getTime()), trackedDatePrototype());
  if (!(date instanceof Date)) throw new TypeError("a Date stays one");
  return date;
}

/** Methods of typed arrays that write in place. */
const WRITERS = new Set<string | symbol>(["set", "fill", "copyWithin", "sort", "reverse"]);

function bytesNode(value: unknown): BytesNode {
  const node = nodeOf(value);
  if (node?.kind !== "bytes") throw new TypeError("This method was taken off the typed array it belongs to.");
  return node;
}

/** Does on a copy what the method does, and writes back the stretch in which the copy differs. */
function writeInPlace(node: BytesNode, name: string | symbol, args: readonly unknown[]): void {
  const after = node.raw.slice();
  const method: unknown = Reflect.get(after, name);
  if (typeof method === "function") Reflect.apply(method, after, args);
  writeDifference(node, after);
}

function writeDifference(node: BytesNode, after: TypedArray): void {
  let start = 0;
  let end = after.length;
  while (start < end && Object.is(after[start], node.raw[start])) start++;
  while (end > start && Object.is(after[end - 1], node.raw[end - 1])) end--;
  edit.writeBytes(node, start, after.slice(start, end));
}

export function bytesHandler(): ProxyHandler<TypedArray> {
  return {
    ...REFUSALS,
    get(target, key) {
      if (key === "buffer") return target.slice().buffer;
      // A view that shares memory could be written to unseen.
      if (key === "subarray") return (...args: [number?, number?]) => target.slice(...args);
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== "function" || key === "constructor") return value;
      if (!WRITERS.has(key)) return (...args: unknown[]): unknown => Reflect.apply(value, target, args);
      return function (this: unknown, ...args: unknown[]) {
        writeInPlace(bytesNode(this), key, args);
        return key === "set" ? undefined : this;
      };
    },
    set(target, key, value) {
      const node = knownNode(target);
      const index = indexOfKey(key);
      if (node?.kind !== "bytes" || index < 0 || index >= target.length) return true;
      const element = node.raw.slice(index, index + 1);
      Reflect.set(element, 0, value);
      if (!Object.is(element[0], node.raw[index])) edit.writeBytes(node, index, element);
      return true;
    },
    defineProperty(_target, key) {
      throw new TypeError(`A typed array of the state has no property ${String(key)}.`);
    },
  };
}
