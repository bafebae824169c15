import { type ContainerKind, containerKindOf, isObject, type TypedArray } from "../value/kind.ts";
import type { Op } from "./patch.ts";

/** Something that wants to know when what it read has changed. */
export interface Watcher {
  /** Set by the step that met something the watcher reads; cleared by its owner. */
  hit: boolean;
}

/** Who reads what of one container, by key; `KEYS` and `DEEP` stand among the keys. */
export type Watchers = Map<unknown, Set<Watcher>>;

/** Watched by readers of the list of keys, or of the length. */
export const KEYS: unique symbol = Symbol("keys");
/** Watched by readers of everything inside, however deep. */
export const DEEP: unique symbol = Symbol("deep");

/** What a step touched of one container. */
export interface Mark {
  /** The revision before the step. */
  readonly rev: number;
  /** Touched keys with what stood there before the step; "all" where places shifted. */
  keys: Map<unknown, unknown> | "all" | null;
}

export type Step = Map<Node, Mark>;

/** Hears what is read, through whatever reader of the tree. */
export interface Reads {
  key(node: Node, key: unknown): void;
  /** The list of keys, or the length. */
  keys(node: Node): void;
  /** Everything inside. */
  deep(node: Node): void;
  /** Whether everything inside is noted as read already, so that a plain snapshot serves as well. */
  isDeep(node: Node): boolean;
}

/** What one stretch did so far: enough to tell others, and to take it all back. */
export interface Journal {
  readonly id: number;
  readonly ops: Op[];
  /** Inverse writes, to be called last first. */
  readonly undo: (() => void)[];
  /** Containers taken out, by their number. */
  readonly taken: object[];
  /** Arrays in which an item may stand twice, each with the indices that got it second. */
  twins: Map<ArrayNode, number[]> | null;
  /** Containers put in, in the order of the ops that brought them. */
  readonly brought: object[];
  /** The revision that each touched container had before. */
  readonly before: Map<Node, number>;
  /** Containers put back or moved, each with its revision at that time: their content is not in the ops. */
  moved: Map<Node, number> | null;
}

interface NodeBase<R extends object> {
  readonly tree: Tree;
  readonly raw: R;
  /** The container this one stands in; `null` for the holder and for what was taken out. */
  parent: Node | null;
  /** Where in the parent. For arrays a hint, which is checked before it is believed. */
  key: unknown;
  /** Names the content, insides included: equal revisions, equal content. */
  rev: number;
  /** The last immutable snapshot, of revision `snapRev`; `stale` says in which keys it may differ from the content. */
  snap: R | null;
  snapRev: number;
  stale: Set<unknown> | "all";
  /** When it was last taken out: the stretch, and its number among what that stretch took out. */
  takenIn: number;
  taken: number;
  /** How deep it stood then. */
  takenFrom: number;
  /** What actor code writes to, and what selectors read. */
  proxy: object | null;
  reader: object | null;
  watchers: Watchers | null;
  /** How keys were ordered, known once one was removed. */
  order: Map<unknown, number> | null;
}

export interface ObjectNode extends NodeBase<Record<string, unknown>> {
  readonly kind: "object";
}
export interface ArrayNode extends NodeBase<unknown[]> {
  readonly kind: "array";
}
export interface MapNode extends NodeBase<Map<unknown, unknown>> {
  readonly kind: "map";
}
export interface SetNode extends NodeBase<Set<unknown>> {
  readonly kind: "set";
}
export interface DateNode extends NodeBase<Date> {
  readonly kind: "date";
}
export interface BytesNode extends NodeBase<TypedArray> {
  readonly kind: "bytes";
}

/** The bookkeeping beside one container of the state; the container itself stays plain. */
export type Node = ObjectNode | ArrayNode | MapNode | SetNode | DateNode | BytesNode;
export type KeyedNode = ObjectNode | MapNode;
/** What lists its keys in the order of insertion. A member of a Set is its own key. */
export type OrderedNode = KeyedNode | SetNode;

/** What all nodes of one state share. */
export interface Tree {
  /** A hidden object whose one property is the state, so that the state itself can be replaced. */
  readonly holder: ObjectNode;
  /** The stretch being recorded. */
  journal: Journal;
  /** The revision that writes give now. */
  stamp: number;
  /** What the present step touched; `null` while nobody watches. */
  step: Step | null;
  /** Who hears what readers read, while a selector runs. */
  reads: Reads | null;
  /** All snapshots made of it, where somebody wants to know them again. */
  made: WeakSet<object> | null;
  /** Containers whose keys must be put back in order before anybody lists them. */
  unordered: Set<OrderedNode> | null;
  /** Called before a write; throws where writing is not allowed now. */
  beforeWrite: () => void;
  /** Called after each write by actor code. */
  afterWrite: () => void;
}

export const ROOT = "state";

/** What a key held that was not there. */
export const ABSENT: unique symbol = Symbol("absent");

const NODES = new WeakMap<object, Node>();
const PROXIED = new WeakMap<object, Node>();
let revisions = 0;
let journals = 0;

export function newJournal(): Journal {
  return { id: ++journals, ops: [], undo: [], taken: [], twins: null, brought: [], before: new Map(), moved: null };
}

/** A revision nobody has used. */
export function nextRevision(): number {
  return ++revisions;
}

export function knownNode(raw: unknown): Node | undefined {
  return isObject(raw) ? NODES.get(raw) : undefined;
}

/** The node behind what actor code or a selector holds, if it is one of ours. */
export function nodeOf(proxy: unknown): Node | undefined {
  return isObject(proxy) ? PROXIED.get(proxy) : undefined;
}

/** The node of a container that has one: whoever has a proxy of it, does. */
export function nodeBehind<R extends object>(raw: R): Extract<Node, { raw: R }> {
  return NODES.get(raw) as Extract<Node, { raw: R }>; // see above
}

/** The node, where it is of this kind. Throws where it is not: methods can be taken off the container they belong to. */
export function ofKind<K extends ContainerKind>(node: Node | undefined, kind: K): Extract<Node, { kind: K }> {
  if (node?.kind !== kind) throw new TypeError(`This is a method for a live ${kind} of the state.`);
  return node as Extract<Node, { kind: K }>; // its kind was compared
}

export function claimProxy<P extends object>(proxy: P, node: Node): P {
  PROXIED.set(proxy, node);
  return proxy;
}

/** The plain container behind a proxy, or the value itself. */
export function unwrap(value: object): object {
  return PROXIED.get(value)?.raw ?? value;
}

/**
 * The node of a container that stands at `key` in `parent`; `null` where the value is none. One that is its own snapshot
 * stays that, and is written to no more: a copy takes its place, one container deep.
 */
export function nodeAt(raw: unknown, parent: Node, key: unknown): Node | null {
  if (!isObject(raw)) return null;
  const known = NODES.get(raw);
  // A container that a tree gave up may live on in another.
  if (known !== undefined && known.tree === parent.tree) {
    if (known.parent === parent) known.key = key;
    return known;
  }
  const kind = containerKindOf(raw);
  if (kind === null) return null;
  const isSnapshot = Object.isFrozen(raw);
  const own = isSnapshot ? (Array.isArray(raw) ? raw.slice() : { ...raw }) : raw;
  const node = makeNode(parent.tree, own, kind, isSnapshot ? raw : null);
  node.parent = parent;
  node.key = key;
  if (isSnapshot) {
    NODES.set(raw, node);
    if (parent.kind === "map") parent.raw.set(key, node.raw);
    else Reflect.set(parent.raw, String(key), node.raw);
  }
  return node;
}

/** What stands in a state in the place of a container that is its snapshot by now; the value itself where it is none. */
export function inPlace({ tree }: Node, value: unknown): unknown {
  const node = knownNode(value);
  return node?.tree === tree ? node.raw : value;
}

export function makeNode<K extends ContainerKind>(
  tree: Tree,
  raw: object,
  kind: K,
  snap: object | null = null,
): Extract<Node, { kind: K }> {
  const node = {
    tree,
    kind,
    raw,
    parent: null,
    key: undefined,
    rev: 0,
    snap,
    snapRev: snap === null ? -1 : 0,
    stale: snap === null ? "all" : new Set(),
    takenIn: 0,
    taken: 0,
    takenFrom: 0,
    proxy: null,
    reader: null,
    watchers: null,
    order: null,
  } as unknown as Extract<Node, { kind: K }>; // `kind` was read off `raw`, which the compiler cannot follow through a union
  NODES.set(raw, node);
  return node;
}
