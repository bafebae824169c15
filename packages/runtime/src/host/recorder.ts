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

export function makeRecorder({ tree, version, committed, release, isAwaited, changed }: RecorderParts): Recorder {
  let mode: "between" | "atomic" | "read-only" = "between";
  let writer: Author | null = null;
  let queued = false;
  let held: (() => void)[] = [];
  let undecided: ((kept: boolean) => void)[] = [];
  /** What else this stretch wrote to. */
  let beside: Set<Beside> | null = null;

  const close = (done: boolean): void => {
    const parts = beside;
    beside = null;
    if (parts !== null) for (const part of parts) part.keep();
    if (tree.journal.undo.length > 0 || isAwaited()) {
      const { ops } = endStretch(tree);
      const commit = encodeCommit(recorder.version, ops, writer, done && writer !== null);
      recorder.version = commit.to;
      committed(commit);
    }
    writer = null;
    const deliveries = held;
    held = [];
    decide(true);
    for (const deliver of deliveries) release(deliver);
  };

  const decide = (kept: boolean): void => {
    const waiting = undecided;
    undecided = [];
    for (const tell of waiting) tell(kept);
  };

  const undo = (): void => {
    takeBack(tree, tree.journal);
    const parts = beside;
    beside = null;
    if (parts !== null) for (const part of parts) part.undo();
    writer = null;
    held = [];
    decide(false);
  };

  const commitSoon = (): void => {
    if (mode !== "between" || queued) return;
    queued = true;
    void Promise.resolve().then(() => {
      queued = false;
      recorder.commit();
    });
  };

  const requireWritable = (): void => {
    if (mode === "read-only") throw actorError("action/read_only", "An action made with read() wrote.");
  };
  tree.beforeWrite = requireWritable;
  tree.afterWrite = () => {
    commitSoon();
    changed();
  };

  const isOpen = (): boolean => isDirty(tree) || beside !== null || held.length > 0 || undecided.length > 0;

  const recorder: Recorder & { version: number } = {
    version,
    atomic(author, body) {
      recorder.commit();
      mode = "atomic";
      writer = author;
      let outcome: Outcome;
      try {
        outcome = body();
      } finally {
        mode = "between";
      }
      if (outcome.how === "threw") undo();
      else close(outcome.how === "returned");
      return outcome;
    },
    readOnly(body) {
      const before = mode;
      mode = "read-only";
      try {
        return body();
      } finally {
        mode = before;
        if (isOpen()) commitSoon();
      }
    },
    enter(author) {
      if (mode === "between" && !isOpen()) writer = author;
    },
    commit() {
      if (mode === "between" && isOpen()) close(false);
    },
    emit(deliver) {
      if (mode === "between" && !isOpen()) release(deliver);
      else held.push(deliver);
    },
    whenKept(tell) {
      if (mode === "between" && !isOpen()) tell(true);
      else undecided.push(tell);
    },
    join(part) {
      requireWritable();
      beside ??= new Set();
      beside.add(part);
      commitSoon();
    },
    adopt(other, kept) {
      const part: Beside = {
        keep() {
          endStretch(other);
          kept();
        },
        undo: () => takeBack(other, other.journal),
      };
      other.beforeWrite = () => recorder.join(part);
      other.afterWrite = commitSoon;
    },
  };
  return recorder;
}
