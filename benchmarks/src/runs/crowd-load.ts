// Actions on many live actors, in an open loop: `crowd-load <who> <port> <actors>`. First as fast as they are answered, to
// know the full load; then at shares of it. Actions come by a clock whether or not those before were answered, and each is
// late from the instant at which it was to be sent: a server that stands still is late for all that would have come meanwhile.
//
// - full: answers a second at full load
// - p50 at 50, p99 at 50 …: at so many hundredths of full load

import { briefly } from "../lib/briefly.ts";
import { callerOf } from "../lib/callers.ts";
import { give, type Samples, samples } from "../lib/clock.ts";
import { SHARES } from "../lib/shares.ts";

const IN_FLIGHT = 256;
const WARM_UP = briefly(500, 30);
const FULL_MS = briefly(1_000, 100);
const SHARE_MS = briefly(1_000, 100);
const AT_ONCE = 50;

const [kind, port, actors] = process.argv.slice(2);
const connect = callerOf(kind);
const after = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

interface Caller {
  /** Sends an action that was to be sent at that instant. */
  call(at: number): void;
}

let latency: Samples = samples();
let answers = 0;
let waiting = 0;
let next = (): void => {};

async function open(index: number): Promise<Caller> {
  const due: number[] = [];
  let oldest = 0;
  const more = await connect(`ws://127.0.0.1:${port}`, `counter-${index}`, (count) => {
    const now = performance.now();
    for (let i = 0; i < count; i++) {
      latency.add(now - (due[oldest++] ?? now));
      answers++;
      waiting--;
      next();
    }
  });
  return {
    call(at) {
      due.push(at);
      waiting++;
      more(1);
    },
  };
}

const callers: Caller[] = [];
for (let n = 0; n < Number(actors); n += AT_ONCE) {
  callers.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, Number(actors) - n) }, (_, i) => open(n + i)))));
}
/** The same order of actors every time, and none that the server could know. */
let seed = 1;
const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
const callAny = (at: number): void => callers[Math.floor(random() * callers.length)]?.call(at);
const drained = async (): Promise<void> => {
  while (waiting > 0) await after(5);
};

next = () => callAny(performance.now());
for (let i = 0; i < IN_FLIGHT; i++) next();
await after(WARM_UP);
let start = performance.now();
let before = answers;
await after(FULL_MS);
const full = ((answers - before) / (performance.now() - start)) * 1_000;
next = () => {};
await drained();

const figures: Record<string, number> = { full };
for (const share of SHARES) {
  const perMs = (full * share) / 100 / 1_000;
  latency = samples();
  before = answers;
  start = performance.now();
  let due = start;
  while (due < start + SHARE_MS) {
    for (const now = performance.now(); due <= now; due += -Math.log(random()) / perMs) callAny(due);
    await after(1);
  }
  await drained();
  figures[`p50 at ${share}`] = latency.p50;
  figures[`p99 at ${share}`] = latency.p99;
}
give({ ...figures, answers });
process.exit();
