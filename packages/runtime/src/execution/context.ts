import type { AnyTypes } from "../contract/bag.ts";
import type { Client } from "../contract/client.ts";
import type { ActionContext, Conn, Mode, SaveStateOptions } from "../contract/context.ts";
import type { Kv } from "../contract/kv.ts";
import type { Schedule } from "../contract/schedule.ts";
import type { TypedRegistry } from "../contract/typed.ts";
import { actorError } from "../errors/actor-error.ts";
import type { Logger } from "../ports/logger.ts";
import { type Rng, rng, uuid } from "../util/rng.ts";

/** What a context needs from the side it runs on. Members that the side lacks throw. */
export interface Scope {
  readonly name: string;
  readonly key: readonly string[];
  readonly log: Logger;
  actorId(): string;
  region(): string;
  state(): unknown;
  replaceState(state: unknown): void;
  vars(): unknown;
  replaceVars(vars: unknown): void;
  conns(): ReadonlyMap<string, Conn<AnyTypes>>;
  abortSignal(): AbortSignal;
  kv(): Kv;
  schedule(): Schedule;
  client(): unknown;
  broadcast(eventName: string, args: readonly unknown[]): void;
  saveState(options: SaveStateOptions): Promise<void>;
  waitUntil(promise: Promise<unknown>): void;
  sleep(): void;
  destroy(): void;
}

/** What one run of actor code is told. */
export interface Occasion {
  readonly mode: Mode;
  readonly actionId: string;
  /** The instant of the call, in milliseconds since 1970. */
  readonly time: number;
  /** What randomness comes from. */
  readonly seed: string;
  /** Who called; nobody did where the actor itself is the cause. */
  conn(): Conn<AnyTypes> | undefined;
  /** The request that the caller came with. */
  request(): Request | undefined;
  /** Hears that this run reaches for the state, and so is the one that may write next. */
  reach?(): void;
}

/** The `c` of actions and hooks, the same on both sides. */
export class Context implements ActionContext<AnyTypes> {
  readonly #scope: Scope;
  readonly #occasion: Occasion;
  #rng: Rng | null = null;
  #revoked = false;

  constructor(scope: Scope, occasion: Occasion) {
    this.#scope = scope;
    this.#occasion = occasion;
  }

  /** Ends the right to write: the action failed or its time is up, but its code may still run. */
  revoke(): void {
    this.#revoked = true;
  }

  #open(): Scope {
    if (this.#revoked) throw actorError("action/revoked", "The action is over; its context takes no more writes.");
    this.#occasion.reach?.();
    return this.#scope;
  }

  #random(): Rng {
    this.#rng ??= rng(this.#occasion.seed);
    return this.#rng;
  }

  get name(): string {
    return this.#scope.name;
  }
  get key(): string[] {
    return [...this.#scope.key];
  }
  get log(): Logger {
    return this.#scope.log;
  }
  get actorId(): string {
    return this.#scope.actorId();
  }
  get region(): string {
    return this.#scope.region();
  }
  get mode(): Mode {
    return this.#occasion.mode;
  }
  get actionId(): string {
    return this.#occasion.actionId;
  }
  get state(): unknown {
    return this.#open().state();
  }
  set state(state: unknown) {
    this.#open().replaceState(state);
  }
  get vars(): unknown {
    return this.#scope.vars();
  }
  set vars(vars: unknown) {
    this.#scope.replaceVars(vars);
  }
  get conn(): Conn<AnyTypes> {
    const conn: unknown = this.#occasion.conn();
    return conn as Conn<AnyTypes>; // typed as RivetKit has it, where what was scheduled finds undefined
  }
  get conns(): ReadonlyMap<string, Conn<AnyTypes>> {
    return this.#scope.conns();
  }
  get request(): Request | undefined {
    return this.#occasion.request();
  }
  get abortSignal(): AbortSignal {
    return this.#scope.abortSignal();
  }
  get kv(): Kv {
    return this.#open().kv();
  }
  get schedule(): Schedule {
    return this.#open().schedule();
  }
  client<R extends TypedRegistry>(): Client<R> {
    const client = this.#open().client();
    return client as Client<R>; // which registry it is, the caller says
  }
  now(): number {
    return this.#occasion.time;
  }
  random(): number {
    return this.#random().random();
  }
  uuid(): string {
    return uuid(this.#random());
  }
  broadcast(eventName: string, ...args: unknown[]): void {
    this.#open().broadcast(eventName, args);
  }
  saveState(options: SaveStateOptions = {}): Promise<void> {
    return this.#scope.saveState(options);
  }
  waitUntil(promise: Promise<unknown>): void {
    this.#scope.waitUntil(promise);
  }
  runInBackground(promise: Promise<unknown>): void {
    this.#scope.waitUntil(promise);
  }
  sleep(): void {
    this.#open().sleep();
  }
  destroy(): void {
    this.#open().destroy();
  }
}
