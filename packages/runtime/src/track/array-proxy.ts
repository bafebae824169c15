import { noteRead } from "#dev";
import { isObject } from "../value/kind.ts";
import * as edit from "./edit.ts";
import { type ArrayNode, nodeBehind, nodeOf, ofKind } from "./node.ts";
import { propertyTraps, refuseKey, type Wrap } from "./object-proxy.ts";

const arrayNode = (proxy: unknown): ArrayNode => ofKind(nodeOf(proxy), "array");

/** The index a property name stands for, or -1. */
export function indexOfKey(key: string | symbol): number {
  if (typeof key === "symbol") return -1;
  const index = Number(key);
  return Number.isInteger(index) && index >= 0 && String(index) === key ? index : -1;
}

/** The index that a relative one, as array methods take them, stands for. */
function clamp(index: unknown, length: number): number {
  const whole = Math.trunc(Number(index)) || 0;
  return whole < 0 ? Math.max(0, length + whole) : Math.min(whole, length);
}

function setLength(node: ArrayNode, length: number): void {
  const missing = length - node.raw.length;
  if (missing < 0) edit.splice(node, length, -missing, []);
  else if (missing > 0) edit.splice(node, node.raw.length, 0, new Array(missing).fill(undefined));
}

function setItem(node: ArrayNode, index: number, value: unknown): void {
  if (index > node.raw.length) setLength(node, index);
  if (index === node.raw.length) edit.splice(node, index, 0, [value]);
  else edit.setIndex(node, index, value);
}

/** The order in which `compare` wants the items, by their present indices; what is undefined comes last. */
function sortedOrder(items: readonly unknown[], compare: (a: unknown, b: unknown) => number): number[] {
  const present: number[] = [];
  const missing: number[] = [];
  for (let i = 0; i < items.length; i++) (items[i] === undefined ? missing : present).push(i);
  return present.sort((a, b) => compare(items[a], items[b])).concat(missing);
}

function compareTexts(a: unknown, b: unknown): number {
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function methods(wrap: Wrap) {
  const wrapAll = (node: ArrayNode) => node.raw.map((item, i) => wrap(item, node, i));
  /** What is taken out is wrapped first: the caller may put it back in. */
  const remove = (node: ArrayNode, start: number, count: number, values: readonly unknown[] = []): unknown[] => {
    const leaving = node.raw.slice(start, start + count).map((item, i) => wrap(item, node, start + i));
    edit.splice(node, start, leaving.length, values);
    return leaving;
  };
  return {
    push(this: unknown, ...values: unknown[]) {
      const node = arrayNode(this);
      edit.splice(node, node.raw.length, 0, values);
      return node.raw.length;
    },
    unshift(this: unknown, ...values: unknown[]) {
      const node = arrayNode(this);
      edit.splice(node, 0, 0, values);
      return node.raw.length;
    },
    pop(this: unknown) {
      const node = arrayNode(this);
      return remove(node, node.raw.length - 1, 1)[0];
    },
    shift(this: unknown) {
      const node = arrayNode(this);
      return remove(node, 0, 1)[0];
    },
    splice(this: unknown, ...args: unknown[]) {
      const node = arrayNode(this);
      const [start, count, ...values] = args;
      const most = args.length === 1 ? node.raw.length : Math.max(0, Number(count) || 0);
      return remove(node, clamp(start, node.raw.length), most, values);
    },
    sort(this: unknown, compare: (a: unknown, b: unknown) => number = compareTexts) {
      const node = arrayNode(this);
      edit.move(node, sortedOrder(wrapAll(node), compare));
      return this;
    },
    reverse(this: unknown) {
      const node = arrayNode(this);
      edit.move(node, [...node.raw.keys()].reverse());
      return this;
    },
    fill(this: unknown, value: unknown, start?: number, end?: number) {
      const node = arrayNode(this);
      for (const i of [...node.raw.keys()].slice(start, end)) edit.setIndex(node, i, value);
      return this;
    },
    copyWithin(this: unknown, target: number, start: number, end?: number) {
      const node = arrayNode(this);
      for (const [i, value] of wrapAll(node).copyWithin(target, start, end).entries()) edit.setIndex(node, i, value);
      return this;
    },
  };
}

export function arrayHandler(wrap: Wrap): ProxyHandler<unknown[]> {
  const own: Readonly<Record<string | symbol, unknown>> = methods(wrap);
  return {
    ...propertyTraps(wrap, (target: unknown[], key, value) => {
      const node = nodeBehind(target);
      const index = indexOfKey(key);
      if (index >= 0) setItem(node, index, value);
      else if (key === "length" && typeof value === "number") setLength(node, value);
      else refuseKey(target, key);
      return true;
    }),
    get(target, key, receiver) {
      if (Object.hasOwn(own, key)) return own[key];
      noteRead(target, key);
      const value: unknown = Reflect.get(target, key, receiver);
      if (!isObject(value)) return value;
      const index = indexOfKey(key);
      return index < 0 ? value : wrap(value, nodeBehind(target), index);
    },
    deleteProperty(target, key) {
      const index = indexOfKey(key);
      if (index >= 0 && index < target.length) edit.setIndex(nodeBehind(target), index, undefined);
      return true;
    },
  };
}
