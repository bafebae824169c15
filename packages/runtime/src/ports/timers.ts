/** All time in the runtime passes here. */
export interface Timers {
  /** Milliseconds since 1970. MAY jump when the machine's clock is set. */
  now(): number;
  /** Calls back once, after at least `ms` milliseconds, unless the returned function is called before. */
  after(ms: number, callback: () => void): () => void;
}
