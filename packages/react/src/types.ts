import type { AnyActorDefinition, Registry, ViewOf } from "@rivulet/runtime";
import type {
  ActorConn,
  ActorError,
  ActorHandle,
  ConnStatus,
  GetOrCreateOptions,
  Immutable,
  SyncStatus,
} from "@rivulet/runtime/local";

/** The actors of a registry, by name. */
export type Actors<R extends Registry> = {
  [Name in keyof R["config"]["use"] & string]: R["config"]["use"][Name] extends AnyActorDefinition
    ? R["config"]["use"][Name]
    : never;
};
export type ActorName<R extends Registry> = keyof Actors<R> & string;

/** Which actor a component uses, and how. */
export interface UseActorOptions<R extends Registry, Name extends ActorName<R>> {
  readonly name: Name;
  readonly key: string | readonly string[];
  /** What the actor's hooks get; part of the connection's identity. */
  readonly params?: GetOrCreateOptions<Actors<R>[Name]>["params"];
  /** The input of `createState` and `onCreate`, should the actor not exist. */
  readonly createWithInput?: GetOrCreateOptions<Actors<R>[Name]>["createWithInput"];
  /** Where the actor is to be created, should it not exist; passed on to servers that are in more than one place. */
  readonly createInRegion?: string;
  /** Use the actor only if it exists. Default false. */
  readonly noCreate?: boolean;
  /** Whether to connect. Default true. */
  readonly enabled?: boolean;
}

/** What a component sees of an actor. It is drawn again only for what it has read of `state` and `sync`. */
export interface UsedActor<R extends Registry, Name extends ActorName<R>> {
  /** `null` until the component is mounted, and while it is not enabled. */
  readonly handle: ActorHandle<Actors<R>[Name]> | null;
  readonly connection: ActorConn<Actors<R>[Name]> | null;
  readonly connStatus: ConnStatus;
  /** `connStatus` is `"connected"`. */
  readonly isConnected: boolean;
  /** Why the last attempt to connect failed; `null` again once it is connected. */
  readonly error: ActorError | null;
  /** Names the connection: equal for equal name, key and params. */
  readonly hash: string;
  readonly opts: UseActorOptions<R, Name>;
  /** The whole view, immutable; `undefined` until it is known, and for an actor that has no replica. */
  readonly state: Immutable<ViewOf<Actors<R>[Name]>> | undefined;
  /** Where the connection stands, and what waits; `undefined` while there is no connection, and without a replica. */
  readonly sync: SyncStatus | undefined;
  /** A hook: calls the newest `handler` for each event of that name while the component is mounted. */
  // The arguments are the handler's to type.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly useEvent: (eventName: string, handler: (...args: any[]) => void) => void;
}

/** Hooks for the actors of one registry. Follows RivetKit's page “React”. */
export interface RivetKit<R extends Registry> {
  /** Connects to an actor while the component is mounted. */
  useActor<Name extends ActorName<R>>(options: UseActorOptions<R, Name>): UsedActor<R, Name>;
  /**
   * A part of an actor's state; the component is drawn again only when that part has changed. `undefined` until the
   * state is known, and for an actor that has no replica. `isEqual` defaults to equality of the parts.
   */
  useActorState<Name extends ActorName<R>, T>(
    options: UseActorOptions<R, Name>,
    selector: (state: Immutable<ViewOf<Actors<R>[Name]>>) => T,
    isEqual?: (a: T, b: T) => boolean,
  ): T | undefined;
}
