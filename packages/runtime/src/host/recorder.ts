import { actorError } from "../errors/actor-error.ts";
import type { Outcome } from "../execution/run.ts";
import type { Author } from "../protocol/shapes.ts";
import type { Tree } from "../track/node.ts";
import { endStretch, isDirty } from "../track/stretch.ts";
import { takeBack } from "../track/tree.ts";
import { type Commit, encodeCommit } from "./step-log.ts";

/**
 * Turns what actor code writes into commits, one per stretch. A run of synchronous code is one step: it commits whole or
 * not at all. Everywhere else the first write after a clean state queues a microtask that commits the stretch.
 */
export interface Recorder {
  readonly version: number;
  /** Runs code that must be one step. What it throws, as data, takes back everything it did. */
  atomic(author: Author | null, body: () => Outcome): Outcome;
  /** Runs code that may read the state and nothing else. */
  readOnly<R>(body: () => R): R;
  /** Names whose writes come next, until the stretch is committed. */
  enter(author: Author | null): void;
  /** Commits the stretch, if there is one. */
  commit(): void;
  /** Lets something out with the commit that closes the stretch, or at once where nothing is open. */
  emit(deliver: () => void): void;
  /** Tells whether the stretch was kept or taken back; at once where nothing is open. Waits for no disk. */
  whenKept(tell: (kept: boolean) => void): void;
  /** Makes a part's writes belong to the open stretch; it calls this before each write. Throws where writing is not allowed now. */
  join(part: Beside): void;
  /** A tree beside the state, of a connection, whose writes belong to the same steps. `kept` hears of each that is kept. */
  adopt(tree: Tree, kept: () => void): void;
}

/** Something beside the state that actor code writes to, in the same steps. */
export interface Beside {
  /** The stretch is kept. */
  keep(): void;
  /** The stretch never was. */
  undo(): void;
}

export interface RecorderParts {
  readonly tree: Tree;
  readonly version: number;
  /** Takes a commit to the log and to whoever follows the actor. */
  readonly committed: (commit: Commit) => void;
  /** Lets something out once everything committed so far is on disk. */
  readonly release: (deliver: () => void) => void;
  /** Whether something beside the state has changed of which followers are told by a commit. */
  readonly isAwaited: () => boolean;
  /** Called after each write by actor code to the state. */
  readonly changed: () => void;
}

/** A class, as each actor that is awake has one. */
export class ActorRecorder implements Recorder {
  version: number;
  readonly #parts: RecorderParts;
  #mode: "between" | "atomic" | "read-only" = "between";
  #writer: Author | null = null;
  #queued = false;
  #held: (() => void)[] = [];
  #undecided: ((kept: boolean) => void)[] = [];
  /** What else this stretch wrote to. */
  #beside: Set<Beside> | null = null;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.version = parts.version;
    parts.tree.beforeWrite = () => this.#requireWritable();
    parts.tree.afterWrite = () => {
      this.#commitSoon();
      parts.changed();
    };
  }

  atomic(author: Author | null, body: () => Outcome): Outcome {
    this.commit();
    this.#mode = "atomic";
    this.#writer = author;
    let outcome: Outcome;
    try {
      outcome = body();
    } finally {
      this.#mode = "between";
    }
    if (outcome.how === "threw") this.#undo();
    else this.#close(outcome.how === "returned");
    return outcome;
  }

  readOnly<R>(body: () => R): R {
    const before = this.#mode;
    this.#mode = "read-only";
    try {
      return body();
    } finally {
      this.#mode = before;
      if (this.#isOpen) this.#commitSoon();
    }
  }

  enter(author: Author | null): void {
    if (this.#mode === "between" && !this.#isOpen) this.#writer = author;
  }

  commit(): void {
    if (this.#mode === "between" && this.#isOpen) this.#close(false);
  }

  emit(deliver: () => void): void {
    if (this.#mode === "between" && !this.#isOpen) this.#parts.release(deliver);
    else this.#held.push(deliver);
  }

  whenKept(tell: (kept: boolean) => void): void {
    if (this.#mode === "between" && !this.#isOpen) tell(true);
    else this.#undecided.push(tell);
  }

  join(part: Beside): void {
    this.#requireWritable();
    this.#beside ??= new Set();
    this.#beside.add(part);
    this.#commitSoon();
  }

  adopt(other: Tree, kept: () => void): void {
    const part: Beside = {
      keep() {
        endStretch(other);
        kept();
      },
      undo: () => takeBack(other, other.journal),
    };
    other.beforeWrite = () => this.join(part);
    other.afterWrite = () => this.#commitSoon();
  }

  get #isOpen(): boolean {
    return isDirty(this.#parts.tree) || this.#beside !== null || this.#held.length > 0 || this.#undecided.length > 0;
  }

  #close(done: boolean): void {
    const { tree, isAwaited, committed, release } = this.#parts;
    const beside = this.#beside;
    this.#beside = null;
    if (beside !== null) for (const part of beside) part.keep();
    if (tree.journal.undo.length > 0 || isAwaited()) {
      const { ops } = endStretch(tree);
      const commit = encodeCommit(this.version, ops, this.#writer, done && this.#writer !== null);
      this.version = commit.to;
      committed(commit);
    }
    this.#writer = null;
    const deliveries = this.#held;
    this.#held = [];
    this.#decide(true);
    for (const deliver of deliveries) release(deliver);
  }

  #decide(kept: boolean): void {
    const waiting = this.#undecided;
    this.#undecided = [];
    for (const tell of waiting) tell(kept);
  }

  #undo(): void {
    const { tree } = this.#parts;
    takeBack(tree, tree.journal);
    const beside = this.#beside;
    this.#beside = null;
    if (beside !== null) for (const part of beside) part.undo();
    this.#writer = null;
    this.#held = [];
    this.#decide(false);
  }

  #commitSoon(): void {
    if (this.#mode !== "between" || this.#queued) return;
    this.#queued = true;
    void Promise.resolve().then(() => {
      this.#queued = false;
      this.commit();
    });
  }

  #requireWritable(): void {
    if (this.#mode === "read-only") throw actorError("action/read_only", "An action made with read() wrote.");
  }
}
