import type { AnyActorDefinition, Registry } from "../contract/definition.ts";
import { type Address, addressText } from "./address.ts";
import type { LocalActor } from "./local-actor.ts";
import { makeLocalActor } from "./make-local-actor.ts";
import type { PageParts } from "./page-parts.ts";

/** The actors of one page, by their addresses. */
export interface PageActors {
  definition(name: string): AnyActorDefinition | null;
  all(): readonly LocalActor[];
  /** The actor with this address as a text, where there is one. */
  named(text: string): LocalActor | undefined;
  /** The actor, made where it is not there. */
  get(address: Address): LocalActor;
  /** Lets an actor go that nobody uses. */
  drop(actor: LocalActor): void;
  close(): void;
}

export interface PageActorsParts {
  readonly registry: Registry | null;
  readonly parts: () => PageParts;
  readonly report: (error: unknown) => void;
}

export function makePageActors({ registry, parts, report }: PageActorsParts): PageActors {
  const actors = new Map<string, LocalActor>();
  const definition = (name: string): AnyActorDefinition | null => {
    const { use } = registry?.config ?? { use: {} };
    return Object.hasOwn(use, name) ? (use[name] ?? null) : null;
  };
  return {
    definition,
    all: () => [...actors.values()],
    named: (text) => actors.get(text),
    get(address) {
      const text = addressText(address);
      let found = actors.get(text);
      if (found === undefined) {
        found = makeLocalActor(parts(), address, definition(address.name));
        actors.set(text, found);
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
