// What an actor's life costs, in milliseconds each, without a network: `life-times <actors>`.
//
// - create: one actor made, on disk, one after another
// - sleep: one actor put to sleep, of very many that do so together
// - wake: one that slept in this process; restart: one that another process has left
// - row: the control, its record and its snapshot read from the same storage

import { keys } from "../../../packages/runtime/src/host/records.ts";
import { sqlite } from "../../../packages/sync-server/src/sqlite/storage.ts";
import { give, samples } from "../lib/clock.ts";
import { makeOne, openHome, putToSleep } from "../lib/home.ts";
import { temporaryFolder } from "../lib/temporary.ts";

/** Rows in the state of each: about a kilobyte. */
const SIZE = 10;

const count = Number(process.argv[2]);
const folder = temporaryFolder();
const storage = await sqlite(folder);
const host = openHome(storage);
const create = samples();
const ids: string[] = [];
for (let n = 0; n < count; n++) {
  const start = performance.now();
  ids.push(await makeOne(host, "sleeper", n, SIZE));
  create.add(performance.now() - start);
}

await Promise.all(ids.map((id) => host.wake(id)));
const start = performance.now();
await putToSleep(host, ids);
const sleep = (performance.now() - start) / count;
await new Promise((resolve) => setTimeout(resolve, 50));

// In turn, so that both meet the same machine.
const wake = samples();
const row = samples();
for (const [n, id] of ids.entries()) {
  let at = performance.now();
  await host.wake(id);
  wake.add(performance.now() - at);
  const other = ids[count - 1 - n] ?? id;
  at = performance.now();
  await storage.get([keys.actor(other), keys.snapshot(other)]);
  row.add(performance.now() - at);
}
await host.stop();
await storage.close();

const storageAgain = await sqlite(folder);
const hostAgain = openHome(storageAgain);
const restart = samples();
for (const id of ids) {
  const at = performance.now();
  await hostAgain.wake(id);
  restart.add(performance.now() - at);
}
await hostAgain.stop();
await storageAgain.close();
const both = (name: string, { p50, p99 }: typeof wake) => ({ [name]: p50, [`${name}99`]: p99 });
give({ ...both("create", create), sleep, ...both("wake", wake), ...both("restart", restart), ...both("row", row) });
process.exit();
