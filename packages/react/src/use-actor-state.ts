import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import type { Selected } from "@rivulet/runtime/local";
import type { Connections, SharedConnection } from "./connections.ts";
import { useConnection, type UseOptions } from "./use-actor.ts";

type Selector<T> = (state: unknown) => T;
type IsEqual<T> = (a: T, b: T) => boolean;

/** A selector may be written in place: each new one is asked at once, and followed from the commit on. */
export function useActorState<T>(
  connections: Connections,
  hash: string,
  options: UseOptions,
  selector: Selector<T>,
  isEqual: IsEqual<T>,
): T | undefined {
  const shared = useConnection(connections, hash, options, ({ id }) => String(id));
  const shown = useRef<T | undefined>(undefined);
  const follow = useMemo(() => {
    return followSelector(shared, selector, isEqual, () => shown.current);
  }, [shared, selector, isEqual]);
  const value = useSyncExternalStore(follow.subscribe, follow.value, nothing);
  useEffect(() => {
    shown.current = value;
  }, [value]);
  return value;
}

function nothing(): undefined {
  return undefined;
}

/** The value of one selector. Until somebody subscribes it is asked once per state, and followed by nobody. */
function followSelector<T>(
  shared: SharedConnection | undefined,
  selector: Selector<T>,
  isEqual: IsEqual<T>,
  shown: () => T | undefined,
) {
  const connection = shared?.replica ?? null;
  const step = (): number => shared?.changes.state ?? 0;
  const areEqual = (a: T | undefined, b: T | undefined): boolean => {
    return a === b || (a !== undefined && b !== undefined && isEqual(a, b));
  };
  let selected: Selected<T | Failure> | null = null;
  /** What was given last, and at which step. Somebody who subscribed is told when it is no longer right. */
  let given: { readonly value: T | undefined; readonly at: number; readonly isRight: boolean } | null = null;
  const mistrust = (): void => {
    if (given !== null) given = { ...given, isRight: false };
  };
  return {
    value(): T | undefined {
      if (given?.isRight === true && (selected !== null || given.at === step())) return given.value;
      const next = selected === null ? connection?.peek(selector) : selected.value;
      if (next instanceof Failure) throw next.error;
      // A value equal to the last one is the last one: nobody is to see it change.
      const before = given === null ? shown() : given.value;
      const value = areEqual(before, next) ? before : next;
      given = { value, at: step(), isRight: true };
      return value;
    },
    subscribe(changed: () => void): () => void {
      const own =
        connection?.select<T | Failure>(
          (state) => attempt(selector, state),
          (a, b) => !(a instanceof Failure || b instanceof Failure) && areEqual(a, b),
        ) ?? null;
      selected = own;
      if (given?.at !== step()) mistrust();
      own?.subscribe(() => {
        mistrust();
        changed();
      });
      return () => {
        own?.dispose();
        if (selected === own) selected = null;
      };
    },
  };
}

/** A selector that threw. It is thrown again in the next render, if the component is still there by then. */
class Failure {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** The row of a component may be gone a moment before the component is: nobody but its own render is to hear of that. */
function attempt<T>(selector: Selector<T>, state: unknown): T | Failure {
  try {
    return selector(state);
  } catch (error) {
    return new Failure(error);
  }
}
