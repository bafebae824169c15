import type { Device } from "./device.ts";
import type { Standing } from "./device-writes.ts";
import type { Hints } from "./hints.ts";
import type { LocalActor } from "./local-actor.ts";
import type { ResilientStorage } from "./resilient-storage.ts";
import { makeSaver, type Saver } from "./saver.ts";
import type { Tabs } from "./tabs.ts";

export interface PageSaverParts {
  readonly storage: Pick<ResilientStorage, "durability" | "reopened">;
  readonly device: Device;
  readonly tabs: Tabs;
  readonly hints: Hints;
  readonly actors: () => readonly LocalActor[];
  readonly report: (what: string) => (error: unknown) => void;
}

/**
 * Writes what a page has called to the device. The own client's record is written with its first row. Where somebody deletes
 * the storage and it is opened again, all that the page had saved there is saved again.
 */
export function makePageSaver({ storage, device, tabs, hints, actors, report: reportOf }: PageSaverParts): Saver {
  const report = reportOf("actions could not be saved");
  let recorded: string | null = null;

  const restore = async (standing: readonly Standing[]): Promise<void> => {
    const known = new Set((await device.clients()).map(([client]) => client));
    const clients = [...tabs.held].filter(([client]) => client !== tabs.own.client || client === recorded);
    if (clients.every(([client]) => known.has(client))) return;
    for (const actor of actors()) actor.restoreBase();
    await device.enqueue({
      clients,
      rows: standing.flatMap(({ rows }) => rows),
      creations: standing.flatMap(({ creations }) => creations),
      boxed: standing.flatMap(({ boxed }) => boxed),
    });
    for (const actor of actors()) actor.refresh();
  };
  storage.reopened.on(() => {
    // Whoever reads the device before all is back there finds it empty, and takes what was in the box for discarded.
    const standing = actors().map((actor) => actor.rows.standing());
    void restore(standing).catch(reportOf("what was lost could not be written again"));
  });

  return makeSaver({
    async enqueue({ rows, creations, unbox }) {
      await tabs.ready;
      const { client, secret } = tabs.own;
      const clients = recorded === client ? [] : ([[client, secret]] as const);
      try {
        // In memory there are no other tabs, and the box may have been left on the disk.
        const isWritten = await device.enqueue({ rows, creations, clients, unbox: storage.durability === "disk" ? unbox : [] });
        if (!isWritten) return false;
        if (clients.length > 0) hints.post({ t: "client", client, secret });
        recorded = client;
      } catch (error) {
        // They stay in memory, and are sent from there.
        report(error);
      }
      return true;
    },
    report,
  });
}
