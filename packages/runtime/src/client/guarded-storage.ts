import { actorError, isError } from "../errors/actor-error.ts";
import { randomId, type Random } from "../ports/random.ts";
import type { Batch, Range, Storage } from "../ports/storage.ts";
import { keys } from "./device-records.ts";

/** What has been forgotten: all that was sent, or the rest as well. */
export type Forgotten = "sent" | "all";

/** A storage for as long as what it held when it was opened is not forgotten. After that nothing is written to it. */
export interface GuardedStorage extends Pick<Storage, "get" | "list"> {
  /** Resolves to whether it was written: `false` where one of the batch's checks failed. */
  write(batch: Batch): Promise<boolean>;
  /** Deletes everything in one step; rejects with `outbox/not_empty` where something is in one of the ranges. */
  forget(what: Forgotten, unlessIn: readonly Range[]): Promise<void>;
  /** Looks whether another tab has forgotten it. */
  look(): Promise<void>;
}

export interface GuardParts {
  readonly storage: Storage;
  readonly random: Random;
  /** Called once: what is known of the storage is known no more. */
  readonly forgotten: (what: Forgotten) => void;
}

export function guardedStorage({ storage, random, forgotten }: GuardParts): GuardedStorage {
  const lifeNow = async (): Promise<string | undefined> => {
    const [life] = await storage.get([keys.life]);
    return typeof life === "string" ? life : undefined;
  };
  /** Changes with each time that all is forgotten: whoever writes proves that he knows. */
  let life = lifeNow();
  life.catch(() => {});
  let isOver = false;

  const end = (now: string): void => {
    if (isOver) return;
    isOver = true;
    forgotten(now.startsWith("all") ? "all" : "sent");
  };
  const look = async (): Promise<void> => {
    const [known, now] = [await life, await lifeNow()];
    // A storage that took the place of one that failed has seen nothing yet.
    if (now === undefined) life = Promise.resolve(now);
    else if (now !== known) end(now);
  };
  const write = async ({ checks = [], ops }: Batch): Promise<boolean> => {
    const known = await life;
    if (isOver) throw actorError("outbox/forgotten", "This user's data was wiped from the device.");
    try {
      await storage.write({ checks: [...checks, { key: keys.life, value: known }], ops });
      return true;
    } catch (error) {
      if (!isError(error, "storage/conflict")) throw error;
    }
    await look();
    return (isOver || known !== (await life)) && write({ checks, ops });
  };

  return {
    get: storage.get,
    list: storage.list,
    write,
    look,
    async forget(what, unlessIn) {
      const now = `${what} ${randomId(random)}`;
      const ops = [{ op: "clear", from: "", to: "~" }, { op: "put", key: keys.life, value: now }] as const;
      if (!(await write({ checks: unlessIn, ops }))) {
        throw actorError("outbox/not_empty", "Something of this user's has not been accepted by the server: it would be lost.");
      }
      end(now);
    },
  };
}
