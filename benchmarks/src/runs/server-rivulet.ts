// The sync server, without its limit on what one connection may ask: SQLite on disk, an action is answered once it is there.
// `server-rivulet <port> <folder> memory`: nothing is on disk, to tell what the disk costs.

import { memoryStorage } from "../../../packages/runtime/src/storage/memory.ts";
import { serve } from "../../../packages/sync-server/src/node/serve.ts";
import { sqlite } from "../../../packages/sync-server/src/sqlite/storage.ts";
import { awake, counters } from "../lib/counter.ts";
import { listening, place } from "../lib/serving.ts";

const { port, folder } = place();
await serve(counters, { port, hostname: "127.0.0.1", storage: process.argv[4] === "memory" ? memoryStorage() : sqlite(folder), rateLimit: false });
listening({ awake: () => awake.count });
