import type { ActorTypes, AnyTypes, Bag } from "./bag.ts";
import type {
  ActionContext,
  ActorContext,
  Conn,
  ConnContext,
  CreateContext,
  CreateVarsContext,
} from "./context.ts";

type Awaitable<T> = T | Promise<T>;

/** Actions as an actor of these types may define them. */
export type ActionMap<T extends ActorTypes> = Record<
  string,
  // The arguments are the author's to type.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  (c: ActionContext<T>, ...args: any[]) => any
>;

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
  /** For `onBeforeConnect` and `onConnect`. Default 5,000. */
  readonly onConnectTimeout?: number;
  /** Default 5,000. */
  readonly onSleepTimeout?: number;
  /** How long `waitUntil` may hold off sleep. Default 15,000. */
  readonly waitUntilTimeout?: number;
}

/** How an actor is synced to replicas. */
export interface SyncOptions {
  /** The version of the state's and the arguments' shape; a client of another version is told it is outdated. Default 1. */
  readonly version?: number;
  /** How far in the past, in milliseconds, `c.now()` of work done offline may lie. Default unlimited. */
  readonly maxAge?: number;
  /** How long, in milliseconds, the server remembers a client that stays away. Default 400 days. */
  readonly clientTtl?: number;
}

/**
 * The hooks of an actor. A hook that makes something is given a context which does not speak of it, or the compiler
 * would have to know its type before the hook is read.
 */
export interface ActorHooks<S, P, CS, V, I> {
  /** The first state, made once per actor. Wins over `state`, which then only gives the type. */
  createState?: (c: CreateContext, input: I) => Awaitable<S>;
  /** Wins over `vars`. Runs at each start. */
  createVars?: (c: CreateVarsContext<S>, driverContext: unknown) => Awaitable<V>;
  /** Wins over `connState`. A throw refuses the connection. */
  createConnState?: (c: ActorContext<Bag<S, unknown, unknown, V, unknown>>, params: P) => Awaitable<CS>;
  /** A throw refuses the connection. */
  onBeforeConnect?: (c: ActorContext<Bag<S, unknown, unknown, V, unknown>>, params: P) => Awaitable<unknown>;
  /** Runs once per actor, after its state was made. */
  onCreate?: (c: CreateContext & { state: S }, input: I) => Awaitable<unknown>;
  /** Runs at each start, before anything else reaches the actor. */
  onWake?: (c: ActorContext<Bag<S, P, CS, V, I>>) => Awaitable<unknown>;
  /** Runs before the actor goes to sleep or the server stops. */
  onSleep?: (c: ActorContext<Bag<S, P, CS, V, I>>) => Awaitable<unknown>;
  /** Runs at once after each assignment to the state by actor code, with the new state. */
  onStateChange?: (c: ActorContext<Bag<S, P, CS, V, I>>, newState: S) => unknown;
  /** Awaited before the connection's first message. A throw ends the connection. */
  onConnect?: (c: ConnContext<Bag<S, P, CS, V, I>>, conn: Conn<Bag<S, P, CS, V, I>>) => Awaitable<unknown>;
  onDisconnect?: (c: ActorContext<Bag<S, P, CS, V, I>>, conn: Conn<Bag<S, P, CS, V, I>>) => Awaitable<unknown>;
}

/** What `actor()` takes, with all types known. */
export interface ActorConfig<T extends ActorTypes>
  extends ActorHooks<T["state"], T["params"], T["connState"], T["vars"], T["input"]> {
  readonly state?: T["state"];
  readonly vars?: T["vars"];
  readonly connState?: T["connState"];
  readonly actions?: ActionMap<T>;
  /** Lets clients keep replicas and predict. Everyone who may connect then sees the whole state. */
  readonly sync?: boolean | SyncOptions;
  readonly options?: ActorOptions;
}

declare const TYPES: unique symbol;

/** A definition made by `actor()`. */
export interface ActorDefinition<T extends ActorTypes, A> {
  /** What it was made from. */
  readonly config: ActorConfig<AnyTypes>;
  /** For the compiler only. */
  readonly [TYPES]?: { readonly types: T; readonly actions: A };
}

/** Of unknown actions, and not of any: written inside `setup()`, an actor would otherwise take its actions' types from here. */
export type AnyActorDefinition = ActorDefinition<AnyTypes, unknown>;
export type ActorDefinitions = Readonly<Record<string, AnyActorDefinition>>;

/** The actors of an app by name, made by `setup()`. */
export interface Registry<D extends ActorDefinitions = ActorDefinitions> {
  readonly config: { readonly use: D };
}
