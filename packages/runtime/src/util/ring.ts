import { makeQueue } from "./queue.ts";

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
  const items = makeQueue<{ readonly item: T; readonly weight: number }>();
  let sum = 0;
  return {
    push(item, weight) {
      items.push({ item, weight });
      sum += weight;
      while (items.size > 1 && (items.size > bounds.items || sum > bounds.weight)) {
        const oldest = items.shift();
        if (oldest === undefined) return;
        sum -= oldest.weight;
        dropped(oldest.item);
      }
    },
    *[Symbol.iterator]() {
      for (const { item } of items) yield item;
    },
    at: (index) => items.at(index)?.item,
    get size() {
      return items.size;
    },
  };
}
