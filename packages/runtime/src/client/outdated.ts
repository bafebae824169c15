import type { ActorError } from "../errors/actor-error.ts";
import { type Emitter, emitter } from "../util/emitter.ts";

/** This page is of an older version than what it meets: the server's, or that of the device's data. */
export interface Outdated {
  /** What said so first. */
  readonly error: ActorError;
  /**
   * Writes what is left to write, and resolves to whether the page could be loaded anew without losing anything: not where
   * calls wait in its memory alone.
   */
  canReload(): Promise<boolean>;
}

/** Tells the app once that its page is outdated, however much of it is. */
export interface OutdatedNews {
  told(error: ActorError): void;
  /** Calls back once: at the first news, or soon, where that was before. */
  on(listener: (outdated: Outdated) => void): () => void;
}

export function outdatedNews(canReload: () => Promise<boolean>): OutdatedNews {
  const changed: Emitter<[Outdated]> = emitter();
  let known: Outdated | null = null;
  return {
    told(error) {
      if (known !== null) return;
      known = { error, canReload };
      changed.emit(known);
    },
    on(listener) {
      const news = known;
      if (news === null) return changed.on(listener);
      let isWanted = true;
      void Promise.resolve().then(() => isWanted && listener(news));
      return () => {
        isWanted = false;
      };
    },
  };
}
