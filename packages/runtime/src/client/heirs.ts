import { versionOf } from "../definition/upgrade.ts";
import type { Device } from "./device.ts";
import type { StoredRow } from "./device-records.ts";
import type { PageActors } from "./page-actors.ts";
import type { OtherTabs } from "./page-parts.ts";
import type { Session } from "./session.ts";
import type { Tabs } from "./tabs.ts";

export interface HeirsParts {
  readonly device: Device;
  readonly tabs: Tabs;
  readonly session: Session;
  readonly actors: Pick<PageActors, "all" | "definition" | "get">;
  readonly report: (what: string) => (error: unknown) => void;
}

/** What this tab does about the clients of other tabs: waits for them to die, sends what they left, retires them. */
export interface Heirs extends OtherTabs {
  /** Waits for every other client of the device. */
  meet(): void;
  /**
   * Takes over a dead tab's client: opens every actor for which rows of it wait, and lets it go where there are none. One
   * whose page was a newer version of the app is left to a tab of that version: this one cannot know what its calls mean.
   */
  adopt(client: string, secret: string): void;
}

export function makeHeirs({ device, tabs, session, actors, report }: HeirsParts): Heirs {
  const isNewer = ({ address, row: { schema } }: StoredRow): boolean => {
    const { version } = versionOf(actors.definition(address.name));
    return version > 0 && schema > version;
  };
  /** This tab sends nothing more for a client. */
  const letGo = (client: string): void => {
    for (const each of actors.all()) each.hold(client, false);
  };

  const retire = (client: string, isHere: boolean): void => {
    if (client === tabs.own.client || !tabs.held.has(client)) return;
    // Who is not here any more was retired, or lives on as another user's.
    if (isHere) session.say({ t: "retire", client });
    tabs.release(client);
    letGo(client);
    device.forgetClient(client).catch(report("a dead tab could not be forgotten"));
  };

  /** Adoptions under way. */
  const underway = new Set<Promise<void>>();

  const retireIfDone = (client: string): void => {
    // Where rows of it are known, the device need not be asked: it may have very many.
    if (client === tabs.own.client || !session.isUp || actors.all().some(({ rows }) => rows.held().includes(client))) return;
    Promise.all([device.waiting(), device.clients()]).then(([waiting, clients]) => {
      if (!session.isUp || waiting.some((each) => each.client === client)) return;
      retire(client, clients.some(([known]) => known === client));
    }, report("the device could not be read"));
  };

  const adopt = async (client: string, secret: string): Promise<void> => {
    await device.relocate("rows", { actors, tabs });
    const addresses = (await device.waiting()).flatMap((each) => (each.client === client ? [each.address] : []));
    const readable = addresses.filter((address) => address !== null);
    const rows = (await Promise.all(readable.map(device.rowsOf))).flat();
    // It may have been given up meanwhile.
    if (!tabs.held.has(client)) return;
    if (rows.some((each) => each.row.client === client && isNewer(each))) {
      tabs.leave(client);
      return letGo(client);
    }
    session.say({ t: "show", client, secret });
    for (const each of actors.all()) each.adopt(client);
    for (const address of readable) await actors.get(address).ready;
    if (addresses.length === 0) retireIfDone(client);
  };

  let meetings = 0;
  const meetAll = async (): Promise<void> => {
    for (const [client, secret] of await device.clients()) tabs.await(client, secret);
    await tabs.settled();
    await Promise.all(underway);
  };

  return {
    meet() {
      meetings++;
      void meetAll()
        .catch(report("the device could not be read"))
        .then(() => {
          // What dead tabs left is this tab's to send.
          if (--meetings === 0) for (const each of actors.all()) each.lanes.openAll();
        });
    },
    found(clients) {
      if (![...clients].every(tabs.knows)) this.meet();
    },
    get isMeeting() {
      return meetings > 0;
    },
    adopt(client, secret) {
      const adoption = adopt(client, secret)
        .catch(report("a dead tab's actions could not be read"))
        .finally(() => underway.delete(adoption));
      underway.add(adoption);
    },
    retireIfDone,
  };
}
