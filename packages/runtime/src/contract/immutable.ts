/** A value as a snapshot shows it: nothing in it can be written to. */
export type Immutable<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends ReadonlyMap<infer K, infer V>
    ? ReadonlyMap<K, Immutable<V>>
    : T extends ReadonlySet<infer M>
      ? ReadonlySet<M>
      : T extends Date | RegExp | Error | ArrayBufferView
        ? T
        : T extends object
          ? { readonly [K in keyof T]: Immutable<T[K]> }
          : T;
