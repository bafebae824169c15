import { useCallback, useEffect, useInsertionEffect, useRef, useSyncExternalStore } from "react";
import type { ActorConnBase, ActorError, ConnStatus, SyncStatus } from "@rivulet/runtime/local";
import type { ConnectionOptions, Connections, SharedConnection } from "./connections.ts";

export interface UseOptions extends ConnectionOptions {
  readonly enabled?: boolean;
}

/** Uses the connection with this hash for as long as the component is mounted; `read` says which changes matter. */
export function useConnection(
  connections: Connections,
  hash: string,
  options: UseOptions,
  read: (connection: SharedConnection) => string,
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
  const version = (): string => {
    const connection = current();
    return connection === undefined ? "" : read(connection);
  };
  useSyncExternalStore(subscribe, version, () => "");
  return current();
}

/** What `useActor` gives, without the types of the registry. */
export interface PlainUsedActor {
  readonly handle: unknown;
  readonly connection: ActorConnBase<unknown> | null;
  readonly connStatus: ConnStatus;
  readonly isConnected: boolean;
  readonly error: ActorError | null;
  readonly hash: string;
  readonly opts: UseOptions;
  readonly state: unknown;
  readonly sync: SyncStatus | undefined;
  readonly useEvent: (eventName: string, handler: (...args: never[]) => void) => void;
}

export function useActor(connections: Connections, hash: string, options: UseOptions): PlainUsedActor {
  /** What this component has ever looked at: only that draws it again. */
  const reads = useRef({ state: false, sync: false });
  const shared = useConnection(connections, hash, options, ({ id, changes: { status, state, sync } }) => {
    return `${id} ${status} ${reads.current.state ? state : ""} ${reads.current.sync ? sync : ""}`;
  });
  const connection = shared?.connection ?? null;
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
      return connection?.state;
    },
    get sync() {
      reads.current.sync = true;
      return connection?.sync;
    },
    useEvent: (eventName, handler) => useEvent(connection, eventName, handler),
  };
}

function useEvent(
  connection: ActorConnBase<unknown> | null,
  eventName: string,
  handler: (...args: never[]) => void,
): void {
  const latest = useRef(handler);
  useInsertionEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    return connection?.on(eventName, (...args) => latest.current(...args));
  }, [connection, eventName]);
}
