import { type ActorError, isError } from "../errors/actor-error.ts";
import type { Logger } from "../ports/logger.ts";
import type { Storage } from "../ports/storage.ts";
import { memoryStorage } from "../storage/memory.ts";
import { type Emitter, emitter } from "../util/emitter.ts";

/** Where saved actions are: on the device's disk, or no further than this page's memory. */
export type Durability = "disk" | "memory";

/** A storage that goes on in memory where the device's fails, and says so. */
export interface ResilientStorage extends Storage {
  readonly durability: Durability;
  readonly changed: Emitter<[]>;
}

/**
 * `open` is tried again once after the connection to the storage was lost; after that everything stays in memory. `outdated`
 * hears that what is there was written by a newer version.
 */
export function resilientStorage(open: () => Promise<Storage>, log: Logger, outdated: (error: ActorError) => void): ResilientStorage {
  const changed: Emitter<[]> = emitter();
  let durability: Durability = "disk";
  let reopened = false;

  const toMemory = (error: unknown): Storage => {
    durability = "memory";
    log.warn({ msg: "the device refuses storage: actions are kept in memory and are lost with this page", err: error });
    changed.emit();
    if (isError(error, "version/device_newer")) outdated(error);
    return memoryStorage();
  };
  let current: Promise<Storage> = open().catch(toMemory);

  const attempt = async <T>(task: (storage: Storage) => Promise<T>): Promise<T> => {
    const used = current;
    try {
      return await task(await used);
    } catch (error) {
      if (durability === "memory" || !isError(error, "storage/failed")) throw error;
      if (used === current) {
        current = reopened ? Promise.resolve(toMemory(error)) : open().catch(toMemory);
        reopened = true;
      }
      return attempt(task);
    }
  };

  return {
    get durability() {
      return durability;
    },
    changed,
    get: (keys) => attempt((storage) => storage.get(keys)),
    list: (range) => attempt((storage) => storage.list(range)),
    write: (batch) => attempt((storage) => storage.write(batch)),
    close: async () => (await current).close(),
  };
}
