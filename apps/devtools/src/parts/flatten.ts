// A value as the rows of a tree. Pure; walks only what is open, whatever the value weighs.

/** A step into a value: a property's name, an index, or the key of a Map. */
export type Key = unknown;
export type Path = readonly Key[];

/** What a row shows. */
export type Shown =
  | { readonly kind: "leaf"; readonly text: string; readonly type: LeafType; readonly isCut: boolean }
  | { readonly kind: "branch"; readonly summary: string; readonly isOpen: boolean; readonly isEmpty: boolean }
  /** The container stands above itself. */
  | { readonly kind: "circle" }
  /** So many more of one container, opened when asked for. */
  | { readonly kind: "more"; readonly left: number };

export type LeafType = "string" | "number" | "boolean" | "null" | "other";

export interface TreeRow {
  readonly path: Path;
  /** Names the row among all of the tree. */
  readonly id: string;
  readonly depth: number;
  /** The last step of the path, as it reads; `null` for the whole. */
  readonly name: string | null;
  readonly shown: Shown;
}

/** Longer texts are cut where they are shown. */
export const LONGEST_TEXT = 300;
/** Of one container so many are shown at first, and so many more each time. */
export const AT_ONCE = 100;

/** How much of the tree is open. */
export interface Openness {
  readonly isOpen: (id: string, depth: number) => boolean;
  /** How many entries of a container are shown. */
  readonly shownOf: (id: string) => number;
}

export function flatten(value: unknown, openness: Openness): readonly TreeRow[] {
  const rows: TreeRow[] = [];
  const above: object[] = [];
  const visit = (each: unknown, path: Path, id: string, name: string | null): void => {
    const depth = path.length;
    const push = (shown: Shown): void => void rows.push({ path, id, depth, name, shown });
    if (!isBranch(each)) return push(leafOf(each));
    if (above.includes(each)) return push({ kind: "circle" });
    const size = sizeOf(each);
    const isOpen = size > 0 && openness.isOpen(id, depth);
    push({ kind: "branch", summary: summaryOf(each, size), isOpen, isEmpty: size === 0 });
    if (!isOpen) return;
    above.push(each);
    const most = openness.shownOf(id);
    let count = 0;
    for (const [key, inner] of entriesOf(each)) {
      if (count++ === most) break;
      visit(inner, [...path, key], `${id}/${escaped(key)}`, keyText(key));
    }
    if (size > most) rows.push({ path, id: `${id}/`, depth: depth + 1, name: null, shown: { kind: "more", left: size - most } });
    above.pop();
  };
  visit(value, [], "", null);
  return rows;
}

/** A name of a path that no other path has: what a slash or another kind of key would make ambiguous is marked. */
export function pathId(path: Path): string {
  return path.map((key) => `/${escaped(key)}`).join("");
}

function escaped(key: Key): string {
  return (typeof key === "string" ? key : `${typeof key}:${String(key)}`).replace(/[~/]/g, (sign) => (sign === "~" ? "~0" : "~1"));
}

/** A path as one reads it: `items[3].title`. */
export function pathText(path: Path): string {
  let text = "";
  for (const key of path) {
    if (typeof key === "string" && /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key)) text += text === "" ? key : `.${key}`;
    else text += typeof key === "number" ? `[${key}]` : `[${cut(JSON.stringify(String(key)), 60)}]`;
  }
  return text === "" ? "the state" : text;
}

function keyText(key: Key): string {
  return typeof key === "string" ? cut(key, 80) : String(key);
}

function isBranch(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return !(value instanceof Date || value instanceof RegExp || value instanceof Error);
}

function sizeOf(value: object): number {
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map || value instanceof Set) return value.size;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  return Object.keys(value).length;
}

function* entriesOf(value: object): Iterable<readonly [Key, unknown]> {
  if (value instanceof Map) yield* value;
  else if (value instanceof Set) {
    let index = 0;
    for (const item of value) yield [index++, item];
  } else if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) yield [i, value[i]];
  } else if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    for (let i = 0; i < bytes.length; i++) yield [i, bytes[i]];
  } else {
    // Getters of foreign objects are not run.
    for (const key of Object.keys(value)) yield [key, Object.getOwnPropertyDescriptor(value, key)?.value];
  }
}

function summaryOf(value: object, size: number): string {
  if (Array.isArray(value)) return `[${size}]`;
  if (value instanceof Map) return `Map(${size})`;
  if (value instanceof Set) return `Set(${size})`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${size})`;
  return size === 0 ? "{}" : `{${size}}`;
}

/** A value in one line, of at most so many characters. */
export function valueText(value: unknown, most = LONGEST_TEXT): string {
  if (isBranch(value)) return summaryOf(value, sizeOf(value));
  const leaf = leafOf(value, most);
  return leaf.text;
}

function leafOf(value: unknown, most = LONGEST_TEXT): Extract<Shown, { kind: "leaf" }> {
  const leaf = (text: string, type: LeafType, isCut = false) => ({ kind: "leaf", text, type, isCut }) as const;
  switch (typeof value) {
    case "string":
      return leaf(JSON.stringify(cut(value, most)), "string", value.length > most);
    case "number":
      return leaf(Object.is(value, -0) ? "-0" : String(value), "number");
    case "bigint":
      return leaf(cut(`${value}n`, most), "number");
    case "boolean":
      return leaf(String(value), "boolean");
    case "object":
      break;
    default:
      return leaf(cut(String(value), most), "other");
  }
  if (value === null) return leaf("null", "null");
  if (value instanceof Date) return leaf(Number.isNaN(value.getTime()) ? "no date" : value.toISOString(), "other");
  if (value instanceof Error) return leaf(cut(`${value.name}: ${value.message}`, most), "other");
  return leaf(cut(String(value), most), "other");
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
