import { useCallback, useEffect, useInsertionEffect, useRef, useSyncExternalStore } from "react";
import type { ActorError, ConnStatus, SyncStatus } from "@rivulet/runtime/local";
import type { AnyConnection, Changes, ConnectionOptions, Connections, SharedConnection } from "./connections.ts";

export interface UseOptions extends ConnectionOptions {
  readonly enabled?: boolean;
}

/** Uses the connection with this hash for as long as the component is mounted; `read` says which changes matter. */
export function useConnection(
  connections: Connections,
  hash: string,
  options: UseOptions,
  read: (connection: SharedConnection) => unknown,
): SharedConnection | undefined {
  const { enabled = true } = options;
  const latest = useRef(options);
  useInsertionEffect(() => {
    latest.current = options;
  });
  const subscribe = useCallback(
    (changed: () => void) => {
      if (!enabled) return () => {};
      // React may hand the same function to two lives of a component.
      return connections.use(hash, latest.current, () => changed());
    },
    [connections, hash, enabled],
  );
  const current = (): SharedConnection | undefined => (enabled ? connections.get(hash) : undefined);
  const version = (): unknown => {
    const connection = current();
    return connection === undefined ? "" : read(connection);
  };
  const seen = useSyncExternalStore(subscribe, version, () => "");
  // What a server has rendered knows of no connection, even where the page has one by now.
  return seen === "" ? undefined : current();
}

/** Hears events; their arguments are for whoever wrote it to type. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as said above
export type EventHandler = (...args: any[]) => void;

/** What `useActor` gives, without the types of the registry. */
export interface PlainUsedActor {
  readonly handle: unknown;
  readonly connection: AnyConnection | null;
  readonly connStatus: ConnStatus;
  readonly isConnected: boolean;
  readonly error: ActorError | null;
  readonly hash: string;
  readonly opts: UseOptions;
  readonly state: unknown;
  readonly sync: SyncStatus | undefined;
  readonly useEvent: (eventName: string, handler: EventHandler) => void;
}

export function useActor(connections: Connections, hash: string, options: UseOptions): PlainUsedActor {
  /** What this component has ever looked at: only that draws it again. */
  const reads = useRef({ state: false, sync: false });
  /** What was drawn last. It stays for as long as nothing that was read has changed. */
  const drawn = useRef<Changes & { readonly id: number }>(null);
  const shared = useConnection(connections, hash, options, ({ id, changes: { status, state, sync } }) => {
    const { current: last } = drawn;
    const isSame = last?.id === id && last.status === status;
    if (isSame && (!reads.current.state || last.state === state) && (!reads.current.sync || last.sync === sync)) return last;
    return (drawn.current = { id, status, state, sync });
  });
  const connection = shared?.connection ?? null;
  const replica = shared?.replica;
  const connStatus = shared?.connStatus ?? "idle";
  return {
    handle: shared?.handle ?? null,
    connection,
    connStatus,
    isConnected: connStatus === "connected",
    error: shared?.error ?? null,
    hash,
    opts: options,
    get state() {
      reads.current.state = true;
      return replica?.state;
    },
    get sync() {
      reads.current.sync = true;
      return replica?.sync;
    },
    useEvent: (eventName, handler) => useEvent(connection, eventName, handler),
  };
}

function useEvent(
  connection: AnyConnection | null,
  eventName: string,
  handler: EventHandler,
): void {
  const latest = useRef(handler);
  useInsertionEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    return connection?.on(eventName, (...args) => latest.current(...args));
  }, [connection, eventName]);
}
