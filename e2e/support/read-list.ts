// Prints the state of a list as a server's file has it: node read-list.ts <folder> <key>. Run as a process of its own,
// by a Node that has SQLite.
import { randomBytes } from "node:crypto";
import { makeHost, SILENT } from "@rivulet/runtime/host";
import { sqlite } from "@rivulet/sync-server";
import { registry } from "../app/registry.ts";

const [folder = "", key = ""] = process.argv.slice(2);
const storage = await sqlite(folder);
const timers = { now: () => Date.now(), after: () => () => {} };
const host = makeHost(registry, { storage, timers, random: { bytes: (count) => randomBytes(count) }, log: SILENT });
const id = await host.find("list", [key]);
if (id === null) throw new Error(`${folder} has no list ${key}.`);
console.log((await host.wake(id)).stateText());
await storage.close();
