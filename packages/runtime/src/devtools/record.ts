import type { Entry, What } from "./entry.ts";
import type { Evidence } from "./divergence.ts";
import { type Lives, makeLives } from "./lives.ts";
import { makeRing, type RingBounds } from "../util/ring.ts";
import { makeTravel, type Travel } from "./travel.ts";
import { weigh } from "./weigh.ts";

/** How much a record holds: entries, and bytes as they are estimated. */
export const RECORD_BOUNDS: RingBounds = { items: 10_000, weight: 67_108_864 };

/** What was recorded, and what follows from it. */
export interface Record {
  add(actor: string, at: number, what: What): void;
  /** Takes over entries that were recorded elsewhere, with their numbers. */
  load(entries: readonly Entry[]): void;
  readonly lives: Lives;
  readonly evidence: Evidence;
  /** `null` where nothing of the actor was recorded. */
  travel(actor: string): Travel | null;
  actors(): readonly string[];
  /** From the oldest to the newest; of one actor, or of all. */
  entries(actor?: string): Iterable<Entry>;
  newestFirst(actor: string, upTo: number): Iterable<Entry>;
  get(n: number): Entry | undefined;
  /** The number of the last entry. */
  readonly last: number;
  /** How many entries had to make room. */
  readonly dropped: number;
  readonly size: number;
  /** Calls back after each entry, with the actions that it changed. */
  listen(listener: (entry: Entry, lives: readonly string[]) => void): () => void;
}

export function makeRecord(bounds: RingBounds = RECORD_BOUNDS): Record {
  const lives = makeLives();
  const travels = new Map<string, Travel>();
  const listeners = new Set<(entry: Entry, lives: readonly string[]) => void>();
  let last = 0;
  let dropped = 0;
  const ring = makeRing<Entry>(bounds, ({ actor, n }) => {
    dropped++;
    travels.get(actor)?.forget(n);
  });

  const travelOf = (actor: string): Travel => {
    let travel = travels.get(actor);
    if (travel === undefined) travels.set(actor, (travel = makeTravel()));
    return travel;
  };
  const take = (entry: Entry): void => {
    last = entry.n;
    travelOf(entry.actor).take(entry);
    const changed = lives.take(entry);
    ring.push(entry, weigh(entry));
    for (const listener of [...listeners]) listener(entry, changed);
  };
  const entries = function* (actor?: string): Iterable<Entry> {
    for (const entry of ring) if (actor === undefined || entry.actor === actor) yield entry;
  };
  const indexOf = (n: number): number => n - (ring.at(0)?.n ?? 0);

  return {
    add: (actor, at, what) => take({ ...what, n: last + 1, at, actor }),
    load: (given) => given.forEach(take),
    lives,
    evidence: {
      lives,
      *between(actor, after, upTo) {
        for (let i = Math.max(0, indexOf(after + 1)); i < ring.size; i++) {
          const entry = ring.at(i);
          if (entry === undefined || entry.n > upTo) return;
          if (entry.actor === actor) yield entry;
        }
      },
      shownAt: (actor, n) => travels.get(actor)?.shownAt(n) ?? [],
    },
    travel: (actor) => travels.get(actor) ?? null,
    actors: () => [...travels.keys()],
    entries,
    *newestFirst(actor, upTo) {
      for (let i = Math.min(ring.size - 1, indexOf(upTo)); i >= 0; i--) {
        const entry = ring.at(i);
        if (entry?.actor === actor) yield entry;
      }
    },
    get: (n) => ring.at(indexOf(n)),
    get last() {
      return last;
    },
    get dropped() {
      return dropped;
    },
    get size() {
      return ring.size;
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
