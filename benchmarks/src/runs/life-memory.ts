// Bytes of memory per actor, in a process that has so many: `life-memory <actors>`. Live, and asleep again.

import { sqlite } from "../../../packages/sync-server/src/sqlite/storage.ts";
import { give } from "../lib/clock.ts";
import { makeActors, openHome, putToSleep } from "../lib/home.ts";
import { usedHeap } from "../lib/serving.ts";
import { temporaryFolder } from "../lib/temporary.ts";

const count = Number(process.argv[2]);
const host = openHome(await sqlite(temporaryFolder()));
const settled = async (): Promise<number> => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  usedHeap();
  return usedHeap();
};

// What is made once, whatever the number.
const [first = ""] = await makeActors(host, "board", 1, undefined);
await host.wake(first);
const ids = await makeActors(host, "sleeper", count, 1);
const before = await settled();
for (let n = 0; n < count; n += 500) await Promise.all(ids.slice(n, n + 500).map((id) => host.wake(id)));
const live = await settled();
await putToSleep(host, ids);
const sleeping = await settled();
give({ live: (live - before) / count, sleeping: Math.max(0, sleeping - before) / count });
process.exit();
