import * as v from "valibot";
import { toJson } from "../value/codec.ts";
import { bytesOf, describe, isObject, isPlainObject, isTypedArray } from "../value/kind.ts";
import { countShape, nameShape, valueShape } from "../protocol/shapes.ts";

/** A value as an inspector sees it: with tags, and bounded. What was left out is named by its path. */
export const seenShape = v.object({
  value: valueShape,
  cuts: v.optional(
    v.array(
      v.object({
        path: v.array(valueShape),
        /** What was cut: a text, bytes, entries, what nests too deeply, what holds itself, or what cannot be sent. */
        what: v.picklist(["text", "bytes", "entries", "depth", "cycle", "kind"]),
        /** How much there is of it: characters, bytes or entries; 0 where that means nothing. */
        size: countShape,
        /** Its kind, where it cannot be sent. */
        kind: v.optional(nameShape),
      }),
    ),
  ),
});
export type Seen = v.InferOutput<typeof seenShape>;
type Cut = NonNullable<Seen["cuts"]>[number];

/** How much of a value is shown. */
export interface Bounds {
  /** Characters of one text, and bytes of one typed array. */
  readonly text: number;
  /** Entries of one container. */
  readonly entries: number;
  /** Entries in all. */
  readonly nodes: number;
  /** Characters and bytes in all. */
  readonly characters: number;
}

/** For what somebody looks at. */
export const WIDE: Bounds = { text: 20_000, entries: 1_000, nodes: 20_000, characters: 1_000_000 };
/** For what stands in a list of many. */
export const NARROW: Bounds = { text: 500, entries: 50, nodes: 200, characters: 4_000 };

const DEEPEST = 100;
/** As much as is left of a text when nothing is left of the whole. */
const SHORTEST = 40;

/** What an inspector is shown of a value, whatever it is: never more than the bounds allow. `from`: the first entry shown of the outermost. */
export function seen(value: unknown, bounds: Bounds = WIDE, from = 0): Seen {
  const cuts: Cut[] = [];
  const inside = new Set<object>();
  let nodes = bounds.nodes;
  let characters = bounds.characters;

  const cut = (path: readonly unknown[], what: Cut["what"], size: number, kind?: string): void => {
    cuts.push({ path: path.map((part) => (isObject(part) ? "…" : toJson(part))), what, size, ...(kind !== undefined && { kind }) });
  };
  const textOf = (text: string, path: readonly unknown[]): string => {
    const room = Math.max(SHORTEST, Math.min(bounds.text, characters));
    characters -= Math.min(text.length, room);
    if (text.length <= room) return text;
    cut(path, "text", text.length);
    return text.slice(0, room);
  };
  const some = <T>(items: Iterable<T>, size: number, path: readonly unknown[]): T[] => {
    const first = path.length === 0 ? from : 0;
    const room = Math.max(0, Math.min(bounds.entries, nodes));
    const taken: T[] = [];
    let i = 0;
    for (const item of items) {
      if (i >= first + room) break;
      if (i++ >= first) taken.push(item);
    }
    nodes -= taken.length;
    if (taken.length < size) cut(path, "entries", size);
    return taken;
  };

  const show = (part: unknown, path: readonly unknown[]): unknown => {
    if (typeof part === "string") return textOf(part, path);
    if (!isObject(part)) {
      if (typeof part !== "function" && typeof part !== "symbol") return part;
      cut(path, "kind", 0, describe(part).slice(0, 200));
      return null;
    }
    if (inside.has(part)) {
      cut(path, "cycle", 0);
      return null;
    }
    if (path.length >= DEEPEST) {
      cut(path, "depth", 0);
      return null;
    }
    inside.add(part);
    try {
      return container(part, path);
    } finally {
      inside.delete(part);
    }
  };

  const container = (part: object, path: readonly unknown[]): unknown => {
    if (Array.isArray(part)) return some(part, part.length, path).map((item, i) => show(item, [...path, path.length === 0 ? from + i : i]));
    if (part instanceof Map) {
      return new Map(some(part, part.size, path).map(([key, item]) => [isObject(key) ? "…" : show(key, [...path, key]), show(item, [...path, key])]));
    }
    if (part instanceof Set) return new Set(some(part, part.size, path).map((item) => (isObject(item) ? "…" : show(item, [...path, item]))));
    if (isTypedArray(part)) {
      const bytes = bytesOf(part);
      const room = Math.max(0, Math.min(bounds.text, characters));
      characters -= Math.min(bytes.length, room);
      if (bytes.length <= room) return part;
      cut(path, "bytes", bytes.length);
      return bytes.slice(0, room);
    }
    if (part instanceof Error) return Object.assign(new Error(textOf(part.message, path)), { name: part.name });
    if (part instanceof Date || part instanceof RegExp) return part;
    if (!isPlainObject(part)) {
      cut(path, "kind", 0, describe(part).slice(0, 200));
      return null;
    }
    const keys = Object.keys(part);
    const shown = some(keys, keys.length, path).map((key) => [textOf(key, path), show(part[key], [...path, key])] as const);
    return Object.fromEntries(shown);
  };

  const shown = toJson(show(value, []));
  return cuts.length === 0 ? { value: shown } : { value: shown, cuts };
}
