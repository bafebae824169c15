// The log that is written to while its server is killed, as an actor of ours.

import { actor, setup } from "@rivulet/runtime";
import { serve } from "../../../packages/sync-server/src/node/serve.ts";
import { sqlite } from "../../../packages/sync-server/src/sqlite/storage.ts";
import { listening, place } from "../lib/serving.ts";

const log = actor({
  state: { lines: [] as string[] },
  actions: { write: (c, line: string) => void c.state.lines.push(line), all: (c) => c.state.lines },
});

const { port, folder } = place();
await serve(setup({ use: { log } }), { port, hostname: "127.0.0.1", storage: sqlite(folder), rateLimit: false });
listening();
