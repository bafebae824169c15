import type { AnyTypes } from "../contract/bag.ts";
import type { ActionContext, Conn, Mode } from "../contract/context.ts";
import { actorError } from "../errors/actor-error.ts";
import type { Logger } from "../ports/logger.ts";
import { type Rng, rng, uuid } from "../util/rng.ts";

/** What a context needs from the side it runs on. Members that the side lacks throw. */
export interface Scope {
  readonly name: string;
  readonly key: readonly string[];
  readonly log: Logger;
  actorId(): string;
  state(): unknown;
  replaceState(state: unknown): void;
  vars(): unknown;
  replaceVars(vars: unknown): void;
  conns(): ReadonlyMap<string, Conn<AnyTypes>>;
  abortSignal(): AbortSignal;
  broadcast(eventName: string, args: readonly unknown[]): void;
  saveState(): Promise<void>;
  waitUntil(promise: Promise<unknown>): void;
}

/** What one run of actor code is told. */
export interface Occasion {
  readonly mode: Mode;
  readonly actionId: string;
  /** The instant of the call, in milliseconds since 1970. */
  readonly time: number;
  /** What randomness comes from. */
  readonly seed: string;
  conn(): Conn<AnyTypes>;
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
  get key(): readonly string[] {
    return this.#scope.key;
  }
  get log(): Logger {
    return this.#scope.log;
  }
  get actorId(): string {
    return this.#scope.actorId();
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
    return this.#occasion.conn();
  }
  get conns(): ReadonlyMap<string, Conn<AnyTypes>> {
    return this.#scope.conns();
  }
  get abortSignal(): AbortSignal {
    return this.#scope.abortSignal();
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
  saveState(): Promise<void> {
    return this.#scope.saveState();
  }
  waitUntil(promise: Promise<unknown>): void {
    this.#scope.waitUntil(promise);
  }
  runInBackground(promise: Promise<unknown>): void {
    this.#scope.waitUntil(promise);
  }
}
