import type { ClientBase } from "../client/types.ts";
import { nextReload, type Reloads } from "./reloads.ts";

/** Where a tab keeps how often it was loaded anew. */
const KEY = "rivulet:reloads";

/**
 * Loads the page anew when it is outdated: the first time at once, then ever more slowly, so that a deploy which never
 * arrives makes no page load itself without end. Waits until a reload would lose nothing; where calls wait in memory alone, or the
 * tab cannot remember its reloads, it does nothing.
 *
 * `reload` takes the place of the page's own, to ask the user before, say. Returns the function that ends it.
 */
export function reloadWhenOutdated(client: Pick<ClientBase, "onOutdated">, reload: () => void = () => location.reload()): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isWanted = true;
  const stop = client.onOutdated(({ canReload }) => {
    const next = nextReload(read(), Date.now());
    timer = setTimeout(() => {
      canReload().then((can) => {
        if (can && isWanted && write({ count: next.count, at: Date.now() })) reload();
      }, () => {});
    }, next.wait);
  });
  return () => {
    isWanted = false;
    clearTimeout(timer);
    stop();
  };
}

function read(): Reloads | null {
  try {
    const [count, at]: unknown[] = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return typeof count === "number" && typeof at === "number" ? { count, at } : null;
  } catch {
    return null;
  }
}

/** Whether it was written: a tab that forgets may do it for ever. */
function write({ count, at }: Reloads): boolean {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([count, at]));
    return true;
  } catch {
    return false;
  }
}
