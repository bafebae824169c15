import type { Creation } from "../protocol/client-messages.ts";
import type { Address } from "./address.ts";
import type { RowWrite, Unbox } from "./device-writes.ts";

/** One actor's rows that have no place on the device yet. */
export interface SaveSource {
  /** What to write now; asked again once it is written. */
  gather(): Gathered;
  /** It is on the device. */
  saved(gathered: Gathered): void;
  /** Nothing was written, because another tab took out of the box what this one wanted. */
  conflict(): Promise<void>;
}

export interface Gathered {
  readonly address: Address;
  /** Rows, each with the place it shall have. */
  readonly rows: readonly RowWrite[];
  readonly creation: Creation | null;
  readonly unbox: readonly Unbox[];
  /** What must be on the device before. */
  readonly after: Promise<void> | null;
}

/** Writes the rows of all actors of a page, a turn's worth in one transaction, one transaction at a time. */
export interface Saver {
  /** A source has rows to save. */
  want(source: SaveSource): void;
  /** Nothing waits to be written. */
  readonly isIdle: boolean;
  /** Resolves when nothing waits to be written. */
  settled(): Promise<void>;
}

export interface SaverParts {
  /** Resolves to whether it was written; `false` where something to be unboxed was not there. */
  readonly enqueue: (writes: {
    readonly rows: readonly RowWrite[];
    readonly creations: readonly { readonly address: Address; readonly creation: Creation }[];
    readonly unbox: readonly Unbox[];
  }) => Promise<boolean>;
  readonly report: (error: unknown) => void;
}

export function makeSaver({ enqueue, report }: SaverParts): Saver {
  let wanted = new Set<SaveSource>();
  let running: Promise<void> | null = null;

  /** One turn's worth. */
  const write = async (sources: readonly SaveSource[]): Promise<void> => {
    const gathered = sources.map((source) => ({ source, ...source.gather() }));
    const rows = gathered.flatMap((each) => each.rows);
    if (rows.length === 0) return;
    const creations = gathered.flatMap(({ address, creation }) => (creation === null ? [] : [{ address, creation }]));
    const unbox = gathered.flatMap((each) => each.unbox);
    for (const { after } of gathered) await after;
    if (await enqueue({ rows, creations, unbox })) {
      for (const each of gathered) if (each.rows.length > 0) each.source.saved(each);
      return;
    }
    for (const { source } of gathered) {
      await source.conflict();
      wanted.add(source);
    }
  };

  const run = async (): Promise<void> => {
    // What one turn of the event loop calls is written together.
    await Promise.resolve();
    while (wanted.size > 0) {
      const sources = [...wanted];
      wanted = new Set();
      await write(sources).catch(report);
    }
    running = null;
  };

  return {
    want(source) {
      wanted.add(source);
      running ??= run();
    },
    get isIdle() {
      return running === null;
    },
    settled: () => running ?? Promise.resolve(),
  };
}

