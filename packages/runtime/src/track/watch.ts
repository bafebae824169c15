import { ABSENT, DEEP, KEYS, type Step, type Watcher } from "./node.ts";
import { entryOf } from "./place.ts";

/** The watchers that read something in which the state differs from what it was when the step began; marks them hit. */
export function hitWatchers(step: Step): Set<Watcher> {
  const hit = new Set<Watcher>();
  const add = (readers: Set<Watcher> | undefined): void => {
    if (readers === undefined) return;
    for (const watcher of readers) {
      watcher.hit = true;
      hit.add(watcher);
    }
  };
  for (const [node, { rev, keys }] of step) {
    const { watchers } = node;
    if (watchers === null || node.rev === rev) continue;
    add(watchers.get(DEEP));
    if (keys === null) continue;
    if (keys === "all") {
      for (const readers of watchers.values()) add(readers);
      continue;
    }
    for (const [key, before] of keys) {
      const now = entryOf(node, key);
      if (Object.is(now, before)) continue;
      if (now === ABSENT || before === ABSENT) add(watchers.get(KEYS));
      add(watchers.get(key));
    }
  }
  return hit;
}
