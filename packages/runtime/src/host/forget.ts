import { isError } from "../errors/actor-error.ts";
import { keyParts, type Storage, type StoredValue } from "../ports/storage.ts";
import type { Instance } from "./instance.ts";
import { keys, readMember } from "./records.ts";

const DAY = 86_400_000;
const PAGE = 500;

/** Drops all that any actor keeps of a client that will never push again. */
export async function forgetClient(
  storage: Storage,
  awake: (actorId: string) => Instance | undefined,
  client: string,
): Promise<void> {
  for (const [key] of await storage.list(keys.membersOf(client))) {
    const [, , actorId = "", lane = ""] = keyParts(key);
    await forgetMember(storage, awake, { actorId, lane, client });
  }
}

interface MemberName {
  readonly actorId: string;
  readonly lane: string;
  readonly client: string;
}

/** An actor that is awake writes for itself; one that sleeps is not woken for this. */
async function forgetMember(
  storage: Storage,
  awake: (actorId: string) => Instance | undefined,
  name: MemberName,
): Promise<void> {
  const { actorId, lane, client } = name;
  const [owner] = await storage.get([keys.owner(actorId)]);
  const instance = awake(actorId);
  if (instance !== undefined) return instance.members().retire(await instance.members().load(lane, client));
  try {
    await storage.write({
      checks: [{ key: keys.owner(actorId), value: typeof owner === "string" ? owner : undefined }],
      ops: [
        { op: "clear", ...keys.allResults(actorId, lane, client) },
        { op: "delete", key: keys.member(actorId, lane, client) },
        { op: "delete", key: keys.memberOf(client, actorId, lane) },
      ],
    });
  } catch (error) {
    // It woke meanwhile, here or elsewhere.
    if (!isError(error, "storage/conflict")) throw error;
    await forgetMember(storage, awake, name);
  }
}

/** Drops the clients that were not heard of for `clientTtl` milliseconds; looks for them at most once a day. `swept`: when it last did. */
export async function sweepMembers(instance: Instance, storage: Storage, clientTtl: number, swept: StoredValue | undefined): Promise<void> {
  const { id, ledger, timers } = instance;
  const now = timers.now();
  if (typeof swept === "string" && Number(swept) > now - Math.min(DAY, clientTtl)) return;
  const members = instance.members();
  const range = keys.members(id);
  for (let from: string | null = range.from; from !== null; ) {
    const page: readonly (readonly [string, string | Uint8Array])[] = await storage.list({ ...range, from, limit: PAGE });
    for (const [key, value] of page) {
      if (readMember(value).heard > now - clientTtl) continue;
      const [, , lane = "", client = ""] = keyParts(key);
      members.drop(await members.load(lane, client));
    }
    const last: string | undefined = page[PAGE - 1]?.[0];
    from = last === undefined ? null : `${last} `;
  }
  ledger.put(keys.swept(id), String(now));
}
