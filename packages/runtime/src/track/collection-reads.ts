import { type MapNode, type Node, nodeOf, ofKind, type Reads, type SetNode } from "./node.ts";

/** How the parts of a container are seen: as what, and who hears of it. */
export interface Sight {
  readonly wrap: (value: unknown, parent: Node, key: unknown) => unknown;
  readonly reads: (node: Node) => Reads;
}

/** Nobody hears what is read. */
export const UNHEARD: Reads = { key() {}, keys() {}, deep() {}, isDeep: () => false };

export const mapNode = (proxy: unknown): MapNode => ofKind(nodeOf(proxy), "map");
export const setNode = (proxy: unknown): SetNode => ofKind(nodeOf(proxy), "set");

type Visit = (value: unknown, key: unknown, collection: unknown) => void;

function forEach(this: Pick<ReadonlyMap<unknown, unknown>, "entries">, visit: Visit, self?: unknown): void {
  for (const [key, value] of this.entries()) visit.call(self, value, key, this);
}

/** The methods of a Map that only read. */
export function mapReads({ wrap, reads }: Sight) {
  function* entriesOf(node: MapNode): MapIterator<[unknown, unknown]> {
    reads(node).keys(node);
    for (const [key, value] of node.raw) {
      reads(node).key(node, key);
      yield [key, wrap(value, node, key)];
    }
  }
  function* values(node: MapNode): MapIterator<unknown> {
    for (const [, value] of entriesOf(node)) yield value;
  }
  const entries = function (this: unknown): MapIterator<[unknown, unknown]> {
    return entriesOf(mapNode(this));
  };
  const entry = (map: unknown, key: unknown): MapNode => {
    const node = mapNode(map);
    reads(node).key(node, key);
    return node;
  };
  return {
    get(this: unknown, key: unknown) {
      const node = entry(this, key);
      return wrap(node.raw.get(key), node, key);
    },
    has(this: unknown, key: unknown) {
      return entry(this, key).raw.has(key);
    },
    forEach,
    keys(this: unknown) {
      const node = mapNode(this);
      reads(node).keys(node);
      return node.raw.keys();
    },
    values(this: unknown) {
      return values(mapNode(this));
    },
    entries,
    [Symbol.iterator]: entries,
  };
}

/** The methods of a Set that only read: whoever looks at one member has read the whole. */
export function setReads({ reads }: Pick<Sight, "reads">) {
  const members = (set: unknown): Set<unknown> => {
    const node = setNode(set);
    reads(node).deep(node);
    return node.raw;
  };
  const values = function (this: unknown): SetIterator<unknown> {
    return members(this).values();
  };
  return {
    has(this: unknown, member: unknown) {
      return members(this).has(member);
    },
    forEach,
    keys: values,
    values,
    entries(this: unknown) {
      return members(this).entries();
    },
    [Symbol.iterator]: values,
  };
}
