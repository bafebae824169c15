import { ActorError } from "@rivulet/runtime/local";
import type { ActorConnBase, ActorHandleBase, ConnStatus } from "@rivulet/runtime/local";
import type { AnyActorDefinition } from "@rivulet/runtime";

/** A client, whatever its registry. */
export type AnyClient = Readonly<Record<string, AnyAccessor>>;

interface AnyAccessor {
  get(key: string | readonly string[], options: { readonly params?: unknown }): AnyHandle;
  getOrCreate(
    key: string | readonly string[],
    options: { readonly params?: unknown; readonly createWithInput?: unknown; readonly createInRegion?: string },
  ): AnyHandle;
}
type AnyHandle = Omit<ActorHandleBase<AnyActorDefinition>, "connect" | "action"> & { connect(): AnyConnection };
/** What a connection has with a replica. */
export type Replicated = ActorConnBase<unknown>;
/** What every connection has. */
export type AnyConnection = Pick<Replicated, "on" | "onError" | "connStatus" | "onStatusChange" | "dispose">;

export interface ConnectionOptions {
  readonly name: string;
  readonly key: string | readonly string[];
  readonly params?: unknown;
  readonly createWithInput?: unknown;
  readonly createInRegion?: string;
  readonly noCreate?: boolean;
}

/** Each grows when what it speaks of has changed. */
export interface Changes {
  readonly status: number;
  readonly state: number;
  readonly sync: number;
}

/** A connection that components share. */
export interface SharedConnection {
  /** Tells it from every other connection there ever was. */
  readonly id: number;
  readonly handle: AnyHandle | null;
  readonly connection: AnyConnection | null;
  /** The connection, where it has a replica. */
  readonly replica: Replicated | null;
  readonly connStatus: ConnStatus;
  readonly error: ActorError | null;
  readonly changes: Changes;
}

/** The connections of a tree of components, by their hash: one for each, for as long as somebody uses it. */
export interface Connections {
  get(hash: string): SharedConnection | undefined;
  /** Uses a connection, making it where it is not there; the returned function ends the use. */
  use(hash: string, options: ConnectionOptions, changed: () => void): () => void;
}

export function makeConnections(client: () => AnyClient): Connections {
  const shared = new Map<string, ReturnType<typeof connect>>();
  return {
    get: (hash) => shared.get(hash)?.now,
    use(hash, options, changed) {
      let own = shared.get(hash);
      if (own === undefined) shared.set(hash, (own = connect(client(), options)));
      const used = own;
      used.users.add(changed);
      return () => {
        used.users.delete(changed);
        // A remount, StrictMode's rehearsal included, comes in the same task and finds it alive.
        setTimeout(() => {
          if (used.users.size > 0 || shared.get(hash) !== used) return;
          shared.delete(hash);
          used.end();
        }, 0);
      };
    },
  };
}

let connects = 0;

function connect(client: AnyClient, { name, key, params, createWithInput, createInRegion, noCreate }: ConnectionOptions) {
  const users = new Set<() => void>();
  const changes = { status: 0, state: 0, sync: 0 };
  const now: { -readonly [K in keyof SharedConnection]: SharedConnection[K] } = {
    id: ++connects,
    handle: null,
    connection: null,
    replica: null,
    connStatus: "idle",
    error: null,
    changes,
  };
  const tell = (what: keyof typeof changes): void => {
    changes[what]++;
    for (const changed of [...users]) changed();
  };
  try {
    const accessor = client[name];
    const common = params === undefined ? {} : { params };
    const created = {
      ...common,
      ...(createWithInput === undefined ? {} : { createWithInput }),
      ...(createInRegion === undefined ? {} : { createInRegion }),
    };
    now.handle = (noCreate === true ? accessor?.get(key, common) : accessor?.getOrCreate(key, created)) ?? null;
    now.connection = now.handle?.connect() ?? null;
  } catch (error) {
    now.connStatus = "disconnected";
    now.error = error instanceof ActorError ? error : new ActorError("client", "failed", String(error));
  }
  const { connection } = now;
  if (connection !== null) {
    now.connStatus = connection.connStatus;
    connection.onStatusChange((status) => {
      now.connStatus = status;
      if (status === "connected") now.error = null;
      tell("status");
    });
    connection.onError((error) => {
      now.error = error;
      tell("status");
    });
    if (isReplicated(connection)) {
      now.replica = connection;
      connection.subscribe(() => tell("state"));
      connection.onSyncChange(() => tell("sync"));
    }
  }
  return { now, users, end: () => void connection?.dispose() };
}

function isReplicated(connection: AnyConnection): connection is Replicated {
  return "subscribe" in connection;
}
