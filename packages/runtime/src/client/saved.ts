import { type Emitter, emitter } from "../util/emitter.ts";
import type { LocalActor } from "./local-actor.ts";
import { oncePerTurn } from "./once-per-turn.ts";
import type { Durability } from "./resilient-storage.ts";

export interface SavedParts {
  readonly actors: () => Iterable<LocalActor>;
  readonly durability: () => Durability;
}

/** Whether all that was called on a page would survive it, for those who follow that. */
export interface Saved {
  isSaved(): boolean;
  onChange(listener: () => void): () => void;
  /** Something has changed that it may depend on. */
  look(): void;
}

export function makeSaved({ actors, durability }: SavedParts): Saved {
  const changed: Emitter<[]> = emitter();
  let last = true;

  const isSaved = (): boolean => {
    const isInMemory = durability() === "memory";
    const isLost = ({ replica: { state }, rows: { box } }: LocalActor): boolean => {
      if (state.unsaved !== null) return true;
      return isInMemory && (box.boxed.length > 0 || state.saved.some(({ row }) => state.held.has(row.client)));
    };
    return ![...actors()].some(isLost);
  };

  // However much happens in a turn, it is looked at once.
  const lookSoon = oncePerTurn(() => {
    if (last === isSaved()) return;
    last = !last;
    changed.emit();
  });

  return {
    isSaved,
    onChange(listener) {
      if (changed.size === 0) last = isSaved();
      return changed.on(listener);
    },
    look() {
      if (changed.size > 0) lookSoon();
    },
  };
}
