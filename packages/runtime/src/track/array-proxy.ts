import { actorError } from "../errors/actor-error.ts";
import { isObject } from "../value/kind.ts";
import * as edit from "./edit.ts";
import { type ArrayNode, knownNode, nodeOf } from "./node.ts";
import { definedValue, REFUSALS, type Wrap, wrappedDescriptor } from "./object-proxy.ts";

type Method = (this: unknown, ...args: never[]) => unknown;

function arrayNode(value: unknown): ArrayNode {
  const node = nodeOf(value);
  if (node?.kind !== "array") throw new TypeError("This method was taken off the array it belongs to.");
  return node;
}

/** The index a property name stands for, or -1. */
export function indexOfKey(key: string | symbol): number {
  if (typeof key === "symbol") return -1;
  const index = Number(key);
  return Number.isInteger(index) && index >= 0 && String(index) === key ? index : -1;
}

/** A relative index as array methods take them. */
function clamp(index: number | undefined, length: number, otherwise: number): number {
  if (index === undefined) return otherwise;
  const whole = Math.trunc(index) || 0;
  return whole < 0 ? Math.max(0, length + whole) : Math.min(whole, length);
}

function setLength(node: ArrayNode, length: number): void {
  const { raw } = node;
  if (length < raw.length) edit.splice(node, length, raw.length - length, []);
  else if (length > raw.length) edit.splice(node, raw.length, 0, new Array(length - raw.length).fill(undefined));
}

function setItem(node: ArrayNode, index: number, value: unknown): void {
  if (index > node.raw.length) setLength(node, index);
  if (index === node.raw.length) edit.splice(node, index, 0, [value]);
  else edit.setIndex(node, index, value);
}

/** The order in which `compare` wants the items, by their present indices. */
function sortedOrder(items: readonly unknown[], compare: (a: unknown, b: unknown) => number): number[] {
  const defined = items.flatMap((item, i) => (item === undefined ? [] : [i]));
  const missing = items.flatMap((item, i) => (item === undefined ? [i] : []));
  return [...defined.sort((a, b) => compare(items[a], items[b])), ...missing];
}

function compareTexts(a: unknown, b: unknown): number {
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function methods(wrap: Wrap): ReadonlyMap<string | symbol, Method> {
  const wrapAll = (node: ArrayNode) => node.raw.map((item, i) => wrap(item, node, i));
  /** What is taken out is wrapped first: the caller may put it back in. */
  const remove = (node: ArrayNode, start: number, count: number, values: readonly unknown[] = []): unknown[] => {
    const leaving = node.raw.slice(start, start + count).map((item, i) => wrap(item, node, start + i));
    edit.splice(node, start, count, values);
    return leaving;
  };
  const table: Record<string, (self: unknown, ...args: never[]) => unknown> = {
    push(self, ...values: unknown[]) {
      const node = arrayNode(self);
      edit.splice(node, node.raw.length, 0, values);
      return node.raw.length;
    },
    unshift(self, ...values: unknown[]) {
      const node = arrayNode(self);
      edit.splice(node, 0, 0, values);
      return node.raw.length;
    },
    pop(self) {
      const node = arrayNode(self);
      return remove(node, node.raw.length - 1, node.raw.length === 0 ? 0 : 1)[0];
    },
    shift(self) {
      const node = arrayNode(self);
      return remove(node, 0, Math.min(1, node.raw.length))[0];
    },
    splice(self, ...args: unknown[]) {
      const node = arrayNode(self);
      const [start, count, ...values] = args;
      const { length } = node.raw;
      const from = clamp(Number(start ?? 0), length, 0);
      const rest = length - from;
      const most = args.length === 0 ? 0 : args.length === 1 ? rest : Math.min(rest, Math.max(0, Number(count) || 0));
      return remove(node, from, Math.trunc(most), values);
    },
    sort(self, compare?: (a: unknown, b: unknown) => number) {
      const node = arrayNode(self);
      edit.move(node, sortedOrder(wrapAll(node), compare ?? compareTexts));
      return self;
    },
    reverse(self) {
      const node = arrayNode(self);
      edit.move(node, Array.from(node.raw, (_, i) => node.raw.length - 1 - i));
      return self;
    },
    fill(self, value: unknown, start?: number, end?: number) {
      const node = arrayNode(self);
      const { length } = node.raw;
      for (let i = clamp(start, length, 0); i < clamp(end, length, length); i++) edit.setIndex(node, i, value);
      return self;
    },
    copyWithin(self, target: number, start: number, end?: number) {
      const node = arrayNode(self);
      const wanted = wrapAll(node).copyWithin(target, start, end);
      for (const [i, value] of wanted.entries()) edit.setIndex(node, i, value);
      return self;
    },
  };
  return new Map(
    Object.entries(table).map(([name, method]): [string, Method] => [
      name,
      function (this: unknown, ...args: never[]) {
        return method(this, ...args);
      },
    ]),
  );
}

export function arrayHandler(wrap: Wrap): ProxyHandler<unknown[]> {
  const own = methods(wrap);
  const set = (target: unknown[], key: string | symbol, value: unknown): boolean => {
    const node = knownNode(target);
    if (node?.kind !== "array") return false;
    const index = indexOfKey(key);
    if (index >= 0) setItem(node, index, value);
    else if (key === "length" && typeof value === "number") setLength(node, value);
    else throw actorError("state/invalid_type", `An array of the state has no place for ${String(key)}.`);
    return true;
  };
  return {
    ...REFUSALS,
    get(target, key, receiver) {
      const method = own.get(key);
      if (method !== undefined) return method;
      const value: unknown = Reflect.get(target, key, receiver);
      if (!isObject(value)) return value;
      const index = indexOfKey(key);
      const node = knownNode(target);
      return index < 0 || node === undefined ? value : wrap(value, node, index);
    },
    set,
    defineProperty: (target, key, descriptor) => set(target, key, definedValue(key, descriptor)),
    deleteProperty(target, key) {
      const node = knownNode(target);
      const index = indexOfKey(key);
      if (node?.kind === "array" && index >= 0 && index < target.length) edit.setIndex(node, index, undefined);
      return true;
    },
    getOwnPropertyDescriptor: (target, key) => wrappedDescriptor(wrap, target, key),
  };
}
