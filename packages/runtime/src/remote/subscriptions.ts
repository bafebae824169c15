import { type Emitter, emitter } from "../util/emitter.ts";

type Listener = (...args: never[]) => void;

/** Who listens for which events of an actor. */
export interface Subscriptions {
  /** The names that somebody listens for. */
  readonly names: readonly string[];
  /** Returns the function that ends it. */
  add(name: string, listener: Listener, once: boolean): () => void;
  emit(name: string, args: readonly unknown[]): void;
}

/** `listen` hears when the first listener for a name has come, and when the last one has gone. */
export function makeSubscriptions(listen: (name: string, on: boolean) => void): Subscriptions {
  const byName = new Map<string, Emitter<readonly unknown[]>>();
  return {
    get names() {
      return [...byName.keys()];
    },
    add(name, listener, once) {
      let own = byName.get(name);
      if (own === undefined) byName.set(name, (own = emitter()));
      const listeners = own;
      const off = listeners.on((...args) => {
        if (once) stop();
        Reflect.apply(listener, undefined, args);
      });
      const stop = (): void => {
        off();
        if (listeners.size > 0 || byName.get(name) !== listeners) return;
        byName.delete(name);
        listen(name, false);
      };
      if (listeners.size === 1) listen(name, true);
      return stop;
    },
    emit: (name, args) => byName.get(name)?.emit(...args),
  };
}
