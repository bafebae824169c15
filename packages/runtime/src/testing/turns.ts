/** Turns of the platform's event loop. */
export interface Turns {
  /** Resolves when all that is due at once has run. */
  readonly next: () => Promise<void>;
  close(): void;
}

/** By messages to itself: they wait for nothing, where timers wait for a millisecond. */
export function openTurns(): Turns {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return {
    next: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        port2.postMessage(null);
      }),
    close: () => port1.close(),
  };
}
