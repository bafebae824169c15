import { toKey } from "../definition/key.ts";
import { ActorError, actorError, fromErrorData } from "../errors/actor-error.ts";
import type { ActorInfo, Gateway } from "../ports/gateway.ts";
import { under } from "../ports/storage.ts";
import type { Actors } from "./actors.ts";
import { encodeKey, readValue } from "./kv-codec.ts";
import { openConnection } from "./open-connection.ts";
import { callAction } from "./passing.ts";
import { publicError } from "./public-error.ts";
import { createNow, idOf, infoOf, noSuchActor, useActor } from "./resolve.ts";
import { answerRequest } from "./answer-request.ts";
import { openRawSocket } from "./raw-socket.ts";
import { keys } from "./records.ts";

/** The way to actors for everybody who does not keep replicas. See `Gateway`. */
export function makeGateway(actors: Actors): Gateway {
  const { log, exposeErrors = false } = actors.ports;
  /** What leaves here are `ActorError`s; everything else is masked. */
  const masked = async <T>(what: string, task: Promise<T>): Promise<T> => {
    try {
      return await task;
    } catch (error) {
      throw error instanceof ActorError ? error : fromErrorData(publicError({ log, exposeErrors }, what, error));
    }
  };
  const requireInfo = async (id: string): Promise<ActorInfo> => {
    const info = await infoOf(actors, id);
    if (info === null) throw noSuchActor();
    return info;
  };
  const known = async (ids: readonly string[]): Promise<readonly ActorInfo[]> => {
    const infos = await Promise.all(ids.map((id) => infoOf(actors, id)));
    return infos.filter((info) => info !== null);
  };
  return {
    names: actors.names,
    resolve: (query) =>
      masked("resolve", (async () => {
        const { id, isNew } = await idOf(actors, query);
        return { actor: await requireInfo(id), isNew };
      })()),
    create: (name, key, input) =>
      masked("create", (async () => {
        if (actors.definition(name) === null) throw actorError("actor/not_found", `No actor is registered as ${name}.`);
        return requireInfo(await createNow(actors, name, toKey(key), input));
      })()),
    list: (ids) => masked("list", known(ids)),
    listByName: (name) =>
      masked("list", (async () => {
        const rows = await actors.ports.storage.list(under("key", name));
        const infos = await known(rows.map(([, id]) => String(id)));
        return infos.toSorted((a, b) => a.createdAt - b.createdAt);
      })()),
    destroy: (id) =>
      masked("destroy", (async () => {
        await requireInfo(id);
        await actors.destroy(id);
      })()),
    readKv: (id, key) =>
      masked("kv", (async () => {
        await requireInfo(id);
        const [stored = null] = await actors.ports.storage.get([keys.kv(id, encodeKey(key))]);
        return readValue(stored, "binary");
      })()),
    action: (query, name, args, caller) =>
      masked(name, useActor(actors, query, (instance) => callAction(instance, name, args, caller))),
    connect: (query, caller, events) => openConnection(actors, query, caller, events),
    fetch: (query, request, caller) =>
      masked("onRequest", useActor(actors, query, (instance) => answerRequest(instance, request, caller))),
    webSocket: (query, caller, peer) => masked("onWebSocket", openRawSocket(actors, query, caller, peer)),
  };
}
