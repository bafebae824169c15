/** How much a ring holds. */
export interface RingBounds {
  readonly items: number;
  /** The sum of the weights that were given with the items. */
  readonly weight: number;
}

/** The last of many items, never more than the bounds allow; the newest stays, whatever it weighs. */
export interface Ring<T> {
  push(item: T, weight: number): void;
  /** From the oldest to the newest. */
  [Symbol.iterator](): IterableIterator<T>;
  at(index: number): T | undefined;
  readonly size: number;
}

/** `dropped` hears of each item that has to make room. */
export function makeRing<T>(bounds: RingBounds, dropped: (item: T) => void = () => {}): Ring<T> {
  let items: ({ readonly item: T; readonly weight: number } | undefined)[] = [];
  /** The places before this are empty; they are cut off when there are many. */
  let first = 0;
  let sum = 0;
  const drop = (): void => {
    const oldest = items[first];
    if (oldest === undefined) return;
    // What is dropped may be heavy: it does not wait for its place to be cut off.
    items[first++] = undefined;
    sum -= oldest.weight;
    dropped(oldest.item);
    if (first > 1_024 && first > items.length / 2) {
      items = items.slice(first);
      first = 0;
    }
  };
  return {
    push(item, weight) {
      items.push({ item, weight });
      sum += weight;
      while (items.length - first > 1 && (items.length - first > bounds.items || sum > bounds.weight)) drop();
    },
    *[Symbol.iterator]() {
      for (let i = first; i < items.length; i++) {
        const each = items[i];
        if (each !== undefined) yield each.item;
      }
    },
    at: (index) => items[first + index]?.item,
    get size() {
      return items.length - first;
    },
  };
}
