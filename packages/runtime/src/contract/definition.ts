import type { ActorTypes, AnyTypes, Bag } from "./bag.ts";
import type {
  ActionContext,
  BeforeActionResponseContext,
  BeforeConnectContext,
  Conn,
  ConnectContext,
  CreateConnStateContext,
  CreateContext,
  CreateVarsContext,
  DestroyContext,
  DisconnectContext,
  RequestContext,
  SleepContext,
  StateChangeContext,
  WakeContext,
  WebSocketContext,
} from "./context.ts";
import type { ActorOptions, SyncOptions } from "./options.ts";
import type { FetchServer, RegistryOptions } from "./registry-options.ts";
import type { UniversalWebSocket } from "./socket.ts";
import type { Typed } from "./typed.ts";

type Awaitable<T> = T | Promise<T>;

/** Actions as an actor of these types may define them. */
export type ActionMap<T extends ActorTypes> = Record<
  string,
  // The arguments are the author's to type.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  (c: ActionContext<T>, ...args: any[]) => any
>;

/**
 * In hooks about the actor as a whole, what is known of connections is not checked: these hooks are mostly written
 * before those that say it, and the compiler settles the types of a context where it first meets it.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as said above
type Whole<S, V, I> = Bag<S, any, any, V, I>;

/**
 * The hooks that make something; `Made…` is what they give. A hook that makes something is given a context which does
 * not speak of it, or the compiler would have to know its type before the hook is read.
 */
export interface ActorMakers<S, P, V, I, MadeState, MadeVars, MadeConnState> {
  /** The first state, made once per actor. Wins over `state`, which then only gives the type. */
  createState?: (c: CreateContext, input: I) => Awaitable<MadeState>;
  /** Wins over `vars`. Runs at each start. `driverContext` is what the server's platform gives; an empty object where it gives nothing. */
  // What a platform gives has the platform's types.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  createVars?: (c: CreateVarsContext<S>, driverContext: any) => Awaitable<MadeVars>;
  /** Wins over `connState`. A throw refuses the connection. */
  createConnState?: (c: CreateConnStateContext<Bag<S, unknown, unknown, V, I>>, params: P) => Awaitable<MadeConnState>;
}

/** All other hooks of an actor. Follows RivetKit's page “Lifecycle”. */
export interface ActorHooks<S, P, CS, V, I> {
  /** A throw refuses the connection. */
  onBeforeConnect?: (c: BeforeConnectContext<Bag<S, unknown, unknown, V, I>>, params: P) => Awaitable<unknown>;
  /** Runs once per actor, after its state was made. */
  onCreate?: (c: CreateContext & { state: S }, input: I) => Awaitable<unknown>;
  /** Runs at each start, before anything else reaches the actor. */
  onWake?: (c: WakeContext<Whole<S, V, I>>) => Awaitable<unknown>;
  /** Runs before the actor goes to sleep or the server stops. */
  onSleep?: (c: SleepContext<Whole<S, V, I>>) => Awaitable<unknown>;
  /** Runs before the actor and all it has stored are gone. */
  onDestroy?: (c: DestroyContext<Whole<S, V, I>>) => Awaitable<unknown>;
  /** Runs at once after each assignment to the state by actor code, with the new state. A promise of it is not awaited. */
  onStateChange?: (c: StateChangeContext<Whole<S, V, I>>, newState: S) => unknown;
  /** Awaited before the connection's first message. A throw ends the connection. */
  onConnect?: (c: ConnectContext<Bag<S, P, CS, V, I>>, conn: Conn<Bag<S, P, CS, V, I>>) => Awaitable<unknown>;
  /** Runs when a connection is over; it is no longer among `c.conns`. */
  onDisconnect?: (c: DisconnectContext<Bag<S, P, CS, V, I>>, conn: Conn<Bag<S, P, CS, V, I>>) => Awaitable<unknown>;
  /** Answers HTTP requests to the actor; what answers nothing, is answered with 404. Its URL is `http://actor/<path>`. */
  onRequest?: (c: RequestContext<Bag<S, P, CS, V, I>>, request: Request) => Awaitable<Response | undefined | void>;
  /** Speaks over a raw WebSocket, which lives on after it has returned. */
  onWebSocket?: (c: WebSocketContext<Bag<S, P, CS, V, I>>, socket: UniversalWebSocket) => Awaitable<unknown>;
  /** Gives what the caller of an action gets in place of its output. Not asked for what was scheduled, nor on a replica. */
  onBeforeActionResponse?: <Out>(
    c: BeforeActionResponseContext<Bag<S, P, CS, V, I>>,
    name: string,
    args: unknown[],
    output: Out,
  ) => Awaitable<Out>;
}

/** What `actor()` takes, with all types known. */
export interface ActorConfig<T extends ActorTypes>
  extends ActorMakers<T["state"], T["params"], T["vars"], T["input"], T["state"], T["vars"], T["connState"]>,
    ActorHooks<T["state"], T["params"], T["connState"], T["vars"], T["input"]> {
  readonly state?: T["state"];
  readonly vars?: T["vars"];
  readonly connState?: T["connState"];
  readonly actions?: ActionMap<T>;
  /** Lets clients keep replicas and predict. Everyone who may connect then sees the whole state, or what `view` gives of it. */
  readonly sync?: boolean | SyncOptions<T>;
  readonly options?: ActorOptions;
}

/** A definition made by `actor()`. */
export interface ActorDefinition<T extends ActorTypes, A, View = T["state"]> extends Typed<T, A, View> {
  /** What it was made from. */
  readonly config: ActorConfig<AnyTypes>;
}

/** Of unknown actions, for the reason that `AnyTyped` gives. */
export type AnyActorDefinition = ActorDefinition<AnyTypes, unknown, unknown>;
export type ActorDefinitions = Readonly<Record<string, AnyActorDefinition>>;

/** What `setup()` takes. */
export interface RegistryConfig<D extends ActorDefinitions = ActorDefinitions> extends RegistryOptions {
  /** The actors of the app by name. */
  readonly use: D;
}

/** What a server package has for registries, under the name of `registryServers`. */
export interface RegistryServers {
  /** A server on a port of its own. `options` go before what the registry was set up with. */
  start(registry: Registry, options: RegistryOptions): Promise<FetchServer>;
  /** A server for requests that others bring. */
  serve(registry: Registry, options: RegistryOptions): Promise<FetchServer>;
}

/** The actors of an app by name, made by `setup()`. */
export interface Registry<D extends ActorDefinitions = ActorDefinitions> {
  readonly config: RegistryConfig<D>;
  /** Serves the actors from a port of their own; the server starts with the call. */
  start(options?: RegistryOptions): FetchServer;
  /** Serves the actors to whoever brings requests, as in `export default registry.serve()`. */
  serve(options?: RegistryOptions): FetchServer;
  /** Answers one request to an actor, or to the registry. */
  handler(request: Request): Promise<Response>;
  /** The same as `start()`, for programs that call it by this name. */
  startRunner(): void;
}
