/** What the work gives, unless the signal aborts before: then a rejection with the signal's reason, at once. */
export function unlessAborted<T>(
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (signal === undefined) return work(signal);
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort);
    work(signal)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", abort));
  });
}
