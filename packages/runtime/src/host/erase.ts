import { keyParts, type Storage, type StorageOp } from "../ports/storage.ts";
import type { LoadedActor } from "./actor-store.ts";
import { appointmentOf, keys } from "./records.ts";

/** Deletes all that is stored of an actor, in one step. Rejects with `storage/conflict` where somebody else owns it. */
export async function eraseActor(storage: Storage, { id, record, fence }: Pick<LoadedActor, "id" | "record" | "fence">): Promise<void> {
  const [members, scheduled] = await Promise.all([storage.list(keys.members(id)), storage.list(keys.schedules(id))]);
  const gone = [
    ...members.map(([key]) => {
      const [, , lane = "", client = ""] = keyParts(key);
      return keys.memberOf(client, id, lane);
    }),
    ...scheduled.map(([key]) => keys.alarm(id, appointmentOf(key))),
    keys.byKey(record.name, record.key),
    keys.actor(id),
    keys.snapshot(id),
    keys.swept(id),
    keys.owner(id),
  ];
  const ops: StorageOp[] = [
    ...gone.map((key): StorageOp => ({ op: "delete", key })),
    ...keys.everything(id).map((range): StorageOp => ({ op: "clear", ...range })),
  ];
  await storage.write({ checks: fence, ops });
}
