/** Lets those who ask wait until something is decided. */
export interface Decided {
  wait(): Promise<void>;
  /** It may have been decided by now. */
  look(): void;
  /** Nobody waits any longer, whatever is decided. */
  end(): void;
}

export function makeDecided(isDecided: () => boolean): Decided {
  let waiting: (() => void)[] = [];
  const end = (): void => {
    const told = waiting;
    waiting = [];
    for (const each of told) each();
  };
  const look = (): void => {
    if (isDecided()) end();
  };
  return {
    wait: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        look();
      }),
    look,
    end,
  };
}
