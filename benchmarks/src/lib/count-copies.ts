/**
 * Runs `body` and counts the arrays and Maps of at least so many items that are made meanwhile by copying: through
 * `slice`, `map`, `filter`, `concat`, `Array.from` and `new Map`.
 */
export function countCopies(items: number, body: () => void): { readonly count: number } {
  let count = 0;
  const restore: (() => void)[] = [];
  const watch = (owner: object, name: string): void => {
    const original: unknown = Reflect.get(owner, name);
    if (typeof original !== "function") throw new Error(`There is no ${name}.`);
    const watched = function (this: unknown, ...args: unknown[]): unknown {
      const made: unknown = Reflect.apply(original, this, args);
      if (Array.isArray(made) && made.length >= items) count++;
      return made;
    };
    Object.defineProperty(owner, name, { value: watched, configurable: true, writable: true });
    restore.push(() => Object.defineProperty(owner, name, { value: original, configurable: true, writable: true }));
  };
  for (const name of ["slice", "map", "filter", "concat"]) watch(Array.prototype, name);
  watch(Array, "from");
  const original = globalThis.Map;
  globalThis.Map = new Proxy(original, {
    construct(target, args, newTarget) {
      const made: object = Reflect.construct(target, args, newTarget);
      if (made instanceof original && made.size >= items) count++;
      return made;
    },
  });
  try {
    body();
  } finally {
    globalThis.Map = original;
    for (const put of restore) put();
  }
  return { count };
}
