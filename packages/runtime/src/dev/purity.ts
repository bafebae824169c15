/** What an action used that gives another result on the server, and what serves instead. */
export interface Impurity {
  readonly name: string;
  readonly instead: string;
}

const IMPURE = [
  { name: "Date.now()", instead: "c.now()", of: () => Date, member: "now" },
  { name: "Math.random()", instead: "c.random()", of: () => Math, member: "random" },
  { name: "crypto.randomUUID()", instead: "c.uuid()", of: cryptoObject, member: "randomUUID" },
] as const;

function cryptoObject(): object | undefined {
  const crypto: unknown = Reflect.get(globalThis, "crypto");
  return typeof crypto === "object" && crypto !== null ? crypto : undefined;
}

/**
 * For development: runs an action and reports whatever it uses that gives another result on the server. The functions
 * are put back before anything else can run.
 */
export function withPurityCheck<R>(report: (use: Impurity) => void, body: () => R): R {
  const restore: (() => void)[] = [];
  for (const { name, instead, of, member } of IMPURE) {
    const owner = of();
    const original: unknown = owner === undefined ? undefined : Reflect.get(owner, member);
    if (owner === undefined || typeof original !== "function") continue;
    const own = Object.getOwnPropertyDescriptor(owner, member);
    const watched = (...args: unknown[]): unknown => {
      report({ name, instead });
      return Reflect.apply(original, owner, args);
    };
    Object.defineProperty(owner, member, { value: watched, configurable: true, writable: true });
    restore.push(() => {
      if (own === undefined) Reflect.deleteProperty(owner, member);
      else Object.defineProperty(owner, member, own);
    });
  }
  try {
    return body();
  } finally {
    for (const put of restore) put();
  }
}
