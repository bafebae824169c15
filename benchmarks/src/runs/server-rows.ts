// The rows on a sync server in memory, for what is measured on the device.

import { memoryStorage } from "../../../packages/runtime/src/storage/memory.ts";
import { serve } from "../../../packages/sync-server/src/node/serve.ts";
import { registry } from "../lib/rows.ts";
import { listening, place } from "../lib/serving.ts";

await serve(registry, { port: place().port, hostname: "127.0.0.1", storage: memoryStorage(), rateLimit: false });
listening();
