/**
 * The object with every name that it does not have standing for what `make` gives for it, always the same; but for those
 * by which it would be taken for something that it is not.
 */
export function withNames<T extends object>(base: T, reserved: readonly string[], make: (name: string) => unknown): T {
  const made = new Map<string, unknown>();
  return new Proxy(base, {
    get(target, name, receiver): unknown {
      if (typeof name === "symbol" || name in target || reserved.includes(name)) return Reflect.get(target, name, receiver);
      if (!made.has(name)) made.set(name, make(name));
      return made.get(name);
    },
  });
}
