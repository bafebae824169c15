import { isError } from "../errors/actor-error.ts";
import type { Device } from "./device.ts";
import type { Hints } from "./hints.ts";
import type { ResilientStorage } from "./resilient-storage.ts";
import { makeSaver, type Saver } from "./saver.ts";
import type { Tabs } from "./tabs.ts";

export interface PageSaverParts {
  readonly storage: Pick<ResilientStorage, "durability">;
  readonly device: Device;
  readonly tabs: Tabs;
  readonly hints: Hints;
  readonly report: (error: unknown) => void;
}

/** Writes what a page has called to the device. The own client's record is written with its first row. */
export function makePageSaver({ storage, device, tabs, hints, report }: PageSaverParts): Saver {
  let recorded: string | null = null;
  return makeSaver({
    async enqueue({ rows, creations, unbox }) {
      await tabs.ready;
      const { client, secret } = tabs.own;
      const clients = recorded === client ? [] : ([[client, secret]] as const);
      try {
        // In memory there are no other tabs, and the box may have been left on the disk.
        await device.enqueue({ rows, creations, clients, unbox: storage.durability === "disk" ? unbox : [] });
        if (clients.length > 0) hints.post({ t: "client", client, secret });
        recorded = client;
      } catch (error) {
        if (isError(error, "storage/conflict")) return false;
        // They stay in memory, and are sent from there.
        report(error);
      }
      return true;
    },
    report,
  });
}
