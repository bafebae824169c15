import { peerFile } from "./peers.ts";
import type { Mutation, Replicache, ReplicacheModule } from "./replicache-types.ts";
import { makeRow, type Row, rowId } from "./rows.ts";

/** Replicache in memory with a server that answers at once, in the same process. */
export interface ReplicacheRun {
  readonly rep: Replicache;
  /** Whether the server says what it has accepted. */
  isHeld: boolean;
  /** Somebody else renames a row; the client hears of it with its next pull. */
  rename(index: number, title: string): void;
}

const LONG = 2 ** 30;

export async function openReplicache(size: number): Promise<ReplicacheRun> {
  const { Replicache }: ReplicacheModule = await import(peerFile("replicache/out/replicache.js"));
  let version = 0;
  let changed = new Map(Array.from({ length: size }, (_, index): [string, Row] => [rowId(index), makeRow(index)]));
  const lastMutationIDChanges: Record<string, number> = {};
  const httpRequestInfo = { httpStatusCode: 200, errorMessage: "" };

  const rename = (index: number, title: string): void => void changed.set(rowId(index), { ...makeRow(index), title });
  const rep = new Replicache({
    name: `rows ${Math.random()}`,
    kvStore: "mem",
    logLevel: "error",
    pullInterval: null,
    // Nothing is pushed until a run asks for it.
    pushDelay: LONG,
    mutators: {
      async rename(tx, { index, title }) {
        const row = await tx.get(rowId(index));
        if (row === undefined) throw new Error("There is no such row.");
        await tx.set(rowId(index), { ...row, title });
      },
    },
    pusher({ mutations }: { readonly mutations: readonly Mutation[] }) {
      if (!run.isHeld) {
        for (const { clientID, id, args } of mutations) {
          if (id <= (lastMutationIDChanges[clientID] ?? 0)) continue;
          lastMutationIDChanges[clientID] = id;
          rename(args.index, args.title);
        }
      }
      return Promise.resolve({ httpRequestInfo });
    },
    puller() {
      const patch = [...changed].map(([key, value]) => ({ op: "put", key, value }));
      changed = new Map();
      const response = { cookie: ++version, lastMutationIDChanges: { ...lastMutationIDChanges }, patch };
      return Promise.resolve({ response, httpRequestInfo });
    },
  });
  const run: ReplicacheRun = { rep, isHeld: false, rename };
  await rep.pull();
  while (!(await rep.query((tx) => tx.has(rowId(size - 1))))) await new Promise((resolve) => setTimeout(resolve, 1));
  return run;
}
