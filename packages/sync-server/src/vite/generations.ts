/** Something that runs, and ends when the next of its kind is to begin. */
export interface Generation {
  close(): Promise<void>;
}

export interface Generations<G extends Generation> {
  /** The present one; starts the first. Rejects where it could not be started: the next change may mend that. */
  current(): Promise<G>;
  /** Whether there is one, and it could not be started. */
  readonly hasFailed: boolean;
  /** Ends the present one, then starts the next; does nothing where none was started. */
  renew(): void;
  /** Ends the present one; there is no other after it. */
  stop(): Promise<void>;
}

/** One generation at a time: the next starts when the one before has ended. */
export function makeGenerations<G extends Generation>(start: () => Promise<G>, failed: (error: unknown) => void): Generations<G> {
  let present: Promise<G> | null = null;
  let hasFailed = false;
  let isStopped = false;
  /** Changes that come while one starts are one change. */
  let isWaiting = false;

  const begin = async (before: Promise<G> | null): Promise<G> => {
    await (await before?.catch(() => null))?.close().catch(failed);
    if (isStopped) throw new Error("The development server is closing.");
    isWaiting = false;
    try {
      const made = await start();
      hasFailed = false;
      return made;
    } catch (error) {
      hasFailed = true;
      failed(error);
      throw error;
    }
  };
  const next = (): Promise<G> => {
    isWaiting = true;
    const one = begin(present);
    // Whoever asks for it hears of it.
    one.catch(() => {});
    present = one;
    return one;
  };

  return {
    current: () => present ?? next(),
    get hasFailed() {
      return hasFailed;
    },
    renew() {
      if (present !== null && !isWaiting) void next();
    },
    async stop() {
      isStopped = true;
      const last = await present?.catch(() => null);
      await last?.close();
    },
  };
}
