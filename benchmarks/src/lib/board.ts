import { makeLocalClient } from "../../../packages/runtime/src/client/client.ts";
import type { ActorConnBase } from "../../../packages/runtime/src/client/types.ts";
import type { Selected } from "../../../packages/runtime/src/replica/view.ts";
import { SILENT_CHANNEL } from "../../../packages/runtime/src/ports/channel.ts";
import type { OpenLink } from "../../../packages/runtime/src/ports/link.ts";
import { SILENT } from "../../../packages/runtime/src/ports/logger.ts";
import { memoryStorage } from "../../../packages/runtime/src/storage/memory.ts";
import { systemPorts } from "./ports.ts";
import { type Kept, registry, type Row, rowId } from "./rows.ts";

/** A connection to the measured actor, however it keeps its rows. */
export interface Board {
  readonly conn: Pick<ActorConnBase<unknown>, "state" | "sync" | "subscribe">;
  rename(index: number, title: string): void;
  /** That row, as it is selected. */
  row(index: number): unknown;
  /** Calls back when that row has changed. */
  followRow(index: number, listener: () => void): () => void;
  /** Calls back with all rows when any has changed. */
  followAll(listener: (rows: unknown) => void): () => void;
  dispose(): Promise<void>;
}

/** The real client over a memory storage, on a server of the caller's choosing. */
export function openBoard(kept: Kept, size: number, openLink: OpenLink): Board {
  const client = makeLocalClient<typeof registry>(
    {
      openStorage: () => Promise.resolve(memoryStorage()),
      openLink,
      openChannel: () => SILENT_CHANNEL,
      locks: { acquire: () => Promise.resolve({ release() {} }), settled: () => Promise.resolve() },
      ...systemPorts(),
      log: SILENT,
      loadRemote: () => Promise.reject(new Error("Nothing here needs it.")),
      loadAdoption: () => Promise.reject(new Error("Nobody here is anybody else.")),
      watchPage: () => () => {},
      turns: { size: 250, later: (task) => void Promise.resolve().then(task) },
    },
    { endpoint: "http://nowhere", registry, user: "" },
  );
  const options = { createWithInput: size };
  const dispose = (): Promise<void> => client.dispose();
  switch (kept) {
    case "array": {
      const conn = client.array.getOrCreate(["rows"], options).connect();
      return {
        conn,
        row: (index) => once(conn.select((state): Row | undefined => state.rows[index])),
        rename: (index, title) => void conn.rename(index, title),
        followRow: (index, listener) => conn.subscribe((state): Row | undefined => state.rows[index], listener),
        followAll: (listener) => conn.subscribe((state): unknown => state.rows, listener),
        dispose,
      };
    }
    case "record": {
      const conn = client.record.getOrCreate(["rows"], options).connect();
      return {
        conn,
        row: (index) => once(conn.select((state): Row | undefined => state.rows[rowId(index)])),
        rename: (index, title) => void conn.rename(index, title),
        followRow: (index, listener) => conn.subscribe((state): Row | undefined => state.rows[rowId(index)], listener),
        followAll: (listener) => conn.subscribe((state): unknown => state.rows, listener),
        dispose,
      };
    }
    case "map": {
      const conn = client.map.getOrCreate(["rows"], options).connect();
      return {
        conn,
        row: (index) => once(conn.select((state): Row | undefined => state.rows.get(rowId(index)))),
        rename: (index, title) => void conn.rename(index, title),
        followRow: (index, listener) => conn.subscribe((state): Row | undefined => state.rows.get(rowId(index)), listener),
        followAll: (listener) => conn.subscribe((state): unknown => state.rows, listener),
        dispose,
      };
    }
  }
}

function once({ value, dispose }: Selected<unknown>): unknown {
  dispose();
  return value;
}

/** Resolves when `is` holds for the connection's sync status. */
export function until({ conn }: Board, is: (sync: Board["conn"]["sync"]) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (is(conn.sync)) resolve();
      else setTimeout(look, 1);
    };
    look();
  });
}
