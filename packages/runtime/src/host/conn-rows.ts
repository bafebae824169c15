import { ROOT } from "../track/node.ts";
import { toJson } from "../value/codec.ts";
import type { HostConn } from "./conn.ts";
import type { Ledger } from "./ledger.ts";
import { keys } from "./records.ts";

/**
 * The connections of one actor as rows on disk, so that `onDisconnect` hears of those that a crash cut off. Where the
 * actor has no such hook, nobody would ask for them, and none are written. What a connection listens for is in no row: while its
 * actor sleeps it is kept in memory, with its place, and a process that dies takes the connection itself along.
 */
export interface ConnRows {
  save(conn: HostConn): void;
  drop(connId: string): void;
}

export function makeConnRows(actorId: string, ledger: Ledger, wanted: boolean): ConnRows {
  if (!wanted) return { save() {}, drop() {} };
  return {
    save({ follower, tree }) {
      ledger.put(keys.conn(actorId, follower.id), () => {
        const state = tree === null ? undefined : toJson(tree.holder.raw[ROOT]);
        const { params } = follower.lasting ?? follower;
        return JSON.stringify({ params: params === undefined ? undefined : toJson(params), state });
      });
    },
    drop: (connId) => ledger.put(keys.conn(actorId, connId), null),
  };
}
