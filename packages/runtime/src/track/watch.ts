import { ABSENT, type Step, type Watcher, type Watchers } from "./node.ts";
import { entryOf } from "./place.ts";

export function newWatchers(): Watchers {
  return { byKey: new Map(), keys: new Set(), deep: new Set() };
}

/** The watchers that read something in which the state differs from what it was when the step began; marks them hit. */
export function hitWatchers(step: Step): Set<Watcher> {
  const hit = new Set<Watcher>();
  const add = (watchers: Iterable<Watcher>) => {
    for (const watcher of watchers) {
      watcher.hit = true;
      hit.add(watcher);
    }
  };
  for (const [node, { rev, keys }] of step) {
    const { watchers } = node;
    if (watchers === null || node.rev === rev) continue;
    add(watchers.deep);
    if (keys === null) continue;
    if (keys === "all") {
      add(watchers.keys);
      for (const readers of watchers.byKey.values()) add(readers);
      continue;
    }
    for (const [key, before] of keys) {
      const now = entryOf(node, key);
      if (Object.is(now, before)) continue;
      if (now === ABSENT || before === ABSENT) add(watchers.keys);
      const readers = watchers.byKey.get(key);
      if (readers !== undefined) add(readers);
    }
  }
  return hit;
}
