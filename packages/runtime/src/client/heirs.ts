import type { Address } from "./address.ts";
import type { Device } from "./device.ts";
import type { StoredRow } from "./device-records.ts";
import type { Session } from "./session.ts";
import type { Tabs } from "./tabs.ts";

export interface HeirsParts {
  readonly device: Device;
  readonly tabs: Tabs;
  readonly session: Session;
  /** Resolves when the actor has read the device. */
  readonly open: (address: Address) => Promise<void>;
  /** This tab sends for a client from now on. */
  readonly take: (client: string, secret: string) => void;
  /** Puts the rows that this tab speaks for where this version of the app looks for it. */
  readonly relocate: () => Promise<unknown>;
  /** The `sync.version` that this page has of an actor; 0 where it has no definition. */
  readonly schemaOf: (actor: string) => number;
  /** This tab sends nothing more for a client. */
  readonly letGo: (client: string) => void;
  readonly report: (what: string) => (error: unknown) => void;
}

/** What this tab does about the clients of other tabs: waits for them to die, sends what they left, retires them. */
export interface Heirs {
  /** Waits for every other client of the device. */
  meet(): Promise<void>;
  /**
   * Takes over a dead tab's client: opens every actor for which rows of it wait, and lets it go where there are none. One
   * whose page was a newer version of the app is left to a tab of that version: this one cannot know what its calls mean.
   */
  adopt(client: string, secret: string): Promise<void>;
  /** A dead client whose last row is gone is retired, as soon as the server can be told. */
  retireIfDone(client: string): void;
}

export function makeHeirs({ device, tabs, session, open, take, relocate, schemaOf, letGo, report }: HeirsParts): Heirs {
  const isNewer = ({ address, row: { schema } }: StoredRow): boolean => {
    const own = schemaOf(address.name);
    return own > 0 && schema > own;
  };

  const retire = (client: string, isHere: boolean): void => {
    if (client === tabs.own.client || !tabs.held.has(client)) return;
    // Who is not here any more was retired, or lives on as another user's.
    if (isHere) session.say({ t: "retire", client });
    tabs.release(client);
    letGo(client);
    device.forgetClient(client).catch(report("a dead tab could not be forgotten"));
  };

  const heirs: Heirs = {
    async meet() {
      for (const [client, secret] of await device.clients()) tabs.await(client, secret);
    },
    async adopt(client, secret) {
      await relocate();
      const addresses = (await device.waiting()).flatMap((each) => (each.client === client ? [each.address] : []));
      const readable = addresses.filter((address) => address !== null);
      const rows = (await Promise.all(readable.map(device.rowsOf))).flat();
      // It may have been given up meanwhile.
      if (!tabs.held.has(client)) return;
      if (rows.some((each) => each.row.client === client && isNewer(each))) {
        tabs.leave(client);
        return letGo(client);
      }
      take(client, secret);
      for (const address of readable) await open(address);
      if (addresses.length === 0) heirs.retireIfDone(client);
    },
    retireIfDone(client) {
      if (client === tabs.own.client || !session.isUp) return;
      Promise.all([device.waiting(), device.clients()]).then(([waiting, clients]) => {
        if (!session.isUp || waiting.some((each) => each.client === client)) return;
        retire(client, clients.some(([known]) => known === client));
      }, report("the device could not be read"));
    },
  };
  return heirs;
}
