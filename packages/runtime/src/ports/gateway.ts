/** Which actor is meant, and whether it is to be made where there is none. */
export type ActorQuery =
  | { readonly by: "id"; readonly id: string; readonly name?: string }
  | { readonly by: "key"; readonly name: string; readonly key: readonly string[]; readonly create?: { readonly input: unknown } };

/** Who asks: what hooks are given to judge by. */
export interface Caller {
  readonly params: unknown;
  /** The HTTP request that the call came with; none where it did not come by HTTP. */
  readonly request?: Request;
  /** Aborts when the caller does not want the answer any more. */
  readonly signal?: AbortSignal;
}

/** An actor as a list of them shows it; times in milliseconds since 1970. */
export interface ActorInfo {
  readonly id: string;
  readonly name: string;
  readonly key: readonly string[];
  readonly createdAt: number;
}

/** What an actor tells a connection. Every callback comes after the commit it belongs to is on disk, in that order. */
export interface ConnectionEvents {
  /** The connection was let in. */
  opened(connection: { readonly actorId: string; readonly connectionId: string }): void;
  /** A broadcast for which the connection listens, or what was sent to it alone. */
  event(name: string, args: readonly unknown[]): void;
  /** It is over, or was never let in; nothing comes after it. `error` is absent where it was closed in peace. */
  closed(reason: string, error?: unknown): void;
}

export type ActionOutcome =
  | { readonly how: "returned"; readonly output: unknown }
  | { readonly how: "threw"; readonly error: unknown };

/** A connection from the side of whoever made it. What is said before it was let in waits until it is. */
export interface Connection {
  /** `done` is called once, in order with the connection's events. */
  action(name: string, args: readonly unknown[], done: (outcome: ActionOutcome) => void): void;
  listen(eventName: string, on: boolean): void;
  close(reason?: string): void;
}

/** One end of a raw WebSocket: what the other end is told. */
export interface RawSocket {
  message(data: string | Uint8Array): void;
  close(code: number, reason: string): void;
}

/**
 * How anybody reaches actors who does not keep replicas: RivetKit's protocol over HTTP and WebSocket, and `c.client()`.
 *
 * Everything rejects with an `ActorError`: `actor/not_found`, `actor/duplicate_key`, what hooks threw, and so on.
 */
export interface Gateway {
  /** The names that are registered. */
  readonly names: readonly string[];
  resolve(query: ActorQuery): Promise<{ readonly actor: ActorInfo; readonly isNew: boolean }>;
  /** Rejects with `actor/duplicate_key` where the key is taken. */
  create(name: string, key: readonly string[], input: unknown): Promise<ActorInfo>;
  /** Those of the ids that exist. */
  list(ids: readonly string[]): Promise<readonly ActorInfo[]>;
  /** All actors of a name, oldest first. */
  listByName(name: string): Promise<readonly ActorInfo[]>;
  destroy(id: string): Promise<void>;
  /** The bytes that an actor's `c.kv` has under a key, as far as they are on disk; `null` where it has none. Wakes nobody. */
  readKv(id: string, key: Uint8Array): Promise<Uint8Array | null>;
  /** One action over a connection of its own: all connection hooks run. */
  action(query: ActorQuery, name: string, args: readonly unknown[], caller: Caller): Promise<unknown>;
  connect(query: ActorQuery, caller: Caller, events: ConnectionEvents): Connection;
  /** `onRequest`; the request's URL is `http://actor/<path>?<query>`. */
  fetch(query: ActorQuery, request: Request, caller: Caller): Promise<Response>;
  /** `onWebSocket`; `caller.request` is the opening request. Resolves to the actor's end once the connection was let in. */
  webSocket(query: ActorQuery, caller: Caller, peer: RawSocket): Promise<RawSocket>;
}
