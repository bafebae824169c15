import type { Address } from "../client/address.ts";
import type { Instance } from "../host/instance.ts";
import { keys } from "../host/records.ts";
import { ROOT } from "../track/node.ts";
import type { Scheduler } from "./scheduler.ts";
import type { SimServer } from "./sim-server.ts";

/** The id of the actor that lives at an address, as far as it is on the server's disk. */
export function actorId({ disk }: SimServer, address: Address): string | undefined {
  const id = "key" in address ? disk.get(keys.byKey(address.name, address.key)) : address.id;
  return typeof id === "string" ? id : undefined;
}

/** The actor in the server's memory; nothing where it sleeps, or there is no server. */
export function awakeActor(server: SimServer, address: Address): Instance | undefined {
  const id = actorId(server, address);
  return id === undefined ? undefined : server.host?.awake(id);
}

/** The same in the end of a world, woken where it sleeps. */
export async function wakeActor(server: SimServer, scheduler: Scheduler, address: Address): Promise<Instance> {
  const id = actorId(server, address);
  if (server.host === null || id === undefined) throw new Error("There is no actor in the end.");
  const waking = awakeActor(server, address) ?? server.host.wake(id);
  for (let i = 0; i < 50; i++) await scheduler.step();
  return waking;
}

/** The actor's state itself. */
export function stateOf(instance: Instance): unknown {
  return instance.tree.holder.raw[ROOT];
}
