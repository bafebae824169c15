import { hitWatchers } from "../track/watch.ts";
import type { Tree } from "../track/node.ts";
import { makeSelection, peek, type Selection } from "../track/select.ts";
import { snapshotState } from "../track/snapshot.ts";
import { type Emitter, emitter, rethrowLater } from "../util/emitter.ts";
import type { Fold } from "./fold.ts";

/** A selected part of the view that follows it. */
export interface Selected<R> {
  /** The value now; `undefined` while the state is not known. */
  readonly value: R | undefined;
  /** Calls back after each step in which the value changed. */
  subscribe(listener: (value: R | undefined) => void): () => void;
  dispose(): void;
}

/** What the app sees of a fold: immutable values, and one notice per step. */
export interface View {
  /** The whole state as an immutable snapshot; `undefined` while it is not known. */
  readonly state: unknown;
  readonly isKnown: boolean;
  /** Changes the fold in one step: whoever watches is told once, after it. */
  step(change: (fold: Fold) => void): void;
  /** Calls back after each step in which the state changed. */
  subscribe(listener: () => void): () => void;
  /** What `selector` gives now; `undefined` while the state is not known. */
  peek<S, R>(selector: (state: S) => R): R | undefined;
  /** `selector` runs again only when something it read has changed. */
  select<S, R>(selector: (state: S) => R, isEqual: (a: R | undefined, b: R | undefined) => boolean): Selected<R>;
}

/** Follows the view from step to step: looks again where it must, and tells its listeners where the value is another one. */
type Follower = (isNewTree: boolean) => void;

export function makeView(fold: Fold): View {
  const whole: Emitter<[]> = emitter();
  const followers = new Set<Follower>();
  /** Steps within steps: the outermost tells. */
  let depth = 0;

  const tell = (before: Tree | null, revision: number | undefined): void => {
    const isNewTree = fold.tree !== before;
    for (const follower of [...followers]) {
      if (!followers.has(follower)) continue;
      try {
        follower(isNewTree);
      } catch (error) {
        // A selector of the app threw: its last value stands, and what else there is to do is done.
        rethrowLater(error);
      }
    }
    if (isNewTree || fold.tree?.holder.rev !== revision) whole.emit();
  };

  return {
    get state() {
      return fold.tree === null ? undefined : snapshotState(fold.tree);
    },
    get isKnown() {
      return fold.tree !== null;
    },
    step(change) {
      if (depth > 0) return change(fold);
      const before = fold.tree;
      const revision = before?.holder.rev;
      if (before !== null && followers.size > 0) before.step = new Map();
      depth++;
      try {
        change(fold);
      } finally {
        depth--;
        if (before !== null && before.step !== null) {
          hitWatchers(before.step);
          before.step = null;
        }
      }
      tell(before, revision);
    },
    subscribe: (listener) => whole.on(listener),
    peek: (selector) => (fold.tree === null ? undefined : peek(fold.tree, selector)),
    select<S, R>(selector: (state: S) => R, isEqual: (a: R | undefined, b: R | undefined) => boolean): Selected<R> {
      const changed: Emitter<[R | undefined]> = emitter();
      const attach = (): Selection<R> | null => fold.tree && makeSelection<S, R>(fold.tree, selector);
      let selection = attach();
      let value: R | undefined;
      try {
        value = selection?.run();
      } catch (error) {
        selection?.dispose();
        throw error;
      }
      const follower: Follower = (isNewTree) => {
        if (isNewTree) {
          selection?.dispose();
          selection = attach();
        } else if (selection?.hit !== true) return;
        const next = selection?.run();
        if (isEqual(value, next)) return;
        value = next;
        changed.emit(next);
      };
      followers.add(follower);
      return {
        get value() {
          return value;
        },
        subscribe: (listener) => changed.on(listener),
        dispose() {
          followers.delete(follower);
          selection?.dispose();
        },
      };
    },
  };
}
