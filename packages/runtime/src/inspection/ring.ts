/** The last of many things: bounded in number and in size, however many there were. */
export interface Ring<T> {
  add(item: T, size: number): void;
  /** All that are kept, oldest first. */
  readonly items: readonly T[];
}

/** `count`: so many at most; `sizes`: and at most this much of what their sizes add up to. */
export function makeRing<T>(count: number, sizes: number): Ring<T> {
  let kept: { readonly item: T; readonly size: number }[] = [];
  /** Where those begin that count; what is before is dropped when there is as much of it again. */
  let start = 0;
  let total = 0;
  return {
    add(item, size) {
      kept.push({ item, size });
      total += size;
      while (kept.length - start > count || (total > sizes && kept.length - start > 1)) total -= kept[start++]?.size ?? 0;
      if (start <= count) return;
      kept = kept.slice(start);
      start = 0;
    },
    get items() {
      return kept.slice(start).map(({ item }) => item);
    },
  };
}
