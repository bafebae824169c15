// The same with Replicache, in memory: `predicted-replicache <size>`.

import { cpuMicros, give, nextTask, perSecond, samples } from "../lib/clock.ts";
import { CALLS, FOLLOWED, rowOfCall, WARM_UP } from "../lib/plan.ts";
import { openReplicache } from "../lib/replicache.ts";
import { rowId, titleOf } from "../lib/rows.ts";

const { rep } = await openReplicache(Number(process.argv[2]));

let heardAt = 0;
let hear = (): void => {};
for (let row = 0; row < FOLLOWED; row++) {
  rep.subscribe(
    (tx) => tx.get(rowId(row)),
    () => {
      heardAt = performance.now();
      hear();
    },
  );
}
await new Promise((resolve) => setTimeout(resolve, 100));

let calls = 0;
const call = async (): Promise<number> => {
  const heard = new Promise<void>((resolve) => (hear = resolve));
  const args = { index: rowOfCall(calls), title: titleOf(++calls) };
  const calledAt = performance.now();
  const done = rep.mutate.rename(args);
  await heard;
  const ms = heardAt - calledAt;
  await done;
  return ms;
};
const accepted = async (): Promise<void> => {
  do {
    await rep.push({ now: true });
    await rep.pull();
    await nextTask();
  } while ((await rep.experimentalPendingMutations()).length > 0);
};

for (let i = 0; i < WARM_UP; i++) await call();
await accepted();

gc?.();
const alone = samples();
const cpu = cpuMicros();
let start = performance.now();
for (let i = 0; i < CALLS; i++) alone.add(await call());
const callsPerSecond = perSecond(CALLS, start);
const cpuOfCall = cpu() / CALLS;
await accepted();

// One call a task, pushed and pulled as often as it asks for.
gc?.();
const live = samples();
rep.pushDelay = 10;
const pulls = setInterval(() => void rep.pull(), 10);
start = performance.now();
for (let i = 0; i < CALLS; i++) {
  live.add(await call());
  await nextTask();
}
clearInterval(pulls);
await accepted();
const acceptedPerSecond = perSecond(CALLS, start);

give({ p50: alone.p50, p99: alone.p99, callsPerSecond, cpu: cpuOfCall, liveP50: live.p50, acceptedPerSecond });
process.exit();
