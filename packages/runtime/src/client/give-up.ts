import type { LocalActor } from "./local-actor.ts";
import type { Session } from "./session.ts";
import type { Tabs } from "./tabs.ts";

/**
 * This page speaks for a client no more. In place of its own it begins another one, and it waits to adopt what it gave
 * up, like every other tab.
 */
export function giveUp(client: string, tabs: Tabs, session: Session, actors: Iterable<LocalActor>): void {
  const secret = tabs.held.get(client);
  if (secret === undefined) return;
  const isOwn = client === tabs.own.client;
  tabs.release(client);
  if (isOwn) session.say({ t: "show", client: tabs.own.client, secret: tabs.own.secret });
  for (const actor of actors) {
    actor.hold(client, false);
    if (isOwn) actor.hold(tabs.own.client, true);
  }
  tabs.await(client, secret);
}
