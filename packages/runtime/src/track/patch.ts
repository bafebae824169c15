/** A step into a container: a property name, an array index, or the key of a Map (any primitive). */
export type Key = unknown;
/** Where a container stands in the state; `[]` is the state's own container. */
export type Path = readonly Key[];

/**
 * One change of a state, as data. A *patch* is a list of them, in order.
 *
 * `state` replaces the whole. `set` and `delete` speak of object properties, array indices and Map entries, `splice` of arrays, `add` and `remove`
 * of Sets, `clear` of Maps and Sets, `move` permutes an array (`order[i]` is the old index of its new item `i`),
 * `bytes` overwrites part of a typed array. Containers that a patch takes out are numbered from 0 in the order in which
 * they go; `reuse` puts such a one back instead of a copy, `twin` lets an item stand in a second place of its array.
 */
export type Op =
  | readonly ["state", unknown]
  | readonly ["set", Path, Key, unknown]
  | readonly ["reuse", Path, Key, number]
  | readonly ["twin", Path, number, number]
  | readonly ["delete", Path, Key]
  | readonly ["splice", Path, number, number, readonly unknown[]]
  | readonly ["splice", Path, number, number, readonly unknown[], readonly Reused[]]
  | readonly ["move", Path, readonly number[]]
  | readonly ["add", Path, unknown]
  | readonly ["remove", Path, unknown]
  | readonly ["clear", Path]
  | readonly ["time", Path, number]
  | readonly ["bytes", Path, number, unknown];

/** Of the items that a splice puts in: which one (by index) is which container taken out before (by its number). */
export type Reused = readonly [item: number, taken: number];

export type Patch = readonly Op[];
