/** A set of listeners for one kind of notice. */
export interface Emitter<Args extends readonly unknown[]> {
  /** Adds a listener and returns the function that removes it. */
  on(listener: (...args: Args) => void): () => void;
  /** Calls every listener there is at this moment. One that throws never silences the rest. */
  emit(...args: Args): void;
  readonly size: number;
}

/** `report` hears what listeners throw; by default it is thrown again where nobody can catch it, as the DOM does. */
export function emitter<Args extends readonly unknown[]>(
  report: (error: unknown) => void = rethrowLater,
): Emitter<Args> {
  const listeners = new Set<{ call: (...args: Args) => void }>();
  return {
    on(listener) {
      const entry = { call: listener };
      listeners.add(entry);
      return () => void listeners.delete(entry);
    },
    emit(...args) {
      for (const entry of [...listeners]) {
        if (!listeners.has(entry)) continue;
        try {
          entry.call(...args);
        } catch (error) {
          report(error);
        }
      }
    },
    get size() {
      return listeners.size;
    },
  };
}

/** Makes an error of app code visible to the platform's own reporting without breaking the loop that met it. */
export function rethrowLater(error: unknown): void {
  void Promise.resolve().then(() => {
    throw error;
  });
}
