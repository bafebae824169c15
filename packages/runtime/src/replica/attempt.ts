import type { AnyTypes } from "../contract/bag.ts";
import type { Conn, Mode } from "../contract/context.ts";
import type { Schedule } from "../contract/schedule.ts";
import { actorError } from "../errors/actor-error.ts";
import type { Occasion, Scope } from "../execution/context.ts";
import { settledArgs } from "../execution/run.ts";
import { actionIdOf, seedOf } from "../execution/seed.ts";
import { levelLogger, type Logger, SILENT } from "../ports/logger.ts";
import { setState } from "../track/edit.ts";
import type { Tree } from "../track/node.ts";
import { readState } from "../track/reader.ts";
import { makeTree } from "../track/tree.ts";
import { liveState } from "../track/wrap.ts";
import type { PredictedEvent, Predictor } from "./predictor.ts";
import type { Row } from "./row.ts";

const NO_SCHEDULE: Schedule = { after: () => Promise.resolve(""), at: () => Promise.resolve("") };

/** One run of a row on a replica: what its action reaches, and what it reached for in vain. */
export class Attempt implements Scope, Occasion {
  readonly mode: Mode;
  readonly events: PredictedEvent[] = [];
  /** The first member that a replica does not have and the action asked for: it cannot be predicted then. */
  missed: string | null = null;
  readonly #predictor: Predictor;
  readonly #tree: Tree;
  readonly #row: Row;
  readonly #isRead: boolean;

  constructor(predictor: Predictor, tree: Tree, row: Row, mode: Mode, isRead: boolean) {
    this.mode = mode;
    this.#predictor = predictor;
    this.#tree = tree;
    this.#row = row;
    this.#isRead = isRead;
  }

  miss(member: string, does = "reads"): never {
    this.missed ??= `it ${does} ${member}`;
    throw actorError("action/unpredictable", `${member} is not there while predicting.`);
  }

  get name(): string {
    return this.#predictor.name;
  }
  get key(): readonly string[] {
    return this.#predictor.key;
  }
  /** The server logs; a replica says no more than what helps to debug it, and once. */
  get log(): Logger {
    return this.mode === "predicted" ? quiet(this.#predictor.log) : SILENT;
  }
  get actionId(): string {
    return actionIdOf(this.#row.origin, this.#row.key);
  }
  get seed(): string {
    return seedOf(this.#row.origin, this.#row.key);
  }
  get time(): number {
    return this.#row.time;
  }
  get params(): unknown {
    return this.#predictor.paramsOf(this.#row.lane);
  }
  /** The caller's state, as the server told it to the row; it is not for the replica to write to. */
  get self(): unknown {
    const { self } = this.#row;
    if (self === null) return this.miss("c.conn.state");
    const tree = makeTree(self.value);
    tree.beforeWrite = () => this.miss("c.conn.state", "writes to");
    return liveState(tree);
  }
  conn(): Conn<AnyTypes> {
    return new ReplicaConn(this);
  }
  actorId(): string {
    return this.#predictor.actorId() ?? this.miss("c.actorId, before the server gave it,");
  }
  region(): never {
    return this.miss("c.region");
  }
  state(): unknown {
    return this.#isRead ? readState(this.#tree) : liveState(this.#tree);
  }
  replaceState(state: unknown): void {
    if (this.#isRead) throw actorError("action/read_only", "An action made with read() wrote.");
    setState(this.#tree, state);
  }
  vars(): never {
    return this.miss("c.vars");
  }
  replaceVars(): never {
    return this.miss("c.vars");
  }
  conns(): never {
    return this.miss("c.conns");
  }
  abortSignal(): never {
    return this.miss("c.abortSignal");
  }
  kv(): never {
    return this.miss("c.kv");
  }
  client(): never {
    return this.miss("c.client()");
  }
  request(): never {
    return this.miss("c.request");
  }
  /** What is to come, comes on the server. */
  schedule(): Schedule {
    return NO_SCHEDULE;
  }
  sleep(): void {}
  destroy(): void {}
  broadcast(name: string, args: readonly unknown[]): void {
    this.events.push({ name, args: settledArgs(args, name) });
  }
  saveState(): Promise<void> {
    return Promise.resolve();
  }
  /** What goes on after the action does nothing here, and may fail without a word. */
  waitUntil(promise: Promise<unknown>): void {
    promise.then(undefined, () => {});
  }
}

/** The caller as a replica knows it: by its params, and by what it was told of its state. */
class ReplicaConn implements Conn<AnyTypes> {
  readonly #attempt: Attempt;

  constructor(attempt: Attempt) {
    this.#attempt = attempt;
  }

  get id(): never {
    return this.#attempt.miss("c.conn.id");
  }
  get params(): unknown {
    return this.#attempt.params;
  }
  get state(): unknown {
    return this.#attempt.self;
  }
  set state(_state: unknown) {
    this.#attempt.miss("c.conn.state", "writes to");
  }
  send(): void {}
  disconnect(): Promise<void> {
    return Promise.resolve();
  }
}

/** Actor code's own lines, at the level of debugging. */
function quiet(log: Logger): Logger {
  return levelLogger(
    (fields, message) => log.debug(fields, message),
    (fields) => quiet(log.child(fields)),
  );
}
