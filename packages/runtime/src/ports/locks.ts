/** A lock held. */
export interface Lease {
  /** Gives it back. May be called twice. */
  release(): void;
}

/**
 * Named locks across the tabs of one origin. A driver MUST give a lock to one holder at a time and MUST free it when
 * the holder's page is gone, however it went.
 */
export interface Locks {
  /** Waits for the lock. Aborted, it rejects and holds nothing. */
  acquire(name: string, signal: AbortSignal): Promise<Lease>;
  /** Resolves when every lock that was asked for before and that nobody else holds has been had, in a task of its own. */
  settled(): Promise<void>;
}
