import { type Storage, type StorageOp } from "../ports/storage.ts";
import type { LoadedActor } from "./actor-store.ts";
import { appointmentOf, keys } from "./records.ts";
import { memberOps, tombstoneOps } from "./tombstone.ts";

/**
 * Deletes all that is stored of an actor, in one step. What its clients did is kept until `remembered`, under a tombstone;
 * `null`: nobody will ask. Rejects with `storage/conflict` where somebody else owns it.
 */
export async function eraseActor(
  storage: Storage,
  { id, record, fence }: Pick<LoadedActor, "id" | "record" | "fence">,
  remembered: number | null,
): Promise<void> {
  const scheduled = await storage.list(keys.schedules(id));
  const gone = [
    ...scheduled.map(([key]) => keys.alarm(id, appointmentOf(key))),
    keys.doomed(id),
    keys.byKey(record.name, record.key),
    keys.actor(id),
    keys.snapshot(id),
    keys.swept(id),
    keys.owner(id),
  ];
  const ops: StorageOp[] = [
    ...gone.map((key): StorageOp => ({ op: "delete", key })),
    ...keys.everything(id).map((range): StorageOp => ({ op: "clear", ...range })),
    ...(remembered === null ? memberOps(id, await storage.list(keys.members(id))) : tombstoneOps(id, record, remembered)),
  ];
  await storage.write({ checks: fence, ops });
}
