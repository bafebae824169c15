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

/** Something that follows the view from step to step. */
interface Follower {
  /** Looks again where it must; tells its listeners where the value is another one. */
  follow(tree: Tree | null, isNewTree: boolean): void;
}

export function makeView(fold: Fold): View {
  const whole: Emitter<[]> = emitter();
  const followers = new Set<Follower>();
  let tree: Tree | null = null;
  /** Steps within steps: the outermost tells. */
  let depth = 0;

  const tell = (before: Tree | null, revision: number | null): void => {
    const isNewTree = tree !== before;
    for (const follower of [...followers]) {
      if (!followers.has(follower)) continue;
      try {
        follower.follow(tree, isNewTree);
      } catch (error) {
        // A selector of the app threw: its last value stands, and what else there is to do is done.
        rethrowLater(error);
      }
    }
    if (isNewTree || (tree?.holder.rev ?? null) !== revision) whole.emit();
  };

  return {
    get state() {
      return tree === null ? undefined : snapshotState(tree);
    },
    get isKnown() {
      return tree !== null;
    },
    step(change) {
      if (depth > 0) return change(fold);
      const before = tree;
      const revision = tree?.holder.rev ?? null;
      const isWatched = followers.size > 0;
      if (tree !== null && isWatched) tree.step = new Map();
      depth++;
      try {
        change(fold);
      } finally {
        depth--;
        tree = fold.tree;
        if (before !== null && before.step !== null) {
          hitWatchers(before.step);
          before.step = null;
        }
      }
      tell(before, revision);
    },
    subscribe: (listener) => whole.on(listener),
    peek: (selector) => (tree === null ? undefined : peek(tree, selector)),
    select<S, R>(selector: (state: S) => R, isEqual: (a: R | undefined, b: R | undefined) => boolean): Selected<R> {
      const changed: Emitter<[R | undefined]> = emitter();
      let selection: Selection<R> | null = null;
      let value: R | undefined;
      const attach = (on: Tree | null): void => {
        selection?.dispose();
        selection = on === null ? null : makeSelection<S, R>(on, selector);
      };
      const follower: Follower = {
        follow(on, isNewTree) {
          if (isNewTree) attach(on);
          else if (selection?.hit !== true) return;
          const next = selection?.run();
          if (isEqual(value, next)) return;
          value = next;
          changed.emit(next);
        },
      };
      attach(tree);
      try {
        value = first(selection);
      } catch (error) {
        attach(null);
        throw error;
      }
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

function first<R>(selection: Selection<R> | null): R | undefined {
  return selection?.run();
}
