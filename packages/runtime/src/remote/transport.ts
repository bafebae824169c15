import type { Connection, ConnectionEvents } from "../ports/gateway.ts";

/** Which actor a handle speaks of, and how it is made where there is none. */
export type RemoteQuery =
  | { readonly by: "id"; readonly name: string; readonly id: string }
  | { readonly by: "key"; readonly name: string; readonly key: readonly string[]; readonly create?: RemoteCreation };

export interface RemoteCreation {
  readonly input: unknown;
  /** Where it is to be made, for servers that know more than one place. */
  readonly region?: string;
}

/** The circumstances of one call. */
export interface RemoteCaller {
  /** What the actor's hooks judge by; `undefined` where nothing was given. */
  readonly params: unknown;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/** A raw request: its path with the query, as from the actor's own root, and the rest as `fetch` takes it. */
export interface RemoteRequest {
  readonly path: string;
  readonly init: RequestInit;
}

/**
 * How RivetKit's client reaches actors: over the network, or within the process.
 *
 * Everything rejects with an `ActorError`. A driver MUST NOT call back before `connect` has returned; each connection
 * is one attempt, and whoever asked for it makes the next. What `action` and `listen` are told on a connection that is
 * not open MAY be lost.
 */
export interface Transport {
  /** The actor's id; makes the actor where the query says so. */
  resolve(query: RemoteQuery, signal?: AbortSignal): Promise<string>;
  /** Makes an actor; rejects with `actor/duplicate_key` where the key is taken. Resolves to its id. */
  create(name: string, key: readonly string[], creation: RemoteCreation, signal?: AbortSignal): Promise<string>;
  /** One action over a connection of its own. */
  action(query: RemoteQuery, name: string, args: readonly unknown[], caller: RemoteCaller): Promise<unknown>;
  connect(query: RemoteQuery, params: unknown, events: ConnectionEvents): Connection;
  fetch(query: RemoteQuery, request: RemoteRequest, caller: RemoteCaller): Promise<Response>;
  /** A raw WebSocket, open or opening. */
  webSocket(query: RemoteQuery, path: string, protocols: readonly string[], caller: RemoteCaller): Promise<WebSocket>;
  /** Where others reach the actor by HTTP. */
  gatewayUrl(query: RemoteQuery): Promise<string>;
}
