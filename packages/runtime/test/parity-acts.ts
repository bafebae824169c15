// What actions do to a state, once for every kind of value that it can hold and every way of changing it.

export interface Row {
  id: number;
  title: string;
  done?: boolean | undefined;
  tags: string[];
}

export interface Zoo {
  n: number;
  text: string | null;
  flag: boolean | undefined;
  big: bigint;
  rows: Row[];
  more: Row[];
  grid: (number | undefined)[][];
  list: unknown[];
  byId: Record<string, Row>;
  deep: { a: { b: { c: number[]; d?: unknown } } };
  map: Map<unknown, Row>;
  maps: Map<string, Map<string, Set<number>>>;
  set: Set<unknown>;
  at: Date;
  pattern: RegExp;
  failure: Error;
  bytes: Uint8Array;
  floats: Float64Array;
  bigs: BigInt64Array;
  extra?: unknown;
}

/** What an act may use of the context. */
export interface Tools {
  state: Zoo;
  now(): number;
  random(): number;
  uuid(): string;
}

export type Act = (s: Zoo, c: Tools) => unknown;

export function makeZoo(): Zoo {
  const row = (id: number): Row => ({ id, title: `row ${id}`, tags: ["a", "b"] });
  return {
    n: 0,
    text: "text",
    flag: true,
    big: 9_007_199_254_740_993n,
    rows: [5, 3, 4, 1, 2].map(row),
    more: [6, 7].map(row),
    grid: [
      [1, 2],
      [3, 4],
    ],
    list: [1, "one", null, undefined, true, -0],
    byId: { a: row(8), b: row(9), 10: row(10), 2: row(11) },
    deep: { a: { b: { c: [1, 2, 3] } } },
    map: new Map<unknown, Row>([
      ["x", row(12)],
      [1, row(13)],
      [1n, row(14)],
      [null, row(15)],
      [undefined, row(16)],
      [true, row(17)],
    ]),
    maps: new Map([["in", new Map([["out", new Set([1, 2])]])]]),
    set: new Set<unknown>(["p", 1, 1n, null, undefined]),
    at: new Date(1_700_000_000_000),
    pattern: /a(b)?/gi,
    failure: new RangeError("out of range"),
    bytes: new Uint8Array([9, 8, 7, 6]),
    floats: new Float64Array([1.5, -0, 2]),
    bigs: new BigInt64Array([1n, -2n]),
  };
}

export const fresh = (id: number): Row => ({ id, title: `fresh ${id}`, tags: [] });
const first = (s: Zoo): Row => s.rows[0] ?? fresh(0);

/** Acts that do to the state just what they would do to a plain value. */
export const ACTS = {
  // primitives
  "counts, and tells the count": (s) => (s.n += 2),
  "keeps -0 apart from 0": (s) => void (s.n = -0),
  "sets a text to null": (s) => void (s.text = null),
  "sets a value to undefined": (s) => void (s.flag = undefined),
  "adds to a bigint": (s) => void (s.big **= 3n),
  // objects
  "adds and deletes properties": (s) => {
    s.byId["c"] = fresh(20);
    delete s.byId["a"];
    return delete s.byId["never"];
  },
  "deletes a property and sets it again: it comes last": (s) => {
    const { a } = s.byId;
    delete s.byId["a"];
    if (a) s.byId["a"] = a;
    return Object.keys(s.byId);
  },
  "has keys that objects inherit": (s) => {
    for (const name of ["constructor", "toString", "hasOwnProperty", "valueOf"]) s.byId[name] = fresh(21);
    return "isPrototypeOf" in s.byId && Object.hasOwn(s.byId, "constructor") && !Object.hasOwn(s.byId, "isPrototypeOf");
  },
  "assigns over an object from its own parts": (s) => {
    const { b: _, ...rest } = s.byId;
    s.byId = { ...rest, z: fresh(22) };
  },
  "replaces an object": (s) => void (s.deep = { a: { b: { c: [], d: { e: 1 } } } }),
  "writes deep inside": (s) => void s.deep.a.b.c.push(s.deep.a.b.c.length, 7),
  "puts null, then an object, then nothing in one place": (s) => {
    s.extra = null;
    s.extra = { a: { b: 1 } };
    s.extra = undefined;
    return "extra" in s;
  },
  "removes what may be there": (s) => delete s.extra,
  "merges with Object.assign": (s) => void Object.assign(first(s), { title: "assigned", done: true }),
  "goes through entries": (s) => {
    for (const [key, row] of Object.entries(s.byId)) row.title += key;
    for (const key in s.deep) s.n += key.length;
  },
  // arrays
  pushes: (s) => s.rows.push(fresh(30), fresh(31)),
  pops: (s) => s.rows.pop()?.id,
  shifts: (s) => s.rows.shift()?.title,
  unshifts: (s) => s.rows.unshift(fresh(32)),
  "splices out and in": (s) => s.rows.splice(1, 2, fresh(33)).map(({ id }) => id),
  "splices from the end": (s) => void s.rows.splice(-2, 1),
  "splices with one argument": (s) => void s.rows.splice(2),
  "splices nothing": (s) => s.rows.splice(1, 0),
  "sorts by a comparison": (s) => void s.rows.sort((a, b) => a.id - b.id),
  "sorts texts and numbers by default, undefined last": (s) => void s.list.sort(),
  reverses: (s) => void s.rows.reverse(),
  "swaps two items": (s) => {
    const [a, b] = s.rows;
    if (a && b) [s.rows[0], s.rows[1]] = [b, a];
  },
  "moves an item": (s) => {
    const [row] = s.rows.splice(0, 1);
    if (row) s.rows.splice(2, 0, row);
    if (row) row.title = "moved";
  },
  "moves an item to another array": (s) => {
    const row = s.rows.pop();
    if (row) s.more.unshift(row);
    if (row) row.done = true;
  },
  "moves an item to a Map and back": (s) => {
    const row = s.more.shift();
    if (row) s.map.set(row.id, row);
    const again = s.map.get(row?.id);
    if (again) again.title = "in the map";
  },
  fills: (s) => void s.grid[0]?.fill(0),
  "fills a part": (s) => void s.list.fill("f", 1, 3),
  "copies within": (s) => void s.list.copyWithin(0, 3),
  "cuts the length": (s) => void (s.rows.length = Math.min(2, s.rows.length)),
  "grows the length": (s) => void (s.list.length += 2),
  "writes past the end": (s) => void (s.list[s.list.length + 1] = "far"),
  "deletes an index": (s) => delete s.list[1],
  "filters, and assigns": (s) => void (s.rows = s.rows.filter(({ id }) => id % 2 === 1)),
  "maps, and assigns": (s) => void (s.rows = s.rows.map((row) => (row.id === 3 ? { ...row, title: "mapped" } : row))),
  "concatenates, and assigns": (s) => void (s.rows = [fresh(34), ...s.rows.concat([fresh(35)])]),
  "sorts a copy, and assigns": (s) => void (s.rows = [...s.rows].sort((a, b) => b.id - a.id)),
  "finds by identity": (s) => {
    const row = s.rows.find(({ id }) => id === 4);
    return row === undefined ? "none" : [s.rows.indexOf(row), s.rows.includes(row), s.rows.at(-1)?.id];
  },
  "changes an item it found": (s) => {
    const row = s.rows.findLast(({ tags }) => tags.length > 0);
    row?.tags.push(row.title);
  },
  "swaps rows of a grid": (s) => void s.grid.reverse().push([...(s.grid[0] ?? []), undefined]),
  "makes values out of the state": (s) => [s.rows.map(({ id }) => id), JSON.stringify(s.grid), s.rows.toSorted((a, b) => a.id - b.id)],
  // Map
  "sets entries under every kind of key": (s) => void s.map.set("x", fresh(40)).set(2n, fresh(41)).set(-1, fresh(42)).set(false, fresh(43)),
  "changes a value of a Map": (s) => {
    for (const row of s.map.values()) row.done = row.id % 2 === 0;
  },
  "deletes entries": (s) => [s.map.delete(null), s.map.delete("never"), s.map.size],
  "sets an entry again after deleting it: it comes last": (s) => {
    const row = s.map.get("x");
    s.map.delete("x");
    if (row) s.map.set("x", row);
  },
  "clears a Map": (s) => s.map.clear(),
  "assigns a Map of its own entries": (s) => void (s.map = new Map([...s.map].filter(([, { id }]) => id !== 13))),
  "writes into Maps of Maps of Sets": (s) => {
    s.maps.get("in")?.get("out")?.add(3);
    s.maps.set("new", new Map([["one", new Set()]]));
    s.maps.get("new")?.get("one")?.add(4).add(5).delete(4);
  },
  "reads a Map in every way": (s) => {
    const seen: unknown[] = [s.map.has(undefined), s.map.has("nothing"), [...s.map.keys()]];
    s.map.forEach((row, key) => seen.push(key, row.id));
    return seen;
  },
  // Set
  "adds and removes members": (s) => [s.set.add("q").add("p").delete(1), s.set.delete("never"), s.set.size],
  "adds a member again after deleting it: it comes last": (s) => void (s.set.delete("p"), s.set.add("p")),
  "clears a Set, and adds": (s) => void (s.set.clear(), s.set.add(0)),
  "assigns a Set of its own members": (s) => void (s.set = new Set([...s.set, 2])),
  // leaves
  "sets a Date": (s) => (s.at.setUTCFullYear(2001), s.at.setTime(s.at.getTime() + 1), s.at.toISOString()),
  "replaces a Date": (s) => void (s.at = new Date(Date.UTC(1999, 0))),
  "replaces a RegExp": (s) => [s.pattern.test("ab"), (s.pattern = /[/]\n"x"/su)],
  "replaces an Error": (s) => [s.failure instanceof Error, (s.failure = new TypeError("wrong"))],
  "writes bytes": (s) => {
    s.bytes[0] = 300;
    s.bytes.set([1, 2], 2);
    s.floats[1] = 0.1;
    s.bigs[0] = -(2n ** 62n);
    return [s.bytes.length, s.bytes.subarray(1, 3), s.bytes.indexOf(2)];
  },
  "rearranges bytes": (s) => void (s.bytes.reverse().copyWithin(0, 2), s.floats.sort(), s.bigs.fill(3n, 1)),
  "replaces bytes by another kind": (s) => void (s.extra = [new Uint16Array([1, 65_535]), new Int8Array([-1]), new Uint8Array(0)]),
  "holds every kind inside others": (s) => {
    s.extra = { dates: [new Date(1)], map: new Map([["r", /x/]]), set: new Set([1n]), error: new Error("e"), tag: ["$Map", []] };
  },
  // the context
  "stamps, draws and names": (s, c) => {
    s.extra = [c.now(), c.random(), c.random(), c.uuid()];
    return s.extra;
  },
  "names a row": (s, c) => void s.rows.push({ ...fresh(Math.floor(c.random() * 1000)), title: c.uuid() }),
  "replaces the whole state": (s, c) => {
    c.state = { ...makeZoo(), n: s.n + 1 };
    c.state.rows.pop();
    return c.state.rows.length;
  },
  "writes all over it": (s) => {
    s.n += 100;
    s.text = "elsewhere";
    s.rows.unshift(fresh(50));
    s.rows.push(fresh(51));
    s.more.reverse();
    s.list.unshift("elsewhere");
    s.byId["e"] = fresh(52);
    s.deep.a.b.c.shift();
    s.map.set("e", fresh(53));
    s.map.delete(1);
    s.set.add("e");
    s.bytes[3] = 1;
    s.at.setTime(s.at.getTime() + 1000);
  },
  "throws after it wrote: nothing is left of it": (s) => {
    s.rows.pop();
    s.map.clear();
    s.n = 99;
    throw new Error("changed its mind");
  },
} satisfies Record<string, Act>;
