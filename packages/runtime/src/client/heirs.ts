import type { Address } from "./address.ts";
import type { Device } from "./device.ts";
import type { Session } from "./session.ts";
import type { Tabs } from "./tabs.ts";

export interface HeirsParts {
  readonly device: Device;
  readonly tabs: Tabs;
  readonly session: Session;
  /** Resolves when the actor has read the device. */
  readonly open: (address: Address) => Promise<void>;
  /** This tab sends nothing more for a client. */
  readonly letGo: (client: string) => void;
  readonly report: (what: string) => (error: unknown) => void;
}

/** What this tab does about the clients of other tabs: waits for them to die, sends what they left, retires them. */
export interface Heirs {
  /** Waits for every other client of the device. */
  meet(): Promise<void>;
  /** Opens every actor for which rows of an adopted client wait, and lets the client go where there are none. */
  adopt(client: string): Promise<void>;
  /** A dead client whose last row is gone is retired, as soon as the server can be told. */
  retireIfDone(client: string): void;
}

export function makeHeirs({ device, tabs, session, open, letGo, report }: HeirsParts): Heirs {
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
    async adopt(client) {
      const own = (await device.waiting()).filter((each) => each.client === client);
      for (const { address } of own) if (address !== null) await open(address);
      if (own.length === 0) heirs.retireIfDone(client);
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
