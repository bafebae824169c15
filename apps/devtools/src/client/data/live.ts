import { useSyncExternalStore } from "react";

/** A value that changes by itself; a new one each time. */
export interface Live<T> {
  readonly current: T;
  subscribe(listener: () => void): () => void;
}

export interface Cell<T> extends Live<T> {
  set(next: T): void;
}

export function makeCell<T>(first: T): Cell<T> {
  let current = first;
  const listeners = new Set<() => void>();
  return {
    get current() {
      return current;
    },
    set(next) {
      if (Object.is(next, current)) return;
      current = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useLive<T>(live: Live<T>): T {
  return useSyncExternalStore(live.subscribe, () => live.current);
}
