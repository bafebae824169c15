import type { Actors } from "../host/actors.ts";
import type { Witness } from "../host/witness.ts";
import type { Sample } from "../inspector/server-shapes.ts";
import { makeRing } from "../util/ring.ts";

/** Milliseconds that one sample stands for. */
const INTERVAL = 1_000;
/** Samples that are remembered. */
const SAMPLES = 300;
/** Durations of one interval that are looked at. */
const DURATIONS = 10_000;

/** What happens in each second, counted while somebody watches. */
export interface Metrics {
  samples(): Sample[];
  watch(tell: (sample: Sample) => void): () => void;
}

export interface MetricsParts {
  readonly actors: Actors;
  readonly clock: () => number;
  readonly listen: (witness: Witness) => () => void;
  readonly memory: (() => { readonly used: number; readonly total: number }) | undefined;
}

export function makeMetrics({ actors, clock, listen, memory }: MetricsParts): Metrics {
  const { timers } = actors.ports;
  const ring = makeRing<Sample>({ items: SAMPLES, weight: Number.POSITIVE_INFINITY });
  const watchers = new Set<(sample: Sample) => void>();
  let stop: (() => void) | null = null;
  let counts = nothing();

  const witness: Witness = {
    begins() {
      const start = clock();
      return (ending) => {
        counts.actions++;
        if (ending.how === "threw") counts.failed++;
        if (counts.took.length < DURATIONS) counts.took.push(clock() - start);
      };
    },
    sends: () => void counts.events++,
    commits: () => void counts.commits++,
    becomes() {},
  };

  const begin = (): (() => void) => {
    const unlisten = listen(witness);
    counts = nothing();
    let since = clock();
    const take = (): void => {
      const { took, ...others } = counts;
      counts = nothing();
      const now = clock();
      let live = 0;
      let connections = 0;
      for (const { conns } of actors.live()) {
        live++;
        connections += conns.size;
      }
      const used = memory?.();
      const sample = { time: timers.now(), interval: now - since, live, connections, ...others, took: quantiles(took), ...(used !== undefined && { memory: used }) };
      since = now;
      ring.push(sample, 0);
      for (const tell of watchers) tell(sample);
      cancel = timers.after(INTERVAL, take);
    };
    let cancel = timers.after(INTERVAL, take);
    return () => {
      cancel();
      unlisten();
    };
  };

  return {
    samples: () => [...ring],
    watch(tell) {
      watchers.add(tell);
      stop ??= begin();
      return () => {
        watchers.delete(tell);
        if (watchers.size > 0) return;
        stop?.();
        stop = null;
      };
    },
  };
}

function nothing() {
  const took: number[] = [];
  return { actions: 0, failed: 0, events: 0, commits: 0, took };
}

/** Half, 19 in 20 and 99 in 100 are at most this. */
export function quantiles(values: readonly number[]): [number, number, number] | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0;
  return [at(0.5), at(0.95), at(0.99)];
}
