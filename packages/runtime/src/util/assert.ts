/** Marks a branch the types say cannot happen; throws if data from outside made it happen all the same. */
export function unreachable(value: never, what: string): never {
  throw new Error(`${what}: unexpected ${JSON.stringify(value)}`);
}

/** The value, once it is known to be there. Throws when the caller's invariant does not hold. */
export function must<T>(value: T | null | undefined, invariant: string): T {
  if (value === null || value === undefined) throw new Error(`broken invariant: ${invariant}`);
  return value;
}
