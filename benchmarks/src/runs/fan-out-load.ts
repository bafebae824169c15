// One actor's changes and very many who hear of them: `fan-out-load <server> <port> <clients>`.
//
// - p50, p99: from the change until a client has it, at ten changes a second
// - alone: changes delivered a second with one change at a time, the next one as soon as the last client has it
// - perSecond, frames: changes and frames delivered a second with several changes on their way
// - bytes: of a frame with one change

import { fork } from "node:child_process";
import { once } from "node:events";
import { audienceOf } from "../lib/audience.ts";
import { briefly } from "../lib/briefly.ts";
import { scriptPath } from "../lib/child.ts";
import { cpuMicros, give } from "../lib/clock.ts";
import { quantile } from "../lib/figures.ts";

const PROCESSES = briefly(2, 1);
const PACED = briefly(10, 2);
const PACE = briefly(100, 50);
const WARM_UP = briefly(250, 20);
const MEASURED = briefly(700, 100);
const TOGETHER = 8;

interface Told {
  readonly frames: number;
  readonly times?: readonly (readonly number[])[];
}

const [kind, port, clients] = process.argv.slice(2);
const base = `ws://127.0.0.1:${port}`;
const audience = audienceOf(kind);
const after = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, Math.max(0, ms)));
const cpu = cpuMicros();

// The last to join is here: it hears last, and looks into what it hears.
const share = Math.floor((Number(clients) - 1) / PROCESSES);
const shares = Array.from({ length: PROCESSES }, (_, i) => (i > 0 ? share : Number(clients) - 1 - share * (PROCESSES - 1)));
const listeners = shares.map((count) => fork(scriptPath("runs/fan-out-listeners"), [kind ?? "", port ?? "", String(count)]));
const tell = async (what: string | null): Promise<Told[]> =>
  Promise.all(
    listeners.map(async (listener): Promise<Told> => {
      const answer = once(listener, "message");
      if (what !== null) listener.send(what);
      const [told]: Told[] = await answer;
      if (told === undefined) throw new Error("A listener says nothing.");
      return told;
    }),
  );
await tell(null);

const last = await audience.join(base);
let heard = 0;
let ownFrames = 0;
let bytes = 0;
let delivered = 0;
let next = (_count: number): void => {};
last.on("message", (data) => {
  const frame = String(data);
  const count = audience.changesIn(frame);
  if (count === 0) throw new Error(`This tells of no change: ${frame.slice(0, 200)}`);
  heard += count;
  ownFrames++;
  bytes = count === 1 ? Number(Buffer.isBuffer(data) ? data.length : frame.length) : bytes;
  next(count);
});
const change = await audience.write(base);
let changes = 0;
const say = (): void => change(`What is written on the board for the ${String(++changes).padStart(9, "0")}th time`);
const framesOf = (told: readonly Told[]): number => told.reduce((sum, { frames }) => sum + frames, ownFrames);
const frames = async (): Promise<number> => framesOf(await tell("frames"));
/** Frames beyond those of changes: what a server says to who joins. */
let greetings = 0;
/** Resolves once everybody has heard what the last has. */
const quiet = async (): Promise<void> => {
  const end = performance.now() + 20_000;
  do {
    if (performance.now() > end) throw new Error(`${clients} clients have heard ${await frames()} frames, and the last one ${ownFrames}.`);
    await after(20);
  } while (heard < changes || (await frames()) - greetings !== ownFrames * Number(clients));
};

async function saturate(inFlight: number): Promise<{ readonly changes: number; readonly frames: number }> {
  next = (count) => {
    for (let i = 0; i < count; i++) say();
  };
  const [heardBefore, ownBefore] = [heard, ownFrames];
  for (let i = 0; i < inFlight; i++) say();
  await after(WARM_UP);
  const start = performance.now();
  const before = await frames();
  await after(MEASURED);
  const perSecond = (((await frames()) - before) / (performance.now() - start)) * 1_000;
  const changesInOne = (heard - heardBefore) / (ownFrames - ownBefore);
  next = () => {};
  await quiet();
  delivered += (heard - heardBefore) * Number(clients);
  return { changes: perSecond * changesInOne, frames: perSecond };
}

for (let before = -1; before !== (await frames()); before = await frames()) await after(briefly(100, 50));
greetings = (await frames()) - ownFrames;
heard = 0;
ownFrames = 0;
say();
await quiet();
const alone = await saturate(1);
const together = await saturate(TOGETHER);

await tell("time");
/** How many changes each frame tells of: mostly one, but where the machine had something else to do. */
const paced: number[] = [];
next = (count) => void paced.push(count);
const saidAt: number[] = [];
const began = performance.now();
for (let n = 0; n < PACED; n++) {
  await after(began + n * PACE - performance.now());
  saidAt.push(Number(process.hrtime.bigint()) / 1e6);
  say();
}
await quiet();
const latencies = (await tell("times")).flatMap(({ times = [] }) =>
  times.flatMap((received) => {
    if (received.length !== paced.length) throw new Error(`One client hears ${received.length} frames, another one ${paced.length}.`);
    let said = 0;
    return received.flatMap((at, n) => Array.from({ length: paced[n] ?? 0 }, () => at - (saidAt[said++] ?? at)));
  }),
);
const used = (await tell("cpu")).reduce((sum, { frames }) => sum + frames, cpu());
for (const listener of listeners) listener.disconnect();
give({
  p50: quantile(latencies, 0.5),
  p99: quantile(latencies, 0.99),
  alone: alone.changes,
  perSecond: together.changes,
  frames: together.frames,
  aFrame: together.changes / together.frames,
  bytes,
  answers: delivered + PACED * Number(clients),
  usedMicros: used,
});
process.exit();
