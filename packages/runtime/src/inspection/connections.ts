import type { Actors } from "../host/actors.ts";
import { keys, readConn } from "../host/records.ts";
import { INSPECTOR_LIMITS } from "../inspector/limits.ts";
import { NARROW, seen } from "../inspector/seen.ts";
import type { ConnectionRow } from "../inspector/server-shapes.ts";
import type { Page } from "../inspector/topic.ts";
import { keyParts } from "../ports/storage.ts";
import { ROOT } from "../track/node.ts";
import { fromJson } from "../value/codec.ts";
import { inOrder } from "./in-order.ts";

interface Asked {
  readonly id: string;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** The connections of an actor in the order of their ids, with those that are cut off and not yet said goodbye to. */
export async function listConnections(actors: Actors, { id, after = "", limit = INSPECTOR_LIMITS.page }: Asked): Promise<Page<ConnectionRow>> {
  const found = new Map<string, ConnectionRow>();
  for (const [key, row] of await actors.ports.storage.list(keys.conns(id))) {
    const connId = keyParts(key)[2] ?? "";
    const { params, state } = readConn(row);
    found.set(connId, {
      id: connId,
      attached: false,
      ...(params !== undefined && { params: seen(fromJson(params), NARROW) }),
      ...(state !== undefined && { state: seen(fromJson(state), NARROW) }),
    });
  }
  const live = actors.awake(id);
  if (live === undefined) {
    for (const { id: connId, lasting, params } of actors.followers(id)) {
      found.set(connId, { params: seen((lasting ?? { params }).params, NARROW), ...found.get(connId), id: connId, attached: true });
    }
  } else {
    const present = await inOrder(live, () =>
      [...live.conns.values()].map(({ follower: { id: connId, lasting, params }, tree }): ConnectionRow => {
        const state = tree === null ? {} : { state: seen(tree.holder.raw[ROOT], NARROW) };
        return { id: connId, attached: true, params: seen((lasting ?? { params }).params, NARROW), ...state };
      }),
    );
    for (const row of present) found.set(row.id, row);
  }
  const rows = [...found.values()].filter((row) => row.id > after).sort((a, b) => (a.id < b.id ? -1 : 1));
  const items = rows.slice(0, limit);
  const end = items.at(-1);
  return rows.length > items.length && end !== undefined ? { items, next: end.id } : { items };
}
