/** Hears what actor code reads of its live state: which container, and which of its keys; no key stands for all there are. */
export type ReadListener = (container: object, key?: unknown) => void;

let listener: ReadListener | null = null;

export function hear(next: ReadListener | null): void {
  listener = next;
}

export function note(container: object, key?: unknown): void {
  listener?.(container, key);
}

/** Ways of looking at an object that need no trap of their own where nobody listens. */
export const TRAPS: ProxyHandler<Record<string, unknown>> = {
  has(target, key) {
    note(target, key);
    return Reflect.has(target, key);
  },
  ownKeys(target) {
    note(target);
    return Reflect.ownKeys(target);
  },
};

interface Container {
  readonly raw: object;
}

/** Hears of reads by the container's bookkeeping. */
interface Noted {
  key(node: Container, key: unknown): void;
  keys(node: Container): void;
  deep(node: Container): void;
}

export function noting<R extends Noted>(reads: R): R {
  return { ...reads, key: ({ raw }, key) => note(raw, key), keys: ({ raw }) => note(raw), deep: ({ raw }) => note(raw) };
}
