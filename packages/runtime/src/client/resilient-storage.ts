import { type ActorError, isError } from "../errors/actor-error.ts";
import type { Logger } from "../ports/logger.ts";
import type { Storage } from "../ports/storage.ts";
import { memoryStorage } from "../storage/memory.ts";
import { type Emitter, emitter } from "../util/emitter.ts";
import type { DeviceStorage } from "./ports.ts";

/** Where saved actions are: on the device's disk, or no further than this page's memory. */
export type Durability = "disk" | "memory";

/** A storage that goes on in memory where the device's fails, and says so. */
export interface ResilientStorage extends Storage {
  readonly durability: Durability;
  /** The device's storage cannot be reached; what is on it stays there. */
  readonly isRefused: boolean;
  /** The platform has deleted what was in it. */
  readonly isEvicted: boolean;
  /** Something of the above has changed. */
  readonly changed: Emitter<[]>;
  /** The storage was lost and is open again: what was in it may be gone. */
  readonly reopened: Emitter<[]>;
}

/**
 * `open` is tried again once after the connection to the storage was lost; after that everything stays in memory. `outdated`
 * hears that what is there was written by a newer version.
 */
export function resilientStorage(open: () => Promise<DeviceStorage>, log: Logger, outdated: (error: ActorError) => void): ResilientStorage {
  const changed: Emitter<[]> = emitter();
  const reopened: Emitter<[]> = emitter();
  let durability: Durability = "disk";
  let isSecond = false;
  let isEvicted = false;
  let isRefused = false;

  const opened = (storage: DeviceStorage): Storage => {
    if (storage.isVolatile) {
      durability = "memory";
      changed.emit();
    }
    // Asked for together with what is read first, and before whatever is written: nobody waits for the answer.
    const told = Promise.resolve(false).then(storage.wasEvicted);
    told.then((was) => {
      isEvicted ||= was;
      if (was) changed.emit();
    }, () => {});
    return storage;
  };
  const refused = (error: unknown): Storage => {
    log.warn({ msg: "the device refuses storage: actions are kept in memory and are lost with this page", err: error });
    isRefused = true;
    if (isError(error, "version/device_newer")) outdated(error);
    return opened({ ...memoryStorage(), isVolatile: true });
  };
  let current = open().then(opened, refused);

  const reopen = async (error: unknown): Promise<Storage> => {
    if (isSecond) return refused(error);
    isSecond = true;
    log.warn({ msg: "the device's storage was lost; opening it again", err: error });
    try {
      const storage = opened(await open());
      reopened.emit();
      return storage;
    } catch (again) {
      return refused(again);
    }
  };

  const attempt = async <T>(task: (storage: Storage) => Promise<T>): Promise<T> => {
    const used = current;
    try {
      return await task(await used);
    } catch (error) {
      if (!isError(error, "storage/failed")) throw error;
      if (used === current) {
        if (durability === "memory") throw error;
        current = reopen(error);
      }
      // Whoever failed on what others have given up meanwhile goes on where they do.
      return attempt(task);
    }
  };

  return {
    get durability() {
      return durability;
    },
    get isRefused() {
      return isRefused;
    },
    get isEvicted() {
      return isEvicted;
    },
    changed,
    reopened,
    get: (keys) => attempt((storage) => storage.get(keys)),
    list: (range) => attempt((storage) => storage.list(range)),
    write: (batch) => attempt((storage) => storage.write(batch)),
    close: async () => (await current).close(),
  };
}
