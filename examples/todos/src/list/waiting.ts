import type { PendingAction } from "@rivulet/runtime/local";

/** The ids of the todos about which the server has not been heard yet. */
export function waitingIds(pending: readonly PendingAction[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { id, name, args } of pending) {
    // A todo has the id of the call that made it; all other actions begin with the id of their todo.
    const about = name === "add" ? id : args[0];
    if (typeof about === "string") ids.add(about);
  }
  return ids;
}
