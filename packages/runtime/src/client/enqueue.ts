import { isError } from "../errors/actor-error.ts";
import type { Device } from "./device.ts";
import type { Hints } from "./hints.ts";
import type { LocalActor } from "./local-actor.ts";
import type { Durability } from "./resilient-storage.ts";
import type { SaverParts } from "./saver.ts";
import type { Tabs } from "./tabs.ts";

export interface EnqueueParts {
  readonly device: Device;
  readonly tabs: Tabs;
  readonly hints: Hints;
  readonly durability: () => Durability;
  readonly actors: () => Iterable<LocalActor>;
  readonly report: (error: unknown) => void;
}

/** Writes a page's rows, with the record of the client whose they are: it is written with its first row. */
export interface Enqueue {
  readonly enqueue: SaverParts["enqueue"];
  /** The storage is open again; where somebody deleted it meanwhile, all that this page had saved there is saved again. */
  restore(): Promise<void>;
}

export function makeEnqueue({ device, tabs, hints, durability, actors, report }: EnqueueParts): Enqueue {
  let recorded: string | null = null;
  return {
    async enqueue({ rows, creations, unbox }) {
      await tabs.ready;
      const { client, secret } = tabs.own;
      const clients = recorded === client ? [] : ([[client, secret]] as const);
      try {
        // In memory there are no other tabs, and the box may have been left on the disk.
        await device.enqueue({ rows, creations, clients, unbox: durability() === "disk" ? unbox : [] });
        if (clients.length > 0) hints.post({ t: "client", client, secret });
        recorded = client;
      } catch (error) {
        if (isError(error, "storage/conflict")) return false;
        // They stay in memory, and are sent from there.
        report(error);
      }
      return true;
    },
    async restore() {
      const known = new Set((await device.clients()).map(([client]) => client));
      const clients = [...tabs.held].filter(([client]) => client !== tabs.own.client || client === recorded);
      if (clients.every(([client]) => known.has(client))) return;
      const standing = [...actors()].map((actor) => actor.rows.restore());
      await device.restore({
        clients,
        rows: standing.flatMap(({ rows }) => rows),
        creations: standing.flatMap(({ creations }) => creations),
        boxed: standing.flatMap(({ boxed }) => boxed),
      });
    },
  };
}
