import type { Progress } from "../protocol/shapes.ts";

/** How far one client's actions on one lane have come. */
export interface Member {
  readonly client: string;
  readonly lane: string;
  last: number;
  /** Up to here the client has its results, and they are dropped. */
  settled: number;
  /** Whether the storage has a record of it. */
  isStored: boolean;
  /** Actions that began and have not ended; each promise resolves with the members of its result. */
  readonly running: Map<number, Promise<string>>;
  time: number;
  heard: number;
}

export function progressOf({ client, lane, last, running }: Member): Progress {
  return [client, lane, last, [...running.keys()]];
}
