import type { Logger } from "../ports/logger.ts";
import type { ActorTypes } from "./bag.ts";
import type { Client } from "./client.ts";
import type { Immutable } from "./immutable.ts";
import type { Kv } from "./kv.ts";
import type { Schedule } from "./schedule.ts";
import type { TypedRegistry } from "./typed.ts";

/** Why an action runs: for good on the server, ahead of the server on a replica, or again after the state under it changed. */
export type Mode = "authoritative" | "predicted" | "replayed";

/** A connection as actor code sees it. Follows RivetKit's page “Connections”. */
export interface Conn<T extends ActorTypes> {
  /** A UUID, new with each connection. */
  readonly id: string;
  /** What the client passed as `params`. */
  readonly params: T["params"];
  /** What `createConnState` made, live: writes are kept for as long as the connection lives. */
  state: T["connState"];
  /** Sends an event to this connection alone. */
  send(eventName: string, ...args: unknown[]): void;
  /** Closes the connection. Its client connects again unless it was disposed. */
  disconnect(reason?: string): Promise<void>;
}

/** What every context has. */
export interface BaseContext {
  /** The name under which the actor is registered. */
  readonly name: string;
  /** The key of this actor, always an array. */
  readonly key: string[];
  /** The actor's id, given by the server; actions that read it before the client knows it are not predicted. */
  readonly actorId: string;
  /** Where the server says it is; `"unknown"` where it does not. Not predictable. */
  readonly region: string;
  readonly log: Logger;
  /** Keys and values beside the state. Not predictable. */
  readonly kv: Kv;
  /** Actions to come. Does nothing on a replica. */
  readonly schedule: Schedule;
  /** Aborts when the actor stops. Not predictable. */
  readonly abortSignal: AbortSignal;
  /** Calls other actors, and this one, without a network. Not predictable. */
  client<R extends TypedRegistry>(): Client<R>;
  /** The instant of the call, in milliseconds since 1970: the same on the server, predicted and replayed. */
  now(): number;
  /** A number from 0 up to 1 that is the same on the server, predicted and replayed. Not a secret to the caller. */
  random(): number;
  /** A UUID that is the same on the server, predicted and replayed. Not a secret to the caller. */
  uuid(): string;
  /** Puts the actor to sleep once this action or hook is over. Does nothing on a replica. */
  sleep(): void;
  /** Destroys the actor, with all it has stored, once this action or hook is over. Does nothing on a replica. */
  destroy(): void;
}

/** What hooks and actions share once the state exists. */
export interface ActorContext<T extends ActorTypes> extends BaseContext {
  /** The live state: change it in place, or assign a new one. */
  state: T["state"];
  /** What does not survive a restart. Not predictable. */
  vars: T["vars"];
  /** All connections, by id. Not predictable. */
  readonly conns: ReadonlyMap<string, Conn<T>>;
  /** Sends an event to every connection that listens for it. */
  broadcast(eventName: string, ...args: unknown[]): void;
  /** Resolves when everything written so far is on the server's disk. */
  saveState(options?: SaveStateOptions): Promise<void>;
  /** Holds off sleep until the promise settles, for at most `waitUntilTimeout`. */
  waitUntil(promise: Promise<unknown>): void;
  /** The same as `waitUntil`. */
  runInBackground(promise: Promise<unknown>): void;
}

export interface SaveStateOptions {
  /** For actors of relaxed durability: write now, whatever `stateSaveInterval` says. A strict actor always does. */
  readonly immediate?: boolean;
  /** For actors of relaxed durability: write within so many milliseconds. */
  readonly maxWait?: number;
}

/** The context of hooks that judge a connection before there is one. */
export interface ConnInitContext<T extends ActorTypes> extends ActorContext<T> {
  /** The request that the client came with; none where it came without HTTP. */
  readonly request: Request | undefined;
}

/** The context of what happens on a connection. */
export interface ConnContext<T extends ActorTypes> extends ConnInitContext<T> {
  /** Who called, or connects. On a replica `conn.params` alone is predictable. What was scheduled has none. */
  readonly conn: Conn<T>;
}

/** The context of actions. Follows RivetKit's page “Actions”. */
export interface ActionContext<T extends ActorTypes> extends ConnContext<T> {
  readonly mode: Mode;
  /** Names this call for ever, through replays, reloads and retries: the idempotency key for effects outside. */
  readonly actionId: string;
}

/** The context of `createState` and `onCreate`: there is no connection yet, and in `createState` no state. */
export type CreateContext = BaseContext;
/** The context of `createVars`. */
export interface CreateVarsContext<S> extends BaseContext {
  readonly state: S;
}
export type CreateConnStateContext<T extends ActorTypes> = ConnInitContext<T>;
export type BeforeConnectContext<T extends ActorTypes> = ConnInitContext<T>;
export type ConnectContext<T extends ActorTypes> = ConnContext<T>;
export type DisconnectContext<T extends ActorTypes> = ActorContext<T>;
export type WakeContext<T extends ActorTypes> = ActorContext<T>;
export type SleepContext<T extends ActorTypes> = ActorContext<T>;
export type DestroyContext<T extends ActorTypes> = ActorContext<T>;
export type StateChangeContext<T extends ActorTypes> = ActorContext<T>;
export type BeforeActionResponseContext<T extends ActorTypes> = ConnContext<T>;
/** The context of `onRequest`. */
export interface RequestContext<T extends ActorTypes> extends ConnContext<T> {
  readonly request: Request;
}
/** The context of `onWebSocket`. */
export interface WebSocketContext<T extends ActorTypes> extends ConnContext<T> {
  /** The request that opened the socket. */
  readonly request: Request;
}

/** A connection as those see it who say what it may see. It has no id: equal params and an equal state see the same. */
export interface SeenConn<T extends ActorTypes> {
  /** What the client passed as `params`. */
  readonly params: Immutable<T["params"]>;
  /** What `createConnState` made, as it is now. */
  readonly state: Immutable<T["connState"]>;
}
/** The context of `sync.audience` and `sync.self`: nothing in it can be written to. */
export interface SeenContext<T extends ActorTypes> extends Pick<BaseContext, "name" | "key" | "actorId" | "log"> {
  /** Who looks. */
  readonly conn: SeenConn<T>;
}
/** The context of `sync.view`. */
export interface ViewContext<T extends ActorTypes> extends SeenContext<T> {
  /** Who looks. Throws where there is a `sync.audience`: what several share may not depend on one of them. */
  readonly conn: SeenConn<T>;
  /** What `sync.audience` gave; empty where there is none. */
  readonly audience: string;
}
