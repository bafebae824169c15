// Many writers, an actor and a connection each, one action in flight each, without any network: `durable-rivulet <writers> <file>`.
// What it then had written, for a while, goes to the file, for those who write the same without it.

import { performance as nodePerformance } from "node:perf_hooks";

import { openSession } from "../../../packages/runtime/src/host/session.ts";
import { makeShown } from "../../../packages/runtime/src/host/shown.ts";
import { sqlite } from "../../../packages/sync-server/src/sqlite/storage.ts";
import { briefly } from "../lib/briefly.ts";
import { give } from "../lib/clock.ts";
import { openHome } from "../lib/home.ts";
import { measureLoad, newLoad } from "../lib/load.ts";
import { recordWrites, saveRecording } from "../lib/recorder.ts";
import { makeSpeaker, type Speaker } from "../lib/speaker.ts";
import { temporaryFolder } from "../lib/temporary.ts";

const WARM_UP = briefly(500, 20);
const SECONDS = briefly(1.5, 0.1);
const RECORDED = briefly(700, 100);

const [writers, file = ""] = process.argv.slice(2);
const recorder = recordWrites(await sqlite(temporaryFolder()));
const { storage } = recorder;
const host = openHome(storage);
const shown = makeShown(storage, (error) => console.error(error));
const load = newLoad();

function write(index: number): Promise<unknown> {
  const session = openSession(host, shown, {
    // As a socket does, in a turn of its own.
    send: (frame) => void setImmediate(() => speaker.hear(frame)),
    buffered: () => 0,
    close: (_code, reason) => {
      throw new Error(reason);
    },
  });
  const speaker: Speaker = makeSpeaker({ name: "counter", key: `counter-${index}` }, (frame) => session.frame(frame));
  let sentAt = 0;
  const more = (): void => {
    sentAt = performance.now();
    session.frame(`[${speaker.hasObserved ? `${speaker.observed()},` : ""}${speaker.push([["increment", [1]]])}]`);
  };
  speaker.results = () => {
    load.answers++;
    load.latency.add(performance.now() - sentAt);
    more();
  };
  return speaker.open().then(more);
}

await Promise.all(Array.from({ length: Number(writers) }, (_, index) => write(index)));
const idle = nodePerformance.eventLoopUtilization();
const perSecond = await measureLoad(load, WARM_UP, SECONDS);
const busy = nodePerformance.eventLoopUtilization(idle).utilization;
const { p50, p99 } = load.latency;
recorder.begin();
const before = load.answers;
await new Promise((resolve) => setTimeout(resolve, RECORDED));
const recording = { actions: load.answers - before, groups: recorder.groups.slice() };
saveRecording(file, recording);
const batches = recording.groups.reduce((sum, group) => sum + group.length, 0);
give({ perSecond, p50, p99, busy, group: recording.actions / recording.groups.length, batches: batches / recording.actions });
process.exit();
