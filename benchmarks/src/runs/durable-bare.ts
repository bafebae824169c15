// The same batches in the same groups, by SQLite alone, in this very thread: `durable-bare <file>`.

import { createRequire } from "node:module";
import { join } from "node:path";
import { findDriver } from "../../../packages/sync-server/src/sqlite/driver.ts";
import type { Database } from "../../../packages/sync-server/src/sqlite/messages.ts";
import { give } from "../lib/clock.ts";
import { inBenchmarks } from "../lib/places.ts";
import { readRecording } from "../lib/recorder.ts";
import { temporaryFolder } from "../lib/temporary.ts";

const { actions, groups } = readRecording(process.argv[2] ?? "");
const driver = findDriver();
if (driver === null) throw new Error("This Node has no SQLite.");
const module = createRequire(inBenchmarks("../packages/sync-server/package.json"))(driver);
const file = join(temporaryFolder(), "bare.sqlite");
const database: Database = driver === "node:sqlite" ? new module.DatabaseSync(file) : new module(file);
for (const setting of ["locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"]) database.exec(`PRAGMA ${setting}`);
database.exec("CREATE TABLE entries (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID");
const put = database.prepare("INSERT INTO entries (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
const remove = database.prepare("DELETE FROM entries WHERE key = ?");
const replace = database.prepare("UPDATE entries SET value = ? WHERE key = ?");
const clear = database.prepare("DELETE FROM entries WHERE key >= ? AND key < ?");
const get = database.prepare("SELECT value FROM entries WHERE key = ?");

const start = performance.now();
for (const group of groups) {
  database.exec("BEGIN IMMEDIATE");
  for (const { checks = [], ops } of group) {
    for (const check of checks) if ("key" in check) get.get(check.key);
    for (const op of ops) {
      if (op.op === "put") put.run(op.key, op.value);
      else if (op.op === "clear") clear.run(op.from, op.to);
      else if (op.op === "delete") remove.run(op.key);
      else replace.run(op.value, op.key);
    }
  }
  database.exec("COMMIT");
}
give({ perSecond: (actions / (performance.now() - start)) * 1_000 });
process.exit();
