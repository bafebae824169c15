import type { Timers } from "../ports/timers.ts";
import type { LocalActor } from "./local-actor.ts";
import type { Saver } from "./saver.ts";
import type { Session } from "./session.ts";
import type { Tabs } from "./tabs.ts";

/** Whether rows are still on their way to the device is looked at again after so many milliseconds. */
const LOOK_AGAIN = 50;

export interface GiveUpParts {
  readonly tabs: Tabs;
  readonly session: Session;
  readonly saver: Saver;
  readonly timers: Timers;
  readonly actors: () => Iterable<LocalActor>;
}

/**
 * Lets this page speak for clients no more. In place of its own it begins another one, and it waits to adopt what it
 * gave up, like every other tab.
 *
 * Whoever adopts a client reads what it left and counts on that being all. So nothing is given up while rows are on
 * their way to the device: `clients` is asked when there are none.
 */
export function makeGiveUp({ tabs, session, saver, timers, actors }: GiveUpParts): (clients: () => readonly string[]) => void {
  const isQuiet = (): boolean => saver.isIdle && [...actors()].every(({ isSettled }) => isSettled);

  const giveUpOne = (client: string): void => {
    const isOwn = client === tabs.own.client;
    tabs.giveUp(client);
    if (isOwn) session.say({ t: "show", client: tabs.own.client, secret: tabs.own.secret });
    for (const actor of actors()) {
      actor.hold(client, false);
      if (isOwn) actor.hold(tabs.own.client, true);
    }
  };

  const giveUp = (clients: () => readonly string[]): void => {
    if (clients().length === 0) return;
    if (isQuiet()) clients().forEach(giveUpOne);
    else timers.after(LOOK_AGAIN, () => giveUp(clients));
  };
  return giveUp;
}
