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
export interface SyncOptions {
  /** The version of the state's and the arguments' shape: a whole number. A client of an older one is told it is outdated. Default 1. */
  readonly version?: number;
  /** Leads from each version to the next, by the version that it leads to; one that is not there changes nothing. */
  readonly upgrade?: Readonly<Record<number, SyncUpgrade>>;
  /** How far in the past, in milliseconds, `c.now()` of work done offline may lie. Default unlimited. */
  readonly maxAge?: number;
  /** How long, in milliseconds, the server remembers a client that stays away. Default 400 days. */
  readonly clientTtl?: number;
}
