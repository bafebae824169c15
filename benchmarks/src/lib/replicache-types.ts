import type { Row } from "./rows.ts";

/** As much of Replicache's read transaction as is used. */
export interface ReadTx {
  get(key: string): Promise<Row | undefined>;
  has(key: string): Promise<boolean>;
  scan(): { values(): { toArray(): Promise<Row[]> } };
}

interface WriteTx extends ReadTx {
  set(key: string, value: Row): Promise<void>;
}

export interface Mutation {
  readonly clientID: string;
  readonly id: number;
  readonly args: { readonly index: number; readonly title: string };
}

/** As much of Replicache as is used; its own types come only with its installation. */
export interface Replicache {
  readonly mutate: { rename(args: Mutation["args"]): Promise<void> };
  pushDelay: number;
  subscribe<R>(body: (tx: ReadTx) => Promise<R>, onData: (value: R) => void): () => void;
  query<R>(body: (tx: ReadTx) => Promise<R>): Promise<R>;
  pull(): Promise<void>;
  push(options: { now: boolean }): Promise<void>;
  close(): Promise<void>;
  experimentalPendingMutations(): Promise<readonly unknown[]>;
}

export interface ReplicacheModule {
  readonly Replicache: new (options: {
    readonly name: string;
    readonly kvStore?: "mem";
    readonly logLevel: string;
    readonly pullInterval: null;
    readonly pushDelay: number;
    readonly mutators: { rename(tx: WriteTx, args: Mutation["args"]): Promise<void> };
    readonly pusher: (request: { readonly mutations: readonly Mutation[] }) => Promise<object>;
    readonly puller: () => Promise<object>;
  }) => Replicache;
}
