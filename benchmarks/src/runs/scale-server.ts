// What a server's work costs at a size, over a storage in memory: `scale-server <array|record|map> <size>`.
//
// - commit: an action in hand until its result is said, of a commit like most
// - cpu: processor time of a commit, the mean of many, so that what comes seldom is in it; milliseconds
// - catchUp: an opening with a cursor ten commits behind, until it is answered

import { makeHost } from "../../../packages/runtime/src/host/host.ts";
import { openSession } from "../../../packages/runtime/src/host/session.ts";
import { makeShown } from "../../../packages/runtime/src/host/shown.ts";
import { SILENT } from "../../../packages/runtime/src/ports/logger.ts";
import { memoryStorage } from "../../../packages/runtime/src/storage/memory.ts";
import { briefly } from "../lib/briefly.ts";
import { cpuMicros, give, samples } from "../lib/clock.ts";
import { systemPorts } from "../lib/ports.ts";
import { keptOf, registry, titleOf } from "../lib/rows.ts";
import { makeSpeaker } from "../lib/speaker.ts";

const WARM_UP = briefly(500, 10);
const COMMITS = briefly(1_500, 20);
const OPENINGS = briefly(100, 2);

const kept = keptOf(process.argv[2]);
const size = Number(process.argv[3]);
const storage = memoryStorage();
const host = makeHost(registry, { storage, ...systemPorts(), log: SILENT });
const shown = makeShown(storage, (error) => console.error(error));
const session = openSession(host, shown, {
  send: (frame) => speaker.hear(frame),
  buffered: () => 0,
  close: (_code, reason) => {
    throw new Error(reason);
  },
});
const speaker = makeSpeaker({ name: kept, key: "rows", input: size }, (frame) => session.frame(frame));
await speaker.open();

let changes = 0;
const commit = async (): Promise<number> => {
  const answered = new Promise<void>((resolve) => (speaker.results = () => resolve()));
  const frame = `[${speaker.push([["rename", [changes % 50, titleOf(changes++)]]])}]`;
  const at = performance.now();
  session.frame(frame);
  await answered;
  const took = performance.now() - at;
  session.frame(`[${speaker.observed()}]`);
  return took;
};

for (let i = 0; i < WARM_UP; i++) await commit();
const commits = samples();
const cpu = cpuMicros();
for (let i = 0; i < COMMITS; i++) commits.add(await commit());
const cpuMs = cpu() / COMMITS / 1_000;

const openings = samples();
let cursor = await (speaker.leave(), speaker.open());
for (let i = 0; i < OPENINGS; i++) {
  for (let missed = 0; missed < 10; missed++) await commit();
  speaker.leave();
  const at = performance.now();
  cursor = await speaker.open(cursor);
  openings.add(performance.now() - at);
}

give({ commit: commits.p50, cpu: cpuMs, catchUp: openings.p50 });
process.exit();
