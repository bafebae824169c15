// The same batches in the same groups, through the server's storage and its worker: `durable-storage <file>`.

import { sqlite } from "../../../packages/sync-server/src/sqlite/storage.ts";
import { give } from "../lib/clock.ts";
import { readRecording } from "../lib/recorder.ts";
import { temporaryFolder } from "../lib/temporary.ts";

const { actions, groups } = readRecording(process.argv[2] ?? "");
const storage = await sqlite(temporaryFolder());
const ops = groups.map((group) => group.map((batch) => ({ ops: batch.ops })));
const start = performance.now();
// Two under way: while one is written the next one gathers, as under a server.
const turns = [ops.filter((_, i) => i % 2 === 0), ops.filter((_, i) => i % 2 === 1)];
await Promise.all(
  turns.map(async (turn) => {
    for (const group of turn) await Promise.all(group.map((batch) => storage.write(batch)));
  }),
);
give({ perSecond: (actions / (performance.now() - start)) * 1_000 });
process.exit();
