/** The places of what is gone from the front are cut off when there are so many. */
const MANY = 1_024;

/** A list that grows at its end and is taken from at both: each in constant time, however long it is. */
export interface Queue<T extends object> {
  push(item: T): void;
  /** Takes the last. */
  pop(): T | undefined;
  /** Takes the first. */
  shift(): T | undefined;
  /** Counted from the first that is there. */
  at(index: number): T | undefined;
  readonly size: number;
  /** From the first to the last. */
  [Symbol.iterator](): IterableIterator<T>;
}

export function makeQueue<T extends object>(): Queue<T> {
  let items: (T | undefined)[] = [];
  let first = 0;
  return {
    push: (item) => void items.push(item),
    pop: () => (items.length > first ? items.pop() : undefined),
    shift() {
      const item = items[first];
      if (item === undefined) return undefined;
      // It may be heavy: it does not wait for its place to be cut off.
      items[first++] = undefined;
      if (first > MANY && first > items.length / 2) {
        items = items.slice(first);
        first = 0;
      }
      return item;
    },
    at: (index) => (index < 0 ? undefined : items[first + index]),
    get size() {
      return items.length - first;
    },
    *[Symbol.iterator]() {
      for (let i = first; i < items.length; i++) {
        const item = items[i];
        if (item !== undefined) yield item;
      }
    },
  };
}
