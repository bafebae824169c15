import type { ActorError } from "../errors/actor-error.ts";
import type { ActionsOf, AnyTyped, Called, DefinitionsOf, TypedRegistry, TypesOf } from "./typed.ts";

// RivetKit's client: calls go to the actor and come back. Inside an actor `c.client()` has the same types.

/** One part of a key, or all parts; left out, the key is empty. */
export type KeyInput = string | readonly string[];

/** `idle` before it begins and after it was disposed of. A connection tries again for ever until then. */
export type ConnStatus = "idle" | "connecting" | "connected" | "disconnected";

/** An action by its name. */
export interface ActionRequest {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Aborts waiting for the answer; the action may have run all the same. */
  readonly signal?: AbortSignal;
}

/** Where nothing is known of an actor, any name is an action, as in RivetKit. */
// What goes in and comes out is the caller's to know.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type UnknownActions = Readonly<Record<string, (...args: any[]) => Promise<any>>>;

type ActionMethods<D extends AnyTyped> = unknown extends ActionsOf<D>
  ? UnknownActions
  : {
      readonly [K in keyof ActionsOf<D>]: Called<ActionsOf<D>[K]> extends (...args: infer Args) => infer R
        ? (...args: Args) => Promise<R>
        : never;
    };

/** What every connection has, whatever its actions. Follows RivetKit's page “Connections”. */
export interface ActorConnBase {
  /** Calls an action by its name. Waits until the connection is open. */
  action(call: ActionRequest): Promise<unknown>;
  /** Calls back with the arguments of each event of that name. Returns the function that ends it. */
  // The arguments are the listener's to type.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  on(eventName: string, listener: (...args: any[]) => void): () => void;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  once(eventName: string, listener: (...args: any[]) => void): () => void;
  /** Hears why the connection, or something on it that no call waits for, failed. Those who listen for events named `error` hear it, too. */
  onError(listener: (error: ActorError) => void): () => void;
  onOpen(listener: () => void): () => void;
  onClose(listener: () => void): () => void;
  readonly connStatus: ConnStatus;
  onStatusChange(listener: (status: ConnStatus) => void): () => void;
  /** `connStatus` is `"connected"`. */
  readonly isConnected: boolean;
  /** Ends the connection; calls that wait reject with `client/disposed`. */
  dispose(): Promise<void>;
}

export type ActorConn<D extends AnyTyped = AnyTyped> = ActorConnBase & ActionMethods<D>;

export interface ResolveOptions {
  readonly signal?: AbortSignal;
}

/** What every handle has, whatever its actions. Follows RivetKit's page “JavaScript Client”. */
export interface ActorHandleBase<D extends AnyTyped> {
  /** Calls an action by its name, over a connection of its own. */
  action(call: ActionRequest): Promise<unknown>;
  /** Opens a connection, which opens itself again when it breaks. `params` take the place of the handle's. */
  connect(params?: TypesOf<D>["params"]): ActorConn<D>;
  /** The actor's id. Makes the actor where the handle may. */
  resolve(options?: ResolveOptions): Promise<string>;
  /** Asks the actor's `onRequest`; `input` is the path there, with its query. */
  fetch(input: string | URL | Request, init?: RequestInit | Request): Promise<Response>;
  /** Opens a socket to the actor's `onWebSocket`, under a path there. */
  webSocket(path?: string, protocols?: string | string[]): Promise<WebSocket>;
  /** The same as `webSocket`. */
  websocket(path?: string, protocols?: string | string[]): Promise<WebSocket>;
  /** Where anybody reaches the actor: `/request/…` goes to `onRequest`, `/websocket/…` to `onWebSocket`. */
  getGatewayUrl(): Promise<string>;
}

/** An actor from outside. Nothing happens until something is asked of it. */
export type ActorHandle<D extends AnyTyped = AnyTyped> = ActorHandleBase<D> & ActionMethods<D>;

export interface GetOptions<D extends AnyTyped = AnyTyped> {
  /** What the actor's hooks get. */
  readonly params?: TypesOf<D>["params"];
  /** Asked at each attempt to connect and at each call; its answer takes the place of `params`. */
  readonly getParams?: () => TypesOf<D>["params"] | Promise<TypesOf<D>["params"]>;
  /** Aborts what is asked of the handle. */
  readonly signal?: AbortSignal;
}

/** For handles by id. */
export type GetWithIdOptions<D extends AnyTyped = AnyTyped> = GetOptions<D>;

export interface GetOrCreateOptions<D extends AnyTyped = AnyTyped> extends GetOptions<D> {
  /** The input of `createState` and `onCreate`, should the actor not exist. */
  readonly createWithInput?: TypesOf<D>["input"];
  /** Where it is to be created, should it not exist; passed on to servers that are in more than one place. */
  readonly createInRegion?: string;
}

export interface CreateOptions<D extends AnyTyped = AnyTyped> extends GetOptions<D> {
  readonly input?: TypesOf<D>["input"];
  readonly region?: string;
}

/** The actors of one name. */
export interface ActorAccessor<D extends AnyTyped = AnyTyped> {
  /** A handle to an actor that exists. */
  get(key?: KeyInput, options?: GetOptions<D>): ActorHandle<D>;
  /** A handle to an actor that the first call makes where it does not exist. */
  getOrCreate(key?: KeyInput, options?: GetOrCreateOptions<D>): ActorHandle<D>;
  getForId(actorId: string, options?: GetWithIdOptions<D>): ActorHandle<D>;
  /** Makes an actor. Rejects with `actor/duplicate_key`. */
  create(key?: KeyInput, options?: CreateOptions<D>): Promise<ActorHandle<D>>;
}

type Name<R extends TypedRegistry> = keyof DefinitionsOf<R> & string;

/** What every client has, whatever its registry: actors by names that are known at run time only. */
export interface ClientBase<R extends TypedRegistry> {
  get<N extends Name<R>>(name: N, key?: KeyInput, options?: GetOptions<DefinitionsOf<R>[N]>): ActorHandle<DefinitionsOf<R>[N]>;
  getOrCreate<N extends Name<R>>(
    name: N,
    key?: KeyInput,
    options?: GetOrCreateOptions<DefinitionsOf<R>[N]>,
  ): ActorHandle<DefinitionsOf<R>[N]>;
  getForId<N extends Name<R>>(
    name: N,
    actorId: string,
    options?: GetWithIdOptions<DefinitionsOf<R>[N]>,
  ): ActorHandle<DefinitionsOf<R>[N]>;
  create<N extends Name<R>>(
    name: N,
    key?: KeyInput,
    options?: CreateOptions<DefinitionsOf<R>[N]>,
  ): Promise<ActorHandle<DefinitionsOf<R>[N]>>;
  /** Ends all its connections. */
  dispose(): Promise<void>;
}

/** Actors by name, as the registry has them; without a registry's type, any name is an actor. */
export type Client<R extends TypedRegistry = TypedRegistry> = ClientBase<R> & {
  readonly [N in keyof DefinitionsOf<R>]: ActorAccessor<DefinitionsOf<R>[N]>;
};
