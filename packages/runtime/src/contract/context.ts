import type { Logger } from "../ports/logger.ts";
import type { ActorTypes } from "./bag.ts";

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
  readonly key: readonly string[];
  /** The actor's id, given by the server; actions that read it before the client knows it are not predicted. */
  readonly actorId: string;
  readonly log: Logger;
  /** The instant of the call, in milliseconds since 1970: the same on the server, predicted and replayed. */
  now(): number;
  /** A number from 0 up to 1 that is the same on the server, predicted and replayed. Not a secret to the caller. */
  random(): number;
  /** A UUID that is the same on the server, predicted and replayed. Not a secret to the caller. */
  uuid(): string;
}

/** What hooks and actions share once the state exists. */
export interface ActorContext<T extends ActorTypes> extends BaseContext {
  /** The live state: change it in place, or assign a new one. */
  state: T["state"];
  /** What does not survive a restart. Not predictable. */
  vars: T["vars"];
  /** All connections, by id. Not predictable. */
  readonly conns: ReadonlyMap<string, Conn<T>>;
  /** Aborts when the actor stops. */
  readonly abortSignal: AbortSignal;
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
  /** Accepted as RivetKit has it. Every change is on disk before anyone sees it, with or without. */
  readonly immediate?: boolean;
}

/** The context of actions. Follows RivetKit's page “Actions”. */
export interface ActionContext<T extends ActorTypes> extends ActorContext<T> {
  /** Who called. On a replica `conn.params` alone is predictable. */
  readonly conn: Conn<T>;
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
/** The context of hooks about one connection. */
export interface ConnContext<T extends ActorTypes> extends ActorContext<T> {
  readonly conn: Conn<T>;
}
