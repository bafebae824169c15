import type { AnyActorDefinition, Registry } from "../contract/definition.ts";
import { type Address, addressText } from "./address.ts";
import type { Hint } from "./hints.ts";
import type { LocalActor } from "./local-actor.ts";
import { makeLocalActor } from "./make-local-actor.ts";
import { noticeOf, toSettlement } from "./notice.ts";
import type { PageParts } from "./page-parts.ts";

/** The actors of one page, by their addresses. */
export interface PageActors {
  definition(name: string): AnyActorDefinition | null;
  all(): readonly LocalActor[];
  /** Another tab tells something of an actor: the one that heard it. */
  hear(hint: Exclude<Hint, { t: "client" | "forgotten" }>): LocalActor | undefined;
  /** The actor, made where it is not there. */
  get(address: Address): LocalActor;
  /** Lets an actor go that nobody uses. */
  drop(actor: LocalActor): void;
  close(): void;
}

export interface PageActorsParts {
  readonly registry: Registry | null;
  readonly parts: () => PageParts;
  /** Something of an actor has changed. */
  readonly changed: () => void;
  readonly report: (error: unknown) => void;
}

export function makePageActors({ registry, parts, changed, report }: PageActorsParts): PageActors {
  const actors = new Map<string, LocalActor>();
  const definition = (name: string): AnyActorDefinition | null => {
    const { use } = registry?.config ?? { use: {} };
    return Object.hasOwn(use, name) ? (use[name] ?? null) : null;
  };
  return {
    definition,
    all: () => [...actors.values()],
    hear(hint) {
      const actor = actors.get(hint.address);
      if (hint.t !== "notices" || actor !== undefined) actor?.hint(hint);
      else for (const notice of hint.notices.map(noticeOf)) if (notice !== null) parts().settled(toSettlement(notice));
      return actor;
    },
    get(address) {
      const text = addressText(address);
      let found = actors.get(text);
      if (found === undefined) {
        found = makeLocalActor(parts(), address, definition(address.name));
        actors.set(text, found);
        found.changed.on(changed);
        found.ready.catch(report);
      }
      return found;
    },
    drop(idle) {
      if (!idle.isIdle) return;
      // Opened anew before its last step is on the device, it would find rows there that are over.
      void idle.settle().then(() => {
        const text = addressText(idle.address);
        if (!idle.isIdle || actors.get(text) !== idle) return;
        actors.delete(text);
        idle.close();
      });
    },
    close() {
      for (const each of actors.values()) each.close();
      actors.clear();
    },
  };
}
