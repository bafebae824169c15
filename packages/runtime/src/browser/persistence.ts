import type { DeviceStorage } from "../client/ports.ts";
import type { Logger } from "../ports/logger.ts";
import type { Storage } from "../ports/storage.ts";

/**
 * A storage that asks the browser, at its first write, to keep this site's data, and that says so when the browser has
 * deleted it all the same: what was not sent before is gone then, and nobody else can tell.
 */
export async function keptStorage(open: (name: string) => Promise<Storage>, name: string, log: Logger): Promise<DeviceStorage> {
  const storage = await open(name);
  let isMarked = readMark(name);
  const wasEvicted = isMarked && (await storage.list({ from: "", to: "~", limit: 1 })).length === 0;
  if (wasEvicted) log.warn({ msg: "the browser has deleted this site's data; actions that were not sent are lost", storage: name });
  return {
    ...storage,
    wasEvicted,
    async write(batch) {
      await storage.write(batch);
      if (isMarked) return;
      isMarked = true;
      writeMark(name);
      // Refused or not, nothing changes for us.
      navigator.storage?.persist?.().catch(() => {});
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
