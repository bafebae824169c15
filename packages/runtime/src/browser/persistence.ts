import { keys } from "../client/device-records.ts";
import type { DeviceStorage } from "../client/ports.ts";
import type { Logger } from "../ports/logger.ts";
import type { Storage } from "../ports/storage.ts";

/**
 * A storage that asks the browser, at its first write, to keep this site's data, and that says so when the browser has
 * deleted it all the same: what was not sent before is gone then, and nobody else can tell.
 */
export async function keptStorage(open: (name: string) => Promise<Storage>, name: string, log: Logger): Promise<DeviceStorage> {
  const storage = await open(name);
  let isAsked = false;
  return {
    ...storage,
    async wasEvicted() {
      // What comes before is never alone, and may be large.
      const found = await storage.list({ from: keys.allBoxed.from, to: "~", limit: 1 });
      const isEvicted = found.length === 0 && readMark(name);
      if (isEvicted) log.warn({ msg: "the browser has deleted this site's data; actions that were not sent are lost", storage: name });
      return isEvicted;
    },
    async write(batch) {
      await storage.write(batch);
      if (isAsked) return;
      isAsked = true;
      // Refused or not, nothing changes for us.
      navigator.storage?.persist?.().catch(() => {});
      // Browsers read all that is in `localStorage` at the first look: nobody waits for that.
      setTimeout(() => writeMark(name));
    },
  };
}

/** The mark lies where another clean-up may spare it; pages without `localStorage` go without it. */
function readMark(name: string): boolean {
  try {
    return localStorage.getItem(name) !== null;
  } catch {
    return false;
  }
}

function writeMark(name: string): void {
  try {
    localStorage.setItem(name, "kept");
  } catch {
    // The page has no `localStorage`, or a full one.
  }
}
