import { type Emitter, emitter } from "../util/emitter.ts";
import { sendAgain } from "./call.ts";
import type { Forgotten } from "./guarded-storage.ts";
import { outdatedNews, type OutdatedNews } from "./outdated.ts";
import type { Page } from "./page.ts";
import type { ActionSettlement } from "./page-parts.ts";

/** The page that a client is now; another one each time that everything is forgotten. */
export interface Pages {
  readonly current: Page;
  /** Another one has taken its place. */
  readonly renewed: Emitter<[]>;
  readonly settled: Emitter<[ActionSettlement]>;
  readonly onOutdated: OutdatedNews["on"];
  /** Calls back when `current.saved` has changed, whichever page is current. */
  onSavedChange(listener: () => void): () => void;
  /** Closes it, and the one that takes its place meanwhile. */
  close(): Promise<void>;
}

export function makePages(open: (forgotten: (what: Forgotten) => void) => Page): Pages {
  const renewed: Emitter<[]> = emitter();
  const settled: Emitter<[ActionSettlement]> = emitter();
  const outdated = outdatedNews(() => current.canReload());

  const next = (): Page => {
    const page = open((what) => {
      current = next();
      const unsaved = page.abandon(what === "sent");
      renewed.emit();
      for (const each of unsaved) sendAgain(current, each);
    });
    page.settled.on(settled.emit);
    page.outdated.on(outdated.told);
    return page;
  };
  let current = next();

  return {
    get current() {
      return current;
    },
    renewed,
    settled,
    onOutdated: outdated.on,
    onSavedChange(listener) {
      let stop = current.saved.onChange(listener);
      const stopMoving = renewed.on(() => {
        stop();
        stop = current.saved.onChange(listener);
        listener();
      });
      return () => {
        stop();
        stopMoving();
      };
    },
    async close() {
      for (let closed: Page | null = null; closed !== current; ) {
        closed = current;
        await closed.close();
      }
    },
  };
}
