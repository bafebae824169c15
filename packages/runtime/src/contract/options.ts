import type { ActorTypes, AnyTypes } from "./bag.ts";
import type { SeenConn, SeenContext, ViewContext } from "./context.ts";
import type { Immutable } from "./immutable.ts";

/** Limits of one actor, in milliseconds unless they say otherwise. Follows RivetKit's page “Actor Configuration”. */
export interface ActorOptions {
  /** How long an action that returned a promise may take. Default 60,000. */
  readonly actionTimeout?: number;
  /** Idle for this long, the actor sleeps. Default 30,000. */
  readonly sleepTimeout?: number;
  /** Never sleep. Default false. */
  readonly noSleep?: boolean;
  /** Default 5,000. */
  readonly createVarsTimeout?: number;
  /** Default 5,000. */
  readonly createConnStateTimeout?: number;
  /** Default 5,000. */
  readonly onBeforeConnectTimeout?: number;
  /** Also for `onDisconnect`. Default 5,000. */
  readonly onConnectTimeout?: number;
  /** Default 5,000. */
  readonly onSleepTimeout?: number;
  /** Default 5,000. */
  readonly onDestroyTimeout?: number;
  /** How long `waitUntil` may hold off sleep. Default 15,000. */
  readonly waitUntilTimeout?: number;
  /**
   * Whether anybody sees what is not yet on disk. `"strict"`, the default: nobody ever does. `"relaxed"`, as in RivetKit:
   * everybody does, and a crash loses up to `stateSaveInterval` of it. Not together with `sync`.
   */
  readonly durability?: "strict" | "relaxed";
  /** How often at most the changes of a relaxed actor are written. Default 10,000. */
  readonly stateSaveInterval?: number;
  /** Taken as RivetKit takes it, who does not act on it either: a server finds dead connections by a rule of its own. Default 2,500. */
  readonly connectionLivenessTimeout?: number;
  /** Taken as `connectionLivenessTimeout` is. Default 5,000. */
  readonly connectionLivenessInterval?: number;
  /** Whether the actor may sleep under an open raw WebSocket, asked with its opening request. Default false. */
  readonly canHibernateWebSocket?: boolean | ((request: Request) => boolean);
}

/** How what an earlier version of an actor left is brought to the shape of this one. What it is given is its own to change. */
export interface SyncUpgrade {
  /**
   * The state of the version before as one of this version: once per actor, on the server, before anything else reaches
   * it. A throw keeps the actor asleep, as it was.
   */
  // What a version before looked like, no type here knows.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly state?: (state: any) => unknown;
  /**
   * The arguments of calls that were made under the version before, by action: on both sides. What is not named stays as it
   * is; a throw counts as the action's own.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  readonly actions?: Readonly<Record<string, (args: any) => readonly unknown[]>>;
}

/** How an actor is synced to replicas. */
export interface SyncOptions<T extends ActorTypes = AnyTypes, View = unknown> {
  /**
   * Gives what a connection may see of the state; nothing else of it leaves the server. Without it, that is everything.
   *
   * A plain function of its arguments: it runs when somebody connects, and again after each change of the state or of the
   * connection's own state, over an immutable snapshot. What it passes on as it is costs nothing; what it builds anew is
   * compared with what it built before. Where it throws, the connection is closed.
   */
  readonly view?: (c: ViewContext<T>, state: Immutable<T["state"]>) => View;
  /** Names whom a connection belongs to: `view` runs once for all connections of one name. Asked again when the connection's state changes. */
  readonly audience?: (c: SeenContext<T>) => string;
  /** What predictions find as `c.conn.state`, told when a connection opens. Without it, actions that read it are not predicted. */
  readonly self?: (c: SeenContext<T>, conn: SeenConn<T>) => unknown;
  /** The version of the state's, the view's and the arguments' shape: a whole number. A client of an older one is told it is outdated. Default 1. */
  readonly version?: number;
  /** Leads from each version to the next, by the version that it leads to; one that is not there changes nothing. */
  readonly upgrade?: Readonly<Record<number, SyncUpgrade>>;
  /** How far in the past, in milliseconds, `c.now()` of work done offline may lie. Default unlimited. */
  readonly maxAge?: number;
  /** How long, in milliseconds, the server remembers a client that stays away. Default 400 days. */
  readonly clientTtl?: number;
}
