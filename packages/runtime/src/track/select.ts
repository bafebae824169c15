import { isObject, isPlainObject } from "../value/kind.ts";
import { UNHEARD } from "./collection-reads.ts";
import { DEEP, KEYS, type Node, nodeOf, type Reads, type Tree, type Watcher, type Watchers } from "./node.ts";
import { readState, reading } from "./reader.ts";
import { snapshot } from "./snapshot.ts";

/** Past this many reads of one container's entries, the whole container counts as read: one entry watches it all. */
const MANY = 64;

/** What a selection is among the watchers of. */
interface Dependency {
  readonly watchers: Watchers;
  readonly key: unknown;
  readonly readers: Set<Watcher>;
}

/** A function of the state that knows what it read, and so when it must run again. */
export interface Selection<R> extends Watcher {
  /** Runs the selector and notes anew what it reads. What it returns is plain and immutable. */
  run(): R;
  dispose(): void;
}

export function makeSelection<S, R>(tree: Tree, selector: (state: S) => R): Selection<R> {
  const dependencies: Dependency[] = [];
  let wide = new Set<Node>();

  const depend = (node: Node, key: unknown): void => {
    const watchers = (node.watchers ??= new Map());
    const readers = watchers.get(key) ?? new Set();
    if (readers.has(selection)) return;
    watchers.set(key, readers.add(selection));
    dependencies.push({ watchers, key, readers });
  };
  const release = (): void => {
    for (const { watchers, key, readers } of dependencies) {
      readers.delete(selection);
      if (readers.size === 0) watchers.delete(key);
    }
    dependencies.length = 0;
  };

  const selection: Selection<R> = {
    hit: false,
    run() {
      release();
      selection.hit = false;
      const reads = collect(depend, wide);
      try {
        return reading(tree, reads, () => {
          // A selector is typed by the app; the tree holds what that type says.
          const state = readState(tree) as S;
          return plain(selector(state), reads) as R; // unwrapped, it is still what the selector returned
        });
      } finally {
        wide = reads.wide;
      }
    },
    dispose: release,
  };
  return selection;
}

/** What a selector gives now; nobody follows it. What it returns is plain and immutable. */
export function peek<S, R>(tree: Tree, selector: (state: S) => R): R {
  // As above: the tree holds what the app's type says, and unwrapped it is still what the selector returned.
  const selected = selector(readState(tree) as S);
  return plain(selected, UNHEARD) as R; // as above
}

function collect(
  depend: (node: Node, key: unknown) => void,
  known: ReadonlySet<Node>,
): Reads & { readonly wide: Set<Node> } {
  const wide = new Set<Node>();
  const counts = new Map<Node, number>();
  const reads = {
    wide,
    key(node: Node, key: unknown) {
      if (wide.has(node) || (node.parent !== null && wide.has(node.parent))) return;
      const count = (counts.get(node) ?? 0) + 1;
      counts.set(node, count);
      if (count > MANY) return reads.deep(node);
      depend(node, key);
    },
    keys: (node: Node) => depend(node, KEYS),
    deep(node: Node) {
      if (counts.has(node) || known.has(node)) wide.add(node);
      depend(node, DEEP);
    },
    isDeep: (node: Node) => known.has(node) || wide.has(node),
  };
  return reads;
}

/** A selected value without readers in it: each is replaced by its snapshot. */
function plain(value: unknown, reads: Reads): unknown {
  if (!isObject(value)) return value;
  const node = nodeOf(value);
  if (node !== undefined) {
    reads.deep(node);
    return snapshot(node);
  }
  if (Object.isFrozen(value)) return value;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const settled = items.map((item) => plain(item, reads));
    return settled.every((item, i) => item === items[i]) ? items : settled;
  }
  if (isPlainObject(value)) {
    const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, plain(item, reads)]);
    return entries.every(([key, item]) => item === value[key]) ? value : Object.fromEntries(entries);
  }
  return value;
}
