// The same with Replicache, in memory: `rebase-replicache <size> <pending>`. From the pull, which is answered at once,
// until the subscriber to the changed row was called.

import { give, samples } from "../lib/clock.ts";
import { openReplicache } from "../lib/replicache.ts";
import { rowId, titleOf } from "../lib/rows.ts";

const WARM_UP = 3;
const CHANGES = 7;

const size = Number(process.argv[2]);
const pending = Number(process.argv[3]);
const run = await openReplicache(size);
const { rep } = run;
run.isHeld = true;
for (let row = 0; row < pending; row++) await rep.mutate.rename({ index: row % (size - 1), title: titleOf(row) });

let heardAt = 0;
let hear = (): void => {};
rep.subscribe(
  (tx) => tx.get(rowId(size - 1)),
  () => {
    heardAt = performance.now();
    hear();
  },
);
await new Promise((resolve) => setTimeout(resolve, 100));

const remote = samples();
for (let i = 0; i < WARM_UP + CHANGES; i++) {
  const heard = new Promise<void>((resolve) => (hear = resolve));
  run.rename(size - 1, titleOf(i));
  const changedAt = performance.now();
  void rep.pull();
  await heard;
  if (i >= WARM_UP) remote.add(heardAt - changedAt);
  await new Promise((resolve) => setTimeout(resolve, 20));
}
if ((await rep.experimentalPendingMutations()).length !== pending) throw new Error("Not as many are pending as should.");
give({ ms: remote.p50, worst: remote.p99 });
process.exit();
