// Makes very many actors and leaves them asleep in a folder: `crowd-make <folder> <actors>`.

import { sqlite } from "../../../packages/sync-server/src/sqlite/storage.ts";
import { give } from "../lib/clock.ts";
import { makeActors, openHome } from "../lib/home.ts";

const [folder = "", count] = process.argv.slice(2);
const storage = await sqlite(folder);
const host = openHome(storage);
await makeActors(host, "counter", Number(count), undefined);
await host.stop();
await storage.close();
give({ made: Number(count) });
