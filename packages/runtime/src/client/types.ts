import type {
  ActionRequest,
  ActorHandleBase as RemoteHandleBase,
  CreateOptions,
  GetOptions,
  GetOrCreateOptions,
  KeyInput,
} from "../contract/client.ts";
import type { AnyActorDefinition, Registry } from "../contract/definition.ts";
import type { Immutable } from "../contract/immutable.ts";
import type { ActionsOf, Called, DefinitionsOf, TypesOf, ViewOf } from "../contract/typed.ts";
import type { ActorError } from "../errors/actor-error.ts";
import type { Selected } from "../replica/view.ts";
import type { ActionCall } from "./action-call.ts";
import type { ActorEvent } from "./delivered.ts";
import type { Keepable } from "./keep.ts";
import type { Outbox } from "./outbox.ts";
import type { Outdated } from "./outdated.ts";
import type { ActionSettlement } from "./page-parts.ts";
import type { Durability } from "./resilient-storage.ts";
import type { ConnStatus, Phase } from "./status.ts";

/** Where a connection stands, and what waits. A new object each time something in it changes. */
export interface SyncStatus {
  readonly phase: Phase;
  /** How many actions of this device the server has not accepted. */
  readonly pending: number;
  /** When the oldest of them was called, in milliseconds since 1970. */
  readonly oldestPendingAt: number | null;
  /** Why it is not `"live"`, as far as somebody said: what the server refused with, or why it cannot be reached. */
  readonly error: ActorError | null;
  /** How many rejected actions wait in the outbox. */
  readonly rejected: number;
  readonly durability: Durability;
  /** The browser has deleted what this device had kept: actions that had not been sent by then are lost. */
  readonly evicted: boolean;
}

type Actions<D extends AnyActorDefinition> = {
  readonly [K in keyof ActionsOf<D>]: Called<ActionsOf<D>[K]> extends (...args: infer Args) => infer R
    ? (...args: Args) => ActionCall<R>
    : never;
};

/** What every connection of a synced actor has, whatever its actions. Follows RivetKit's page “JavaScript Client”. */
export interface ActorConnBase<S> {
  /** The view: confirmed state and waiting actions, immutable; `undefined` until it is known. */
  readonly state: Immutable<S> | undefined;
  /** Calls back after each step that changed the state. Returns the function that ends it. */
  subscribe(listener: () => void): () => void;
  /** Calls back when what `selector` gives has changed. It runs again only when something it read has. */
  subscribe<R>(
    selector: (state: Immutable<S>) => R,
    listener: (value: R | undefined) => void,
    isEqual?: (a: R | undefined, b: R | undefined) => boolean,
  ): () => void;
  /** A selected part of the state that follows it, to be disposed of. `isEqual` defaults to equality of the parts. */
  select<R>(selector: (state: Immutable<S>) => R, isEqual?: (a: R | undefined, b: R | undefined) => boolean): Selected<R>;
  /** What `selector` gives now; nobody follows it. Costs what it reads, not what the state weighs. */
  peek<R>(selector: (state: Immutable<S>) => R): R | undefined;
  readonly sync: SyncStatus;
  /** Calls back when `sync` has changed. */
  onSyncChange(listener: (sync: SyncStatus) => void): () => void;
  readonly outbox: Outbox;
  /** Calls back with the arguments of each event of that name. */
  // The arguments are the listener's to type.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  on(eventName: string, listener: (...args: any[]) => void): () => void;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  once(eventName: string, listener: (...args: any[]) => void): () => void;
  /** Calls back for each event that somebody listens for by name, and says whether it corrects a predicted one. */
  onEvent(listener: (event: ActorEvent) => void): () => void;
  /** Hears why the server refuses the connection. Those who listen for events named `error` hear it, too. */
  onError(listener: (error: ActorError) => void): () => void;
  readonly connStatus: ConnStatus;
  onStatusChange(listener: (status: ConnStatus) => void): () => void;
  onOpen(listener: () => void): () => void;
  onClose(listener: () => void): () => void;
  /** `connStatus` is `"connected"`. */
  readonly isConnected: boolean;
  /** The actor's id, once the server gave it. */
  readonly actorId: string | null;
  /** Calls an action by its name. */
  action(call: { readonly name: string; readonly args: readonly unknown[] }): ActionCall<unknown>;
  /** Opens a lane that the server has closed, with what may be other conditions now. */
  retry(): void;
  /** Ends the connection. Its waiting actions are sent all the same. */
  dispose(): Promise<void>;
}

export type ActorConn<D extends AnyActorDefinition> = ActorConnBase<ViewOf<D>> & Actions<D>;

type Raw = "fetch" | "webSocket" | "websocket" | "getGatewayUrl";

/** What every handle has. Raw requests and sockets go to the server, past the queue. */
export interface ActorHandleBase<D extends AnyActorDefinition> extends Pick<RemoteHandleBase<D>, Raw> {
  /**
   * Connects to the actor. What is called on the connection and on the handle is one queue. `params` take the place of the
   * handle's.
   */
  connect(params?: TypesOf<D>["params"]): ActorConn<D>;
  /** The actor's id; waits until the server gave it. */
  resolve(): Promise<string>;
  action(call: Omit<ActionRequest, "signal">): ActionCall<unknown>;
}

export type ActorHandle<D extends AnyActorDefinition> = ActorHandleBase<D> & Actions<D>;

export interface ActorAccessor<D extends AnyActorDefinition> {
  /** A handle to an actor that exists. */
  get(key?: KeyInput, options?: GetOptions<D>): ActorHandle<D>;
  getOrCreate(key?: KeyInput, options?: GetOrCreateOptions<D>): ActorHandle<D>;
  getForId(actorId: string, options?: GetOptions<D>): ActorHandle<D>;
  /** Makes an actor. Waits for the server; rejects with `actor/duplicate_key`. */
  create(key?: KeyInput, options?: CreateOptions<D>): Promise<ActorHandle<D>>;
}

type Name<R extends Registry> = keyof DefinitionsOf<R> & string;

export interface ClientBase<R extends Registry = Registry> {
  get<N extends Name<R>>(name: N, key?: KeyInput, options?: GetOptions<DefinitionsOf<R>[N]>): ActorHandle<DefinitionsOf<R>[N]>;
  getOrCreate<N extends Name<R>>(
    name: N,
    key?: KeyInput,
    options?: GetOrCreateOptions<DefinitionsOf<R>[N]>,
  ): ActorHandle<DefinitionsOf<R>[N]>;
  getForId<N extends Name<R>>(name: N, actorId: string, options?: GetOptions<DefinitionsOf<R>[N]>): ActorHandle<DefinitionsOf<R>[N]>;
  create<N extends Name<R>>(
    name: N,
    key?: KeyInput,
    options?: CreateOptions<DefinitionsOf<R>[N]>,
  ): Promise<ActorHandle<DefinitionsOf<R>[N]>>;
  /** Hears how actions of this device ended, those of earlier page loads and of other tabs included. */
  onActionSettled(listener: (settlement: ActionSettlement) => void): () => void;
  /** Whether nothing would be lost with this page: all that was called is on the disk or, where there is none, accepted. */
  readonly isSaved: boolean;
  /** Calls back when `isSaved` has changed. */
  onSavedChange(listener: () => void): () => void;
  /**
   * Hears, once, that this page is outdated: the server runs a newer version of an actor or speaks a newer protocol, or a
   * newer page has taken over the device's data. What waits is kept, and is sent once the page is loaded anew.
   */
  onOutdated(listener: (outdated: Outdated) => void): () => void;
  /**
   * Keeps these actors in step with the server, and on the device, without a connection of the app's own: until the returned
   * function is called, or the client is disposed.
   */
  keep(handles: readonly Keepable[]): () => void;
  /**
   * Wipes this user's data from the device. Tabs that are open start afresh, this one too: their connections know nothing until
   * the server has told them again. Rejects with `outbox/not_empty` where an action waits for the server or lies rejected
   * in an outbox, unless told to wipe those, too: their calls reject with `outbox/forgotten`. Rejects with `storage/failed`
   * where the device's storage cannot be reached.
   */
  forget(options?: ForgetOptions): Promise<void>;
  /** Writes what is left to write and closes everything. */
  dispose(): Promise<void>;
}

export interface ForgetOptions {
  /** Also what the server has not accepted. Default false. */
  readonly evenUnsent?: boolean;
}

/** Actors by name. Those that are not synced have no replica: their calls go to the server, as in `/client`. */
export type Client<R extends Registry> = ClientBase<R> & {
  readonly [N in keyof DefinitionsOf<R>]: DefinitionsOf<R>[N] extends AnyActorDefinition ? ActorAccessor<DefinitionsOf<R>[N]> : never;
};
