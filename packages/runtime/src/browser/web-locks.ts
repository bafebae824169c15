import type { Lease, Locks } from "../ports/locks.ts";

/**
 * Locks on `navigator.locks`. Where there are none, a lock asked for first is had and every other is waited for in vain:
 * a tab has its own identity then, and adopts nobody's work.
 */
export function webLocks(): Locks {
  const locks: LockManager | undefined = typeof navigator === "undefined" ? undefined : navigator.locks;
  if (locks === undefined) {
    let isFirst = true;
    return {
      acquire() {
        if (!isFirst) return new Promise(() => {});
        isFirst = false;
        return Promise.resolve({ release() {} });
      },
      settled: () => Promise.resolve(),
    };
  }
  return {
    acquire: (name, signal) =>
      new Promise<Lease>((grant, refuse) => {
        const hold = (): Promise<void> => new Promise((release) => grant({ release: () => release() }));
        locks.request(name, { signal }, hold).catch(refuse);
      }),
    // Questions are answered in the order in which they are asked.
    settled: () => locks.query().then(() => {}),
  };
}
