import type { OpenClient } from "../client/open-clients.ts";
import type { DeviceRow } from "../inspector/client-shapes.ts";

/** What the browser says of a client's tabs and of its storage. */
export async function deviceOf({ url, scope, pages }: OpenClient): Promise<DeviceRow> {
  const { parts, session, storage } = pages.current;
  const { tabs } = parts;
  const locks = await lockStates(scope);
  const clients = new Set([...tabs.held.keys(), ...locks.keys()]);
  const estimate = await navigator.storage?.estimate?.().catch(() => null);
  const isPersisted = await navigator.storage?.persisted?.().catch(() => null);
  return {
    scope,
    url,
    own: tabs.own.client,
    tabs: [...clients].map((client) => ({ client, isHere: tabs.held.has(client), lock: locks.get(client) ?? "unknown" })),
    link: session.status,
    usage: estimate?.usage ?? null,
    quota: estimate?.quota ?? null,
    isPersisted: isPersisted ?? null,
    durability: storage.durability,
    isEvicted: storage.isEvicted,
  };
}

/** The locks of this device's clients: each tab holds one for its own. */
async function lockStates(scope: string): Promise<ReadonlyMap<string, "held" | "waiting">> {
  const states = new Map<string, "held" | "waiting">();
  const { held = [], pending = [] } = (await navigator.locks?.query()) ?? {};
  for (const [locks, state] of [[pending, "waiting"], [held, "held"]] as const) {
    for (const { name = "" } of locks) if (name.startsWith(`${scope}/`)) states.set(name.slice(scope.length + 1), state);
  }
  return states;
}

/** Deletes the database, as a browser does that is short of room; what reminds of it stays. The page finds out at once, and not when it looks the next time. */
export async function evict({ scope, pages }: OpenClient): Promise<void> {
  await new Promise<void>((resolve) => {
    const request = indexedDB.deleteDatabase(scope);
    request.onsuccess = () => resolve();
    request.onerror = () => resolve();
  });
  await pages.current.parts.device.look();
}
